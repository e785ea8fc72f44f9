import { z } from "zod";
import { defineCommand } from "#application/command.js";
import { emailHash } from "#application/email-hash.js";
import { emailClaim } from "#domain/claim/decider.js";
import { id } from "#domain/shared/values.js";
import { sanitiseEmail, user } from "#domain/user/decider.js";
import { identity, userRole } from "#domain/user/events.js";

/** Creates an account under an e-mail that nobody else has. Refuses ALREADY_CLAIMED. The password arrives hashed. */
export const registerUser = defineCommand({
  name: "RegisterUser",
  schema: z.object({
    userId: id,
    identity,
    passwordHash: z.string().nullable(),
    isEmailValidated: z.boolean(),
    roles: z.array(userRole),
  }),
  issuers: ["agent", "system"],
  handle: async ({ userId, identity: person, passwordHash, isEmailValidated, roles }, { run, at }) => {
    const email = sanitiseEmail(person.email);
    await run(emailClaim, emailHash(email), { type: "TakeClaim", data: { holderId: userId } }, { isNew: true });
    const data = { userId, identity: { ...person, email }, passwordHash, isEmailValidated, at };
    await run(user, userId, { type: "RegisterUser", data }, { isNew: true });
    for (const role of roles) await run(user, userId, { type: "GrantRole", data: { role } });
    return { userId };
  },
});
