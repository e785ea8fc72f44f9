import type { FastifyRequest } from "fastify";
import { HttpError } from "#http/errors/http-error.js";

/**
 * Tells apps that are too old, or whose version cannot be read, to update: 403 UPGRADE_REQUIRED. An absent header is
 * accepted (users-and-wallet.md, section 2).
 */
export const refuseOldApps =
  (minimal: string) =>
  async (request: FastifyRequest): Promise<void> => {
    const given = request.headers["app-version"];
    if (given === undefined) return;
    const version = typeof given === "string" ? numbersOf(given) : undefined;
    const least = numbersOf(minimal);
    if (version === undefined || least === undefined || isOlder(version, least))
      throw new HttpError(403, { code: "UPGRADE_REQUIRED" });
  };

type Numbers = readonly [number, number, number];

/** Major, minor, patch of a semantic version; what follows a dash or a plus does not count. */
const numbersOf = (version: string): Numbers | undefined => {
  const found = /^(\d{1,9})\.(\d{1,9})\.(\d{1,9})(?:[-+][\w.+-]*)?$/.exec(version);
  return found ? [Number(found[1]), Number(found[2]), Number(found[3])] : undefined;
};

const isOlder = ([major, minor, patch]: Numbers, least: Numbers): boolean => {
  if (major !== least[0]) return major < least[0];
  return minor === least[1] ? patch < least[2] : minor < least[1];
};
