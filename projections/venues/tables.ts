import { defineTable } from "#projections/define.js";

export const offerers = defineTable({
  name: "offerers",
  version: 1,
  key: ["offererId"],
  columns: {
    offererId: "bigint",
    name: "text",
    siren: "text",
    validationStatus: "text",
    isActive: "boolean",
    createdAt: "timestamptz",
    validatedAt: "timestamptz?",
    closedAt: "timestamptz?",
  },
});

export const offererMembers = defineTable({
  name: "offerer_members",
  version: 1,
  key: ["offererId", "userId"],
  columns: { offererId: "bigint", userId: "bigint", status: "text" },
});

export const venues = defineTable({
  name: "venues",
  version: 1,
  key: ["venueId"],
  columns: {
    venueId: "bigint",
    offererId: "bigint",
    name: "text",
    publicName: "text",
    siret: "text?",
    comment: "text?",
    bookingEmail: "text?",
    withdrawalDetails: "text?",
    activity: "text?",
    isPermanent: "boolean",
    isOpenToPublic: "boolean",
    audioDisabilityCompliant: "boolean?",
    mentalDisabilityCompliant: "boolean?",
    motorDisabilityCompliant: "boolean?",
    visualDisabilityCompliant: "boolean?",
    addressId: "bigint",
    banId: "text?",
    inseeCode: "text?",
    street: "text",
    postalCode: "text",
    city: "text",
    latitude: "double precision",
    longitude: "double precision",
    departmentCode: "text",
    timezone: "text",
    isManualEdition: "boolean",
    createdAt: "timestamptz",
  },
});

export const providers = defineTable({
  name: "providers",
  version: 1,
  key: ["providerId"],
  columns: { providerId: "bigint", name: "text", isActive: "boolean" },
});

export const venueProviders = defineTable({
  name: "venue_providers",
  version: 1,
  key: ["providerId", "venueId"],
  columns: { providerId: "bigint", venueId: "bigint" },
});

export const apiKeys = defineTable({
  name: "api_keys",
  version: 1,
  key: ["prefix"],
  columns: { prefix: "text", providerId: "bigint", secretHash: "text", isRevoked: "boolean" },
});
