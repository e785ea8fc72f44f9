import { sql } from "slonik";
import { z } from "zod";
import { userRole } from "#domain/user/events.js";
import { defineQuery } from "#projections/define-query.js";

const row = z.object({
  userId: z.number(),
  email: z.string(),
  firstName: z.string().nullable(),
  lastName: z.string().nullable(),
  civility: z.enum(["M.", "Mme"]).nullable(),
  dateOfBirth: z.string().nullable(),
  phoneNumber: z.string().nullable(),
  address: z.string().nullable(),
  city: z.string().nullable(),
  postalCode: z.string().nullable(),
  departementCode: z.string().nullable(),
  activity: z.string().nullable(),
  isEmailValidated: z.boolean(),
  roles: z.array(userRole),
  registeredAt: z.string(),
  lastConnectedAt: z.string().nullable(),
  /** Whether the user is attached to an offerer, in whatever status. */
  hasOfferer: z.boolean(),
});
export type ProUser = z.infer<typeof row>;

/** A user of the venues' portal as they see themselves; null where there is none. */
export const proUser = defineQuery({
  reads: ["users", "venues"],
  run: (pool, { userId }: { userId: number }): Promise<ProUser | null> =>
    pool.maybeOne(sql.type(row)`
      SELECT
        u.user_id, u.email, u.first_name, u.last_name, u.civility, u.date_of_birth, u.phone_number, u.address, u.city,
        u.postal_code, u.departement_code, u.activity, u.is_email_validated, u.roles, u.registered_at,
        u.last_connected_at,
        EXISTS (SELECT FROM offerer_members m WHERE m.user_id = u.user_id) AS has_offerer
      FROM users u
      WHERE u.user_id = ${userId}`),
});
