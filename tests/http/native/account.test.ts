import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { nativeTokens } from "#http/native/session.js";
import { today } from "#tests/http/support/dependencies.js";
import { type House, openHouse } from "#tests/http/support/house.js";

let house: House;
beforeAll(async () => {
  house = await openHouse();
});
afterAll(() => house.stop());

const password = "user@AZERTY123";
const signIn = (payload: object) => house.server.inject({ method: "POST", url: "/native/v1/signin", payload });
const me = (userId: number) => house.server.inject({ url: "/native/v1/me", headers: house.as(userId) });

describe("POST /native/v1/signin", () => {
  it("opens the door with e-mail and password, however the e-mail is written", async () => {
    const { email, userId } = await house.factories.beneficiaries.create();
    const deviceInfo = { deviceId: "d-1", os: "iOS", source: "iPhone" };
    const answer = await signIn({ identifier: ` ${email.toUpperCase()}`, password, deviceInfo, token: null });
    expect(answer.statusCode, answer.body).toBe(200);
    const { accessToken, refreshToken, accountState } = answer.json();
    expect(accountState).toBe("ACTIVE");
    expect(nativeTokens(house.deps).verify(accessToken, "access")).toBe(userId);
    expect(nativeTokens(house.deps).verify(refreshToken, "refresh")).toBe(userId);
  });

  const wrong = { general: ["Identifiant ou Mot de passe incorrect"] };

  it("tells nobody whether an account exists", async () => {
    const { email } = await house.factories.users.create();
    const withoutPassword = await house.factories.users.create({ password: null });
    for (const identifier of [email, withoutPassword.email, "nobody@example.com", "not an address"]) {
      const answer = await signIn({ identifier, password: "wrong" });
      expect([answer.statusCode, answer.json()]).toEqual([400, wrong]);
    }
  });

  it("takes as long for an account that does not exist", async () => {
    const { email } = await house.factories.users.create();
    const timed = async (identifier: string) => {
      const start = process.cpuUsage();
      await signIn({ identifier, password: "wrong" });
      const { user } = process.cpuUsage(start);
      return user;
    };
    await timed(email);
    const known = Math.min(await timed(email), await timed(email), await timed(email));
    const unknown = Math.min(await timed("x@example.com"), await timed("y@example.com"), await timed("z@example.com"));
    expect(unknown).toBeGreaterThan(known / 3);
  });

  it("tells that the e-mail is not validated only to the right password", async () => {
    const { email } = await house.factories.users.create({ isEmailValidated: false });
    expect((await signIn({ identifier: email, password: "wrong" })).json()).toEqual(wrong);
    const answer = await signIn({ identifier: email, password });
    expect([answer.statusCode, answer.json()]).toEqual([
      400,
      { code: "EMAIL_NOT_VALIDATED", general: [expect.any(String)] },
    ]);
  });

  it("keeps an anonymised account closed", async () => {
    const { email } = await house.factories.users.create({ roles: ["ANONYMIZED"] });
    const answer = await signIn({ identifier: email, password });
    expect([answer.statusCode, answer.json().code]).toEqual([400, "ACCOUNT_ANONYMIZED"]);
  });

  it.each([
    ["identifier", { password }],
    ["password", { identifier: "a@example.com" }],
    ["colour", { identifier: "a@example.com", password, colour: "red" }],
    ["deviceInfo.deviceId", { identifier: "a@example.com", password, deviceInfo: {} }],
  ])("names %s when it does not fit", async (field, payload) => {
    const answer = await signIn(payload);
    expect([answer.statusCode, Object.keys(answer.json())]).toEqual([400, [field]]);
  });
});

describe("POST /native/v1/refresh_access_token", () => {
  const refresh = (token: string) =>
    house.server.inject({
      method: "POST",
      url: "/native/v1/refresh_access_token",
      headers: { authorization: `Bearer ${token}` },
    });

  it("gives a new access token for a refresh token", async () => {
    const { userId } = await house.factories.beneficiaries.create();
    const tokens = nativeTokens(house.deps);
    const answer = await refresh(tokens.sign(userId, "refresh", 60));
    expect(answer.statusCode).toBe(200);
    expect(tokens.verify(answer.json().accessToken, "access")).toBe(userId);
  });

  it("gives none for an access token, an expired or a forged one", async () => {
    const { userId } = await house.factories.beneficiaries.create();
    const tokens = nativeTokens(house.deps);
    for (const token of [tokens.sign(userId, "access", 60), tokens.sign(userId, "refresh", 0), "a.b.c", ""])
      expect((await refresh(token)).statusCode).toBe(401);
  });

  it("gives none for a user who is not there", async () => {
    const answer = await refresh(nativeTokens(house.deps).sign(999_999, "refresh", 60));
    expect([answer.statusCode, answer.json()]).toEqual([401, { email: "unknown" }]);
  });
});

