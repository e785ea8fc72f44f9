import type { ApikeyEvent } from "#domain/apikey/events.js";
import type { OffererEvent } from "#domain/offerer/events.js";
import type { ProviderEvent } from "#domain/provider/events.js";
import type { VenueEvent } from "#domain/venue/events.js";
import { accessibilityColumns } from "#projections/accessibility.js";
import { defineProjector, put, remove, update } from "#projections/define.js";
import { apiKeys, offererMembers, offerers, providers, venueProviders, venues } from "#projections/venues/tables.js";

/** Which venues are there, whose are they, and who or which software may act for them? */
export const venuesProjector = defineProjector<VenueEvent | OffererEvent | ProviderEvent | ApikeyEvent>({
  name: "venues",
  version: 1,
  categories: ["venue", "offerer", "provider", "apikey"],
  tables: [offerers, offererMembers, venues, providers, venueProviders, apiKeys],
  on: {
    OffererCreated: ({ data }) =>
      put(offerers, { ...data, validationStatus: "NEW", isActive: true, validatedAt: null, closedAt: null }),
    OffererValidated: ({ data }) =>
      update(offerers, data, { validationStatus: "VALIDATED", isActive: true, validatedAt: data.validatedAt }),
    OffererSuspended: ({ data }) => update(offerers, data, { isActive: false }),
    OffererUnsuspended: ({ data }) => update(offerers, data, { isActive: true }),
    OffererClosed: ({ data }) => update(offerers, data, { validationStatus: "CLOSED", closedAt: data.closedAt }),
    OffererMemberChanged: ({ data }) => [put(offererMembers, data), update(offerers, data, {})],

    VenueCreated: ({ data: { accessibility, address, ...venue } }) =>
      put(venues, { ...venue, ...address, ...accessibilityColumns(accessibility) }),

    ProviderCreated: ({ data }) => put(providers, { ...data, isActive: true }),
    ProviderActivated: ({ data }) => update(providers, data, { isActive: true }),
    ProviderDeactivated: ({ data }) => update(providers, data, { isActive: false }),
    ProviderLinkedToVenue: ({ data }) => [put(venueProviders, data), update(providers, data, {})],
    ProviderUnlinkedFromVenue: ({ data }) => [remove(venueProviders, data), update(providers, data, {})],

    ApikeyIssued: ({ data }) => put(apiKeys, { ...data, isRevoked: false }),
    ApikeyRevoked: ({ data }) => update(apiKeys, data, { isRevoked: true }),
  },
});
