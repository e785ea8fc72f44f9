import { sql } from "slonik";
import { z } from "zod";
import { userRole } from "#domain/user/events.js";
import { defineQuery } from "#projections/define-query.js";

const row = z.object({
  userId: z.number(),
  email: z.string(),
  firstName: z.string().nullable(),
  lastName: z.string().nullable(),
  /** The validated day, else the declared one. */
  birthDate: z.string().nullable(),
  phoneNumber: z.string().nullable(),
  address: z.string().nullable(),
  city: z.string().nullable(),
  postalCode: z.string().nullable(),
  departementCode: z.string().nullable(),
  activity: z.string().nullable(),
  hasPassword: z.boolean(),
  isEmailValidated: z.boolean(),
  roles: z.array(userRole),
});
export type ProfileOfUser = z.infer<typeof row>;

/** What somebody reads about themselves; null for an unknown user. */
export const profileOfUser = defineQuery({
  reads: ["users"],
  run: (pool, { userId }: { userId: number }): Promise<ProfileOfUser | null> =>
    pool.maybeOne(sql.type(row)`
      SELECT
        user_id, email, first_name, last_name, coalesce(validated_birth_date, date_of_birth) AS birth_date, phone_number,
        address, city, postal_code, departement_code, activity, password_hash IS NOT NULL AS has_password,
        is_email_validated, roles
      FROM users
      WHERE user_id = ${userId}`),
});
