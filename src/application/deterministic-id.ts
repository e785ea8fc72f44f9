import { createHash } from "node:crypto";

const bytes = 16;

/**
 * A uuid version 5: the same name in the same namespace gives the same uuid. Retries of one thing get one id, and the
 * event store recognises them.
 */
export const deterministicId = (namespace: string, name: string | number): string => {
  const hash = createHash("sha1").update(namespace).update("/").update(String(name)).digest();
  hash[6] = ((hash[6] ?? 0) & 0x0f) | 0x50;
  hash[8] = ((hash[8] ?? 0) & 0x3f) | 0x80;
  const hex = hash.toString("hex", 0, bytes);
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`;
};
