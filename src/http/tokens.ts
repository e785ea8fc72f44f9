import { createHmac, createSecretKey, randomUUID, timingSafeEqual } from "node:crypto";
import { LRUCache } from "lru-cache";
import { z } from "zod";

export type TokenType = "access" | "refresh";

/** What the tokens say: whose they are, what for, until when. Times are seconds since 1970. */
const claims = z.object({
  sub: z.string().regex(/^[1-9]\d{0,14}$/),
  type: z.enum(["access", "refresh"]),
  jti: z.string(),
  iat: z.number(),
  exp: z.number(),
});

type Claims = z.infer<typeof claims>;

/** Signs and checks the native app's tokens: JWT, HS256, no other algorithm ever. */
export interface Tokens {
  /** A token of this type for a user, valid for so many seconds from now on. */
  sign(userId: number, type: TokenType, seconds: number): string;
  /** The user of a token, or undefined for one that is forged, expired, malformed or of another type. Synchronous; a token that was seen before costs one look into a map, another one about ten microseconds. */
  verify(token: string, type: TokenType): number | undefined;
}

const header = Buffer.from(JSON.stringify({ alg: "HS256", typ: "JWT" })).toString("base64url");

export const tokensSignedWith = (secret: string, nowMs: () => number): Tokens => {
  const key = createSecretKey(secret, "utf8");
  const signatureOf = (signed: string): Buffer => createHmac("sha256", key).update(signed).digest();
  const checked = new LRUCache<string, Claims>({ max: 20_000 });

  /** The claims of a token that we signed, whatever they say. */
  const check = (token: string): Claims | undefined => {
    const [head, body, signature, ...rest] = token.split(".");
    if (head !== header || body === undefined || signature === undefined || rest.length > 0) return undefined;
    const given = Buffer.from(signature, "base64url");
    const wanted = signatureOf(`${head}.${body}`);
    if (given.length !== wanted.length || !timingSafeEqual(given, wanted)) return undefined;
    const read = claims.safeParse(JSON.parse(Buffer.from(body, "base64url").toString()));
    if (read.success) checked.set(token, read.data);
    return read.data;
  };

  return {
    sign: (userId, type, seconds) => {
      const iat = Math.floor(nowMs() / 1000);
      // The app reads the user's id from `user_claims`; newer ones read `sub`.
      const payload = {
        sub: String(userId),
        type,
        jti: randomUUID(),
        iat,
        exp: iat + seconds,
        user_claims: { user_id: userId },
      };
      const signed = `${header}.${Buffer.from(JSON.stringify(payload)).toString("base64url")}`;
      return `${signed}.${signatureOf(signed).toString("base64url")}`;
    },
    verify: (token, type) => {
      const found = checked.get(token) ?? check(token);
      if (found === undefined || found.type !== type || found.exp * 1000 <= nowMs()) return undefined;
      return Number(found.sub);
    },
  };
};
