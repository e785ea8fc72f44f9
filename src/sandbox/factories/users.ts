import { hash } from "@node-rs/argon2";
import { z } from "zod";
import { emailHash } from "#application/email-hash.js";
import { registerUser } from "#commands/user/register-user.js";
import { emailClaim } from "#domain/claim/decider.js";
import { id } from "#domain/shared/values.js";
import { type Identity, user } from "#domain/user/decider.js";
import { identity, type UserRole, userRole } from "#domain/user/events.js";
import { asSystem, birthDateOfAge, checkArguments, type SandboxTools } from "#sandbox/factories/define-factory.js";

/** Of every account that a factory makes, unless told otherwise. */
export const defaultPassword = "user@AZERTY123";

export const userArguments = identity
  .extend({
    id,
    /** Full years; `dateOfBirth` says it exactly. */
    age: z.int().min(0).max(120),
    /** null: an account without a password. */
    password: z.string().nullable(),
    isEmailValidated: z.boolean(),
    roles: z.array(userRole),
  })
  .strict()
  .partial();
export type UserArguments = z.input<typeof userArguments>;

export interface MadeUser {
  readonly userId: number;
  readonly email: string;
  /** In clear. null for an account without a password, and for one that was there before. */
  readonly password: string | null;
}

/** What a kind of account has where the arguments say nothing. `n` is the account's id: unique, so its e-mail is. */
type Defaults = (
  n: number,
) => Partial<Identity> & { readonly email: string; readonly age: number; readonly roles: readonly UserRole[] };

const person: Defaults = (n) => ({
  email: `jean.neige${n}@example.com`,
  firstName: "Jean",
  lastName: "Neige",
  address: `${n} place des noces rouges`,
  city: "La Rochelle",
  postalCode: "17000",
  departementCode: "17",
  age: 40,
  roles: [],
});

const admin: Defaults = (n) => ({
  email: `un.admin${n}@example.com`,
  firstName: "Frank",
  lastName: "Columbo",
  address: `${n} place des noces rouges`,
  city: "Bordeaux",
  postalCode: "33000",
  departementCode: "33",
  age: 40,
  roles: ["ADMIN"],
});

const pro: Defaults = (n) => ({
  email: `ma.librairie${n}@example.com`,
  firstName: "René",
  lastName: "Coty",
  address: `${n} rue des cinémas`,
  city: "Toulouse",
  postalCode: "31000",
  departementCode: "31",
  age: 40,
  roles: ["PRO"],
});

const nobody = {
  firstName: null,
  lastName: null,
  civility: null,
  validatedBirthDate: null,
  phoneNumber: null,
  address: null,
  city: null,
  postalCode: null,
  departementCode: null,
  activity: null,
} satisfies Partial<Identity>;

const hashes = new Map<string, Promise<string>>();

// argon2 is slow on purpose; ten thousand accounts of a sandbox share the few passwords that they have.
const hashOnce = (password: string): Promise<string> => {
  const known = hashes.get(password) ?? hash(password);
  hashes.set(password, known);
  return known;
};

/** The accounts of people. An e-mail that somebody has already gives that account back as it is. */
export const userFactories = ({ issue, load, ids, clock }: SandboxTools) => {
  const ask = asSystem(issue);

  const userWith = async (
    email: string,
  ): Promise<{ readonly userId: number | null; readonly isRegistered: boolean }> => {
    const { holderId } = await load(emailClaim, emailHash(email), { fresh: true });
    if (holderId === null) return { userId: null, isRegistered: false };
    return { userId: holderId, isRegistered: (await load(user, holderId, { fresh: true })).status === "registered" };
  };

  const register = async (factory: string, defaults: Defaults, given: UserArguments): Promise<MadeUser> => {
    const args = checkArguments(factory, userArguments, given);
    const known = args.email === undefined ? undefined : await userWith(args.email);
    const userId = known?.userId ?? args.id ?? (await ids.next("user"));
    const { age, roles, ...usual } = defaults(userId);
    const { id: _, age: wantedAge, password = defaultPassword, isEmailValidated = true, roles: wanted, ...who } = args;
    const email = who.email ?? usual.email;
    if (known?.isRegistered) return { userId, email, password: null };
    const dateOfBirth = birthDateOfAge(wantedAge ?? age, clock.now());
    await ask(registerUser, {
      userId,
      identity: { ...nobody, dateOfBirth, ...usual, ...stated(who), email },
      passwordHash: password === null ? null : await hashOnce(password),
      isEmailValidated,
      roles: [...(wanted ?? roles)],
    });
    return { userId, email, password };
  };

  return {
    register,
    users: { create: (args: UserArguments = {}) => register("users.create", person, args) },
    admins: { create: (args: UserArguments = {}) => register("admins.create", admin, args) },
    pros: { create: (args: UserArguments = {}) => register("pros.create", pro, args) },
  };
};

/** The arguments that were given: an explicit `undefined` is none. */
const stated = (who: { readonly [K in keyof Identity]?: Identity[K] | undefined }): Partial<Identity> =>
  Object.fromEntries(Object.entries(who).filter(([, value]) => value !== undefined));

export type Register = ReturnType<typeof userFactories>["register"];
