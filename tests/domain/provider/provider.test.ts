import { describe, it } from "vitest";
import { type ProviderCommand, provider } from "#domain/provider/decider.js";
import type { ProviderEvent } from "#domain/provider/events.js";
import { specification } from "#tests/support/specification.js";

const given = specification(provider);
const create: ProviderCommand = { type: "CreateProvider", data: { providerId: 8, name: "TicketBusters" } };
const created: ProviderEvent = { type: "ProviderCreated", data: { providerId: 8, name: "TicketBusters" } };
const ask = (type: "ActivateProvider" | "DeactivateProvider"): ProviderCommand => ({ type, data: {} });
const said = (type: "ProviderActivated" | "ProviderDeactivated"): ProviderEvent => ({ type, data: { providerId: 8 } });
const link: ProviderCommand = { type: "LinkProviderToVenue", data: { venueId: 3 } };
const unlink: ProviderCommand = { type: "UnlinkProviderFromVenue", data: { venueId: 3 } };
const linked: ProviderEvent = { type: "ProviderLinkedToVenue", data: { providerId: 8, venueId: 3 } };
const unlinked: ProviderEvent = { type: "ProviderUnlinkedFromVenue", data: { providerId: 8, venueId: 3 } };

describe("ticketing software", () => {
  it("is registered once, and active", () => {
    given().when(create).then(created);
    given(created).when(create).thenNothing();
    given(created).when(ask("ActivateProvider")).thenNothing();
  });
  it("is switched off and on", () => {
    given(created).when(ask("DeactivateProvider")).then(said("ProviderDeactivated"));
    given(created, said("ProviderDeactivated")).when(ask("DeactivateProvider")).thenNothing();
    given(created, said("ProviderDeactivated")).when(ask("ActivateProvider")).then(said("ProviderActivated"));
  });
  it("is linked to a venue and unlinked", () => {
    given(created).when(link).then(linked);
    given(created, linked).when(link).thenNothing();
    given(created, linked).when(unlink).then(unlinked);
    given(created).when(unlink).thenNothing();
  });
  it.each([ask("ActivateProvider"), ask("DeactivateProvider"), link, unlink])(
    "that nobody registered refuses $type",
    (command) => given().when(command).thenRefused("PROVIDER_NOT_FOUND"),
  );
});
