import { createHash, randomBytes, timingSafeEqual } from "node:crypto";

const scheme = "sha3_512";
const digest = (secret: string, salt: string): string =>
  createHash("sha3-512").update(secret, "utf8").update(salt, "ascii").digest("hex");

/** What is stored of a key's secret: `$sha3_512$<salt>$<hex digest>` (offerers-and-venues.md, section 9). */
export const hashApiSecret = (secret: string, salt: string = randomBytes(16).toString("hex")): string =>
  `$${scheme}$${salt}$${digest(secret, salt)}`;

/** Whether a secret is the one that was hashed. Takes the same time whatever the answer. False for a hash of another scheme. */
export const isApiSecret = (secret: string, hash: string): boolean => {
  const [, usedScheme, salt, expected] = hash.split("$");
  if (usedScheme !== scheme || salt === undefined || expected === undefined) return false;
  const wanted = Buffer.from(expected, "hex");
  const given = Buffer.from(digest(secret, salt), "hex");
  return wanted.length === given.length && timingSafeEqual(wanted, given);
};

/** The two parts of a key `<env>_<id>_<secret>`; undefined for what has another shape. The prefix names the stream. */
export const splitApiKey = (key: string): { readonly prefix: string; readonly secret: string } | undefined => {
  const [environment, identifier, secret, ...rest] = key.split("_");
  if (!environment || !identifier || !secret || rest.length > 0) return undefined;
  return { prefix: `${environment}_${identifier}`, secret };
};
