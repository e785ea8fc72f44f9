import fastifyCookie from "@fastify/cookie";
import type { FastifyReply, FastifyRequest } from "fastify";
import type { HttpSettings } from "#http/dependencies.js";

type CookieSettings = Pick<HttpSettings, "proSessionSecret" | "secureCookies">;

/** Whoever holds the cookie is signed in: it names the session, and its signature proves that we gave it. */
const name = "session";
/** Seconds: no session lives longer than 15 days (offerers-and-venues.md, section 4.5). */
const maxAge = 15 * 24 * 3_600;

/** Scripts cannot read it, and other sites' forms do not send it. */
const options = ({ secureCookies }: CookieSettings) =>
  ({ path: "/", httpOnly: true, sameSite: "lax", secure: secureCookies }) as const;

/** Signs the browser in. */
export const giveSession = (reply: FastifyReply, sessionId: string, settings: CookieSettings): void => {
  reply.setCookie(name, fastifyCookie.sign(sessionId, settings.proSessionSecret), { ...options(settings), maxAge });
};

/** Signs the browser out. */
export const takeSession = (reply: FastifyReply, settings: CookieSettings): void => {
  reply.clearCookie(name, options(settings));
};

/** The session that a request's cookie names, or undefined where there is none or somebody else signed it. */
export const sessionIdOf = ({ cookies }: FastifyRequest, { proSessionSecret }: CookieSettings): string | undefined => {
  const signed = cookies[name];
  if (signed === undefined) return undefined;
  const { valid, value } = fastifyCookie.unsign(signed, proSessionSecret);
  return valid && value !== null ? value : undefined;
};
