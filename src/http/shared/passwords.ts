import { hash, verify } from "@node-rs/argon2";

/** Hashed once per process; what it is made from is nobody's password. */
let decoy: Promise<string> | undefined;

/**
 * Whether a password is the one behind an argon2 hash. Without a hash (nobody has that address, or the account has no
 * password) one is checked all the same: the answer takes as long, and tells nothing about who is registered.
 */
export const isPasswordOf = async (passwordHash: string | null, password: string): Promise<boolean> => {
  decoy ??= hash("nobody's password");
  const isRight = await verify(passwordHash ?? (await decoy), password);
  return isRight && passwordHash !== null;
};
