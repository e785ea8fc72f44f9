import cookie from "@fastify/cookie";

/** Whoever holds the cookie is signed in: it names the session, and its signature proves that we gave it. */
const name = "session";
/** Seconds: no session lives longer than 15 days (offerers-and-venues.md, section 4.5). */
const maxAge = 15 * 24 * 3_600;

export interface CookieSettings {
  readonly secret: string;
  /** Whether browsers may send it over HTTPS only. */
  readonly isSecure: boolean;
}

/** The `Set-Cookie` that signs a browser in. Scripts cannot read it, and other sites' forms do not send it. */
export const sessionCookie = (sessionId: string, settings: CookieSettings): string =>
  cookie.fastifyCookie.serialize(name, cookie.sign(sessionId, settings.secret), { ...options(settings), maxAge });

/** The `Set-Cookie` that signs it out. */
export const noSessionCookie = (settings: CookieSettings): string =>
  cookie.fastifyCookie.serialize(name, "", { ...options(settings), maxAge: 0 });

const options = ({ isSecure }: CookieSettings) => ({
  path: "/",
  httpOnly: true,
  sameSite: "lax" as const,
  secure: isSecure,
});

/** The session that a `Cookie` header names, or undefined where there is none or somebody else signed it. */
export const sessionIdOf = (header: string | undefined, { secret }: CookieSettings): string | undefined => {
  const signed = header === undefined ? undefined : cookie.fastifyCookie.parse(header)[name];
  if (signed === undefined) return undefined;
  const { valid, value } = cookie.unsign(signed, secret);
  return valid && value !== null ? value : undefined;
};
