import { createHash } from "node:crypto";
import { sanitiseEmail } from "#domain/user/decider.js";

/** What stands for an e-mail in the name of a stream: its SHA-256, for a name must not tell who somebody is. */
export const emailHash = (email: string): string => createHash("sha256").update(sanitiseEmail(email)).digest("hex");
