import { type ProviderEvent, providerEvents } from "#domain/provider/events.js";
import type { Aggregate } from "#domain/shared/aggregate.js";
import { Refusal } from "#domain/shared/refusal.js";

export type Provider =
  | { readonly status: "absent" }
  | {
      readonly status: "active" | "inactive";
      readonly providerId: number;
      readonly name: string;
      /** Venues with an active link: all that its API keys may see. */
      readonly venueIds: ReadonlySet<number>;
    };

export type ProviderCommand =
  | { readonly type: "CreateProvider"; readonly data: { readonly providerId: number; readonly name: string } }
  | { readonly type: "ActivateProvider" | "DeactivateProvider"; readonly data: Record<never, never> }
  | { readonly type: "LinkProviderToVenue" | "UnlinkProviderFromVenue"; readonly data: { readonly venueId: number } };

const decide = (command: ProviderCommand, provider: Provider): readonly ProviderEvent[] => {
  if (command.type === "CreateProvider")
    return provider.status === "absent" ? [{ type: "ProviderCreated", data: command.data }] : [];
  if (provider.status === "absent") throw new Refusal("PROVIDER_NOT_FOUND");
  const { providerId, status, venueIds } = provider;
  switch (command.type) {
    case "ActivateProvider":
      return status === "active" ? [] : [{ type: "ProviderActivated", data: { providerId } }];
    case "DeactivateProvider":
      return status === "inactive" ? [] : [{ type: "ProviderDeactivated", data: { providerId } }];
    case "LinkProviderToVenue":
      return venueIds.has(command.data.venueId)
        ? []
        : [{ type: "ProviderLinkedToVenue", data: { providerId, ...command.data } }];
    case "UnlinkProviderFromVenue":
      return venueIds.has(command.data.venueId)
        ? [{ type: "ProviderUnlinkedFromVenue", data: { providerId, ...command.data } }]
        : [];
  }
};

const evolve = (provider: Provider, event: ProviderEvent): Provider => {
  if (event.type === "ProviderCreated") return { status: "active", ...event.data, venueIds: new Set() };
  if (provider.status === "absent") throw new Error(`${event.type} of a provider that was never created`);
  switch (event.type) {
    case "ProviderActivated":
      return { ...provider, status: "active" };
    case "ProviderDeactivated":
      return { ...provider, status: "inactive" };
    case "ProviderLinkedToVenue":
      return { ...provider, venueIds: new Set([...provider.venueIds, event.data.venueId]) };
    case "ProviderUnlinkedFromVenue":
      return { ...provider, venueIds: new Set([...provider.venueIds].filter((one) => one !== event.data.venueId)) };
  }
};

export const provider: Aggregate<Provider, ProviderCommand, ProviderEvent> = {
  category: "provider",
  events: providerEvents,
  initial: { status: "absent" },
  decide,
  evolve,
};
