import { emailHash } from "#application/email-hash.js";
import { emailClaim } from "#domain/claim/decider.js";
import { type RegisteredUser, user } from "#domain/user/decider.js";
import type { HttpDependencies } from "#http/dependencies.js";
import { HttpError } from "#http/errors/http-error.js";
import { isPasswordOf } from "#http/shared/passwords.js";

const no = (sentence: string): HttpError => new HttpError(401, { identifier: [sentence] });

/**
 * The user whom an e-mail and a password sign in to the portal. Refuses with 401 in the order of offerers-and-venues.md,
 * section 4.5: whoever does not know the password never learns whether the account exists.
 */
export const verifiedPro = async (
  email: string,
  password: string,
  deps: Pick<HttpDependencies, "load">,
): Promise<number> => {
  const person = await personWith(email, deps);
  const isRight = await isPasswordOf(person?.passwordHash ?? null, password);
  if (person === undefined || !isRight || !person.isActive) throw no("Identifiant ou mot de passe incorrect");
  if (!person.isEmailValidated) throw no("Ce compte n'est pas validé.");
  if (person.roles.includes("ADMIN")) throw no("Vous ne pouvez pas vous connecter avec un compte ADMIN.");
  return person.userId;
};

const personWith = async (
  email: string,
  { load }: Pick<HttpDependencies, "load">,
): Promise<RegisteredUser | undefined> => {
  const { holderId } = await load(emailClaim, emailHash(email), { fresh: true });
  if (holderId === null) return undefined;
  const person = await load(user, holderId, { fresh: true });
  return person.status === "registered" ? person : undefined;
};
