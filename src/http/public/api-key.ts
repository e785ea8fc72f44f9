import { createHash, timingSafeEqual } from "node:crypto";

export interface ApiKey {
  /** Stands in clear in every key and names its stream. */
  readonly prefix: string;
  readonly secret: string;
}

/**
 * The key of an `Authorization` header: `<env>_<identifier>_<secret>` (offerers-and-venues.md, section 9); undefined for
 * anything else. Keys of the older form without underscores were never issued here.
 */
export const apiKeyOf = (header: string | undefined): ApiKey | undefined => {
  if (header === undefined || !header.includes("Bearer ")) return undefined;
  const [environment, identifier, secret, ...rest] = header.replace("Bearer ", "").trim().split("_");
  if (!environment || !identifier || !secret || rest.length > 0) return undefined;
  return { prefix: `${environment}_${identifier}`, secret };
};

/** Whether a secret is the one that was hashed as `$sha3_512$<salt>$<hex digest>`. Compares in constant time. */
export const isSecretOf = (secret: string, secretHash: string): boolean => {
  const [, algorithm, salt, digest] = secretHash.split("$");
  if (algorithm !== "sha3_512" || salt === undefined || digest === undefined) return false;
  const actual = createHash("sha3-512").update(secret).update(salt, "ascii").digest();
  const expected = Buffer.from(digest, "hex");
  return expected.length === actual.length && timingSafeEqual(actual, expected);
};
