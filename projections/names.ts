/** Every read model that is kept up to date; `catalogue.ts` holds the projector behind each name. */
export const projectionNames = ["users", "venues", "offers", "stocks", "bookings", "wallets", "booking_flows"] as const;
export type ProjectionName = (typeof projectionNames)[number];
