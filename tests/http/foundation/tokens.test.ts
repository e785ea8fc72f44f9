import { createHmac } from "node:crypto";
import { describe, expect, it } from "vitest";
import { tokensSignedWith } from "#http/tokens.js";

const secret = "a secret of the tests, 32 characters";
let now = Date.parse("2026-11-22T12:00:00.000Z");
const tokens = tokensSignedWith(secret, () => now);

const encode = (part: unknown): string => Buffer.from(JSON.stringify(part)).toString("base64url");
const signed = (header: unknown, payload: unknown, key = secret): string => {
  const text = `${encode(header)}.${encode(payload)}`;
  return `${text}.${createHmac("sha256", key).update(text).digest("base64url")}`;
};
const hs256 = { alg: "HS256", typ: "JWT" };
const claims = () => ({ sub: "5", type: "access", jti: "1", iat: now / 1000, exp: now / 1000 + 900 });

describe("a sign-in token", () => {
  it("names its user, to us and to the app", () => {
    const token = tokens.sign(5, "access", 900);
    expect(tokens.verify(token, "access")).toBe(5);
    const payload = JSON.parse(Buffer.from(token.split(".")[1] ?? "", "base64url").toString());
    expect(payload).toMatchObject({ sub: "5", type: "access", user_claims: { user_id: 5 }, exp: now / 1000 + 900 });
  });

  it("holds nobody's name or address", () => {
    const payload = Buffer.from(tokens.sign(5, "access", 900).split(".")[1] ?? "", "base64url").toString();
    expect(Object.keys(JSON.parse(payload)).sort()).toEqual(["exp", "iat", "jti", "sub", "type", "user_claims"]);
  });

  it("is worth nothing at the second it expires, also when it was seen before", () => {
    const token = tokens.sign(5, "access", 900);
    expect(tokens.verify(token, "access")).toBe(5);
    now += 900_000;
    expect(tokens.verify(token, "access")).toBeUndefined();
  });

  it("is only good for what it was made for, also when it was seen before", () => {
    const refresh = tokens.sign(5, "refresh", 900);
    expect(tokens.verify(refresh, "access")).toBeUndefined();
    expect(tokens.verify(refresh, "refresh")).toBe(5);
    expect(tokens.verify(refresh, "access")).toBeUndefined();
  });

  it.each([
    ["no algorithm", `${encode({ alg: "none", typ: "JWT" })}.${encode(claims())}.`],
    ["no algorithm, signed all the same", signed({ alg: "none", typ: "JWT" }, claims())],
    ["another algorithm", signed({ alg: "HS512", typ: "JWT" }, claims())],
    ["another secret", signed(hs256, claims(), "another secret of thirty-two chars")],
    ["no signature", `${encode(hs256)}.${encode(claims())}`],
    ["too many parts", `${signed(hs256, claims())}.x`],
    ["a user who is no number", signed(hs256, { ...claims(), sub: "5 OR 1=1" })],
    ["no expiry", signed(hs256, { ...claims(), exp: undefined })],
    ["nothing", ""],
    ["dots", ".."],
  ])("is refused with %s", (_, token) => {
    expect(tokens.verify(token, "access")).toBeUndefined();
  });

  it("is refused when a single character of it was changed", () => {
    const token = tokens.sign(5, "access", 900);
    const changed = [10, 60, token.length - 10].map(
      (at) => `${token.slice(0, at)}${token[at] === "A" ? "B" : "A"}${token.slice(at + 1)}`,
    );
    for (const forged of changed) expect(tokens.verify(forged, "access")).toBeUndefined();
  });
});