describe("a route for the signed-in", () => {
  it("answers 403 for a good token of an unknown user", async () => {
    const answer = await me(999_999);
    expect([answer.statusCode, answer.json()]).toEqual([403, { email: ["Utilisateur introuvable"] }]);
  });

  it("answers 401 for a refresh token", async () => {
    const authorization = `Bearer ${nativeTokens(house.deps).sign(1, "refresh", 60)}`;
    expect((await house.server.inject({ url: "/native/v1/me", headers: { authorization } })).statusCode).toBe(401);
  });

  it.each([
    ["1.132.1", 200],
    ["1.400.0", 200],
    ["2.0.0-rc.1", 200],
    ["1.132.0", 403],
    ["1.9.0", 403],
    ["latest", 403],
    ["", 403],
  ])("for the app in version %j answers %i", async (version, status) => {
    const answer = await house.server.inject({ url: "/native/v1/categories", headers: { "app-version": version } });
    expect(answer.statusCode).toBe(status);
    if (status === 403) expect(answer.json()).toEqual({ code: "UPGRADE_REQUIRED" });
  });
});

describe("GET /native/v1/me", () => {
  it("tells an 18 year-old the credit in cents, with its caps", async () => {
    const { userId } = await house.factories.beneficiaries.create({
      firstName: "",
      activity: "Lycéen",
      deposit: { amountCents: 15_000, digitalCapCents: 10_000 },
    });
    await house.shown();
    const answer = await me(userId);
    expect(answer.statusCode, answer.body).toBe(200);
    expect(answer.json()).toMatchObject({
      id: userId,
      firstName: null,
      activityId: "HIGH_SCHOOL_STUDENT",
      currency: "EUR",
      hasPassword: true,
      depositType: "GRANT_17_18",
      depositActivationDate: "2026-11-22T12:00:00Z",
      firstDepositActivationDate: "2026-11-22T12:00:00Z",
      domainsCredit: {
        all: { initial: 15_000, remaining: 15_000 },
        digital: { initial: 10_000, remaining: 10_000 },
        physical: null,
      },
      eligibility: "age-17-18",
      isEligibleForBeneficiaryUpgrade: false,
      showEligibleCard: false,
      status: { statusType: "beneficiary", subscriptionStatus: null },
      qfBonificationStatus: "eligible",
      bookedOffers: {},
    });
  });

  it("counts a digital booking against both purses, a cancelled one against none", async () => {
    const { userId } = await house.factories.beneficiaries.create();
    const digital = await house.factories.digitalOffers.create({ stocks: [{ priceCents: 4_000 }] });
    const book = await house.server.inject({
      method: "POST",
      url: "/native/v1/bookings",
      headers: house.as(userId),
      payload: { stockId: digital.stocks[0]?.stockId, quantity: 1 },
    });
    expect(book.statusCode, book.body).toBe(200);
    const { domainsCredit, bookedOffers } = (await me(userId)).json();
    expect(domainsCredit.all).toEqual({ initial: 15_000, remaining: 11_000 });
    expect(domainsCredit.digital.initial - domainsCredit.digital.remaining).toBe(4_000);
    expect(bookedOffers).toEqual({ [digital.offerId]: book.json().bookingId });
  });

  it("tells that the credit is over once it has expired", async () => {
    const { userId } = await house.factories.beneficiaries.create({
      deposit: { expiresAt: "2026-11-22T12:00:01.000Z" },
    });
    await house.shown();
    house.moveTo("2026-11-22T12:00:01.000Z");
    const answer = (await me(userId)).json();
    house.moveTo(today);
    expect(answer.domainsCredit.all.remaining).toBe(0);
    expect(answer.status).toEqual({ statusType: "ex_beneficiary", subscriptionStatus: null });
  });

  it("shows somebody without a credit the way to it", async () => {
    const { userId } = await house.factories.users.create({ age: 18 });
    await house.shown();
    expect((await me(userId)).json()).toMatchObject({
      isBeneficiary: false,
      domainsCredit: null,
      depositType: null,
      eligibility: "age-17-18",
      isEligibleForBeneficiaryUpgrade: true,
      showEligibleCard: true,
      status: { statusType: "eligible", subscriptionStatus: "has_to_complete_subscription" },
    });
  });

  it("counts in Pacific francs in New Caledonia, and tells who is too old that nothing is due", async () => {
    const { userId } = await house.factories.users.create({ age: 40, postalCode: "98800", departementCode: "988" });
    await house.shown();
    expect((await me(userId)).json()).toMatchObject({
      currency: "XPF",
      eligibility: null,
      status: { statusType: "non_eligible", subscriptionStatus: null },
    });
  });
});
