import { describe, expect, it } from "vitest";
import { isMember, isReleased, type OffererCommand, offerer } from "#domain/offerer/decider.js";
import type { OffererEvent } from "#domain/offerer/events.js";
import { at, offererCreated } from "#tests/support/facts.js";
import { specification } from "#tests/support/specification.js";

const given = specification(offerer);
const create: OffererCommand = {
  type: "CreateOfferer",
  data: { offererId: 2, name: "Ma petite entreprise", siren: "881457238", at },
};
const validate: OffererCommand = { type: "ValidateOfferer", data: { at } };
const validated: OffererEvent = { type: "OffererValidated", data: { offererId: 2, validatedAt: at } };
const suspend: OffererCommand = { type: "SuspendOfferer", data: {} };
const suspended: OffererEvent = { type: "OffererSuspended", data: { offererId: 2 } };
const unsuspend: OffererCommand = { type: "UnsuspendOfferer", data: {} };
const unsuspended: OffererEvent = { type: "OffererUnsuspended", data: { offererId: 2 } };
const close: OffererCommand = { type: "CloseOfferer", data: { at } };
const closed: OffererEvent = { type: "OffererClosed", data: { offererId: 2, closedAt: at } };
const attach = (status: "NEW" | "VALIDATED"): OffererCommand => ({ type: "ChangeMember", data: { userId: 6, status } });
const attached = (status: "NEW" | "VALIDATED"): OffererEvent => ({
  type: "OffererMemberChanged",
  data: { offererId: 2, userId: 6, status },
});

describe("a legal entity", () => {
  it("is created once", () => {
    given().when(create).then(offererCreated());
    given(offererCreated()).when(create).thenNothing();
  });
  it("is validated once", () => {
    given(offererCreated()).when(validate).then(validated);
    given(offererCreated(), validated).when(validate).thenRefused("OFFERER_ALREADY_VALIDATED", { offererId: 2 });
  });
  it("is suspended and let go again", () => {
    given(offererCreated(), validated).when(suspend).then(suspended);
    given(offererCreated(), suspended).when(suspend).thenNothing();
    given(offererCreated(), suspended).when(unsuspend).then(unsuspended);
    given(offererCreated()).when(unsuspend).thenNothing();
  });
  it("is closed once", () => {
    given(offererCreated(), validated).when(close).then(closed);
    given(offererCreated(), closed).when(close).thenRefused("OFFERER_CLOSED", { offererId: 2 });
  });
  it("gains members, whose status changes", () => {
    given(offererCreated()).when(attach("NEW")).then(attached("NEW"));
    given(offererCreated(), attached("NEW")).when(attach("VALIDATED")).then(attached("VALIDATED"));
    given(offererCreated(), attached("NEW")).when(attach("NEW")).thenNothing();
  });
  it.each([validate, suspend, unsuspend, close, attach("NEW")])("that nobody created refuses $type", (command) =>
    given().when(command).thenRefused("OFFERER_NOT_FOUND"),
  );
  it("has its offers shown only while it is validated and not suspended", () => {
    const states = [
      given().state,
      given(offererCreated()).state,
      given(offererCreated(), validated).state,
      given(offererCreated(), validated, suspended).state,
      given(offererCreated(), validated, suspended, unsuspended).state,
      given(offererCreated(), validated, closed).state,
    ];
    expect(states.map(isReleased)).toEqual([false, false, true, false, true, false]);
  });
  it("is acted for by its validated members", () => {
    expect(isMember(given(offererCreated(), attached("VALIDATED")).state, 6)).toBe(true);
    expect(isMember(given(offererCreated(), attached("NEW")).state, 6)).toBe(false);
    expect(isMember(given().state, 6)).toBe(false);
  });
});
