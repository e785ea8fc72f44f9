import { z } from "zod";
import { type EventOf, event } from "#domain/shared/event.js";
import { day, id, instant, personal } from "#domain/shared/values.js";

/** users-and-wallet.md, section 1.3. */
export const userRoles = [
  "ADMIN",
  "ANONYMIZED",
  "BENEFICIARY",
  "UNDERAGE_BENEFICIARY",
  "FREE_BENEFICIARY",
  "PRO",
  "NON_ATTACHED_PRO",
  "TEST",
] as const;
export const userRole = z.enum(userRoles);
export type UserRole = z.infer<typeof userRole>;

/** Who a person is. Stands in `user-*` streams only; a part that is not known is null. */
export const identity = z.object({
  email: personal(z.string()),
  firstName: personal(z.string().nullable()),
  lastName: personal(z.string().nullable()),
  civility: personal(z.enum(["M.", "Mme"]).nullable()),
  dateOfBirth: personal(day.nullable()),
  validatedBirthDate: personal(day.nullable()),
  phoneNumber: personal(z.string().nullable()),
  address: personal(z.string().nullable()),
  city: personal(z.string().nullable()),
  postalCode: personal(z.string().nullable()),
  departementCode: personal(z.string().nullable()),
  activity: personal(z.string().nullable()),
});

// Storage format: what stands here is in the log for ever. New fields are optional; anything else is a new schemaVersion.
export const userEvents = {
  UserRegistered: event(
    z.object({
      userId: id,
      identity,
      /** An argon2id hash, or null for an account without a password. */
      passwordHash: personal(z.string().nullable()),
      isEmailValidated: z.boolean(),
      registeredAt: instant,
    }),
  ),
  UserRoleGranted: event(z.object({ userId: id, role: userRole })),
  UserRoleRevoked: event(z.object({ userId: id, role: userRole })),
  /** Somebody signed in. Written at most once every 15 minutes. */
  UserConnected: event(z.object({ userId: id, connectedAt: instant })),
};
export type UserEvent = EventOf<typeof userEvents>;
