import { z } from "zod";
import { type EventOf, event } from "#domain/shared/event.js";
import { id, instant } from "#domain/shared/values.js";

/** An address as offerers-and-venues.md, section 7.1 describes it. */
export const address = z.object({
  addressId: id,
  banId: z.string().nullable(),
  inseeCode: z.string().nullable(),
  street: z.string(),
  postalCode: z.string(),
  city: z.string(),
  latitude: z.number(),
  longitude: z.number(),
  departmentCode: z.string(),
  timezone: z.string(),
  isManualEdition: z.boolean(),
});

/** Four answers, each true, false or not known. */
export const accessibility = z.object({
  audio: z.boolean().nullable(),
  mental: z.boolean().nullable(),
  motor: z.boolean().nullable(),
  visual: z.boolean().nullable(),
});
export type Accessibility = z.infer<typeof accessibility>;

// Storage format: what stands here is in the log for ever.
export const venueEvents = {
  VenueCreated: event(
    z.object({
      venueId: id,
      offererId: id,
      name: z.string(),
      publicName: z.string(),
      /** 14 digits, or null with a comment that says why. */
      siret: z.string().nullable(),
      comment: z.string().nullable(),
      bookingEmail: z.string().nullable(),
      withdrawalDetails: z.string().nullable(),
      activity: z.string().nullable(),
      isPermanent: z.boolean(),
      isOpenToPublic: z.boolean(),
      accessibility,
      address,
      createdAt: instant,
    }),
  ),
};
export type VenueEvent = EventOf<typeof venueEvents>;
