import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type House, openHouse } from "#tests/http/support/house.js";
import { browser, cookieOf, signIn } from "#tests/http/support/portal.js";

const password = "user@AZERTY123";
const wrong = { identifier: ["Identifiant ou mot de passe incorrect"] };
const anonymous = { global: ["Authentification nécessaire"] };
let house: House;
let userId: number;

beforeAll(async () => {
  house = await openHouse();
  ({ userId } = await house.factories.pros.create({ email: "tom.pouce@example.com", firstName: "Tom" }));
  await house.factories.offerers.create({ userId });
});
afterAll(() => house.stop());

describe("signing in to the portal", () => {
  it("answers the user and sets a cookie that scripts and other sites cannot use", async () => {
    const response = await signIn(house, " Tom.Pouce@example.com ", password);
    expect(response.statusCode).toBe(200);
    expect(response.json()).toMatchObject({
      id: userId,
      email: "tom.pouce@example.com",
      firstName: "Tom",
      roles: ["PRO"],
      hasUserOfferer: true,
      isEmailValidated: true,
      lastConnectionDate: "2026-11-22T12:00:00Z",
    });
    const [cookie] = response.cookies;
    expect(cookie).toMatchObject({ name: "session", path: "/", httpOnly: true, sameSite: "Lax", secure: true });
    expect(cookie?.maxAge).toBe(15 * 24 * 3_600);
  });

  it("tells nobody whether an account exists", async () => {
    const unknown = await signIn(house, "nobody@example.com", password);
    const mistyped = await signIn(house, "tom.pouce@example.com", "Another-1-password");
    expect([unknown.statusCode, unknown.json()]).toEqual([401, wrong]);
    expect([mistyped.statusCode, mistyped.json()]).toEqual([401, wrong]);
    expect(mistyped.cookies).toEqual([]);
  });

  it("refuses an e-mail that is not validated, then an ADMIN, once the password is right", async () => {
    const { email: newcomer } = await house.factories.pros.create({ isEmailValidated: false });
    const { email: admin } = await house.factories.admins.create();
    expect((await signIn(house, newcomer, "wrong")).json()).toEqual(wrong);
    expect((await signIn(house, newcomer, password)).json()).toEqual({ identifier: ["Ce compte n'est pas validé."] });
    expect((await signIn(house, admin, password)).json()).toEqual({
      identifier: ["Vous ne pouvez pas vous connecter avec un compte ADMIN."],
    });
  });

  it("names each field that is wrong, in the portal's words", async () => {
    const send = (payload: object) => house.server.inject({ method: "POST", url: "/users/signin", payload });
    const response = await send({ password: null, remember: true });
    expect(response.statusCode).toBe(400);
    expect(response.json()).toEqual({
      identifier: ["Ce champ est obligatoire"],
      password: ["Ce champ ne peut pas être nul"],
      remember: ["Vous ne pouvez pas changer cette information"],
    });
    expect((await send({ identifier: 7, password })).json()).toEqual({
      identifier: ["Saisissez une chaîne de caractères valide"],
    });
  });
});

describe("a session of the portal", () => {
  it("tells who is signed in", async () => {
    const tab = browser(house, cookieOf(await signIn(house, "tom.pouce@example.com", password)));
    const response = await tab.get("/users/current");
    expect(response.statusCode).toBe(200);
    expect(response.json()).toMatchObject({ id: userId, isImpersonated: false, hasUserOfferer: true });
  });

  it("is refused without a cookie, and with one that somebody else signed", async () => {
    const cookie = cookieOf(await signIn(house, "tom.pouce@example.com", password));
    for (const forged of ["", "session=abc", `${cookie}x`, cookie.replace(/=[0-9a-f]{2}/, "=00")]) {
      const response = await browser(house, forged).get("/users/current");
      expect([response.statusCode, response.json()]).toEqual([401, anonymous]);
    }
  });

  it("ends for good when its user signs out, also for whoever copied the cookie", async () => {
    const cookie = cookieOf(await signIn(house, "tom.pouce@example.com", password));
    const signedOut = await browser(house, cookie).get("/users/signout");
    expect(signedOut.statusCode).toBe(204);
    expect(signedOut.body).toBe("");
    expect(signedOut.cookies[0]).toMatchObject({ name: "session", value: "" });
    expect((await browser(house, cookie).get("/users/current")).statusCode).toBe(401);
  });

  it("lives 14 days, on the 15th only while it is in use, and never longer", async () => {
    const tab = browser(house, cookieOf(await signIn(house, "tom.pouce@example.com", password)));
    const statusAt = async (instant: string) => {
      house.moveTo(instant);
      return (await tab.get("/users/current")).statusCode;
    };
    expect(await statusAt("2026-12-06T11:50:00.000Z")).toBe(200);
    expect(await statusAt("2026-12-06T12:40:00.000Z")).toBe(200);
    expect(await statusAt("2026-12-06T13:45:00.000Z")).toBe(401);
    const other = browser(house, cookieOf(await signIn(house, "tom.pouce@example.com", password)));
    house.moveTo("2026-12-22T13:45:00.000Z");
    expect((await other.get("/users/current")).statusCode).toBe(401);
  });
});
