import { describe, expect, it } from "vitest";
import { createAccounts } from "#event-node/access/accounts.js";
import { ANONYMOUS } from "#event-node/access/caller.js";
import { hashPassword } from "#event-node/access/passwords.js";
import type { Users } from "#event-node/access/users-file.js";

/** As cheap as a hash may be. */
const COST = 10;
const usersWith = async (password: string): Promise<Users> =>
  new Map([["relay", { login: "relay", groups: ["workers"], hash: await hashPassword(password, COST) }]]);
const basic = (text: string): string => `Basic ${Buffer.from(text).toString("base64")}`;
const RELAY = { login: "relay", groups: ["workers"] };
const refused = { message: "The login or the password is wrong" };

describe("accounts", () => {
  it("know a caller again at once", async () => {
    const accounts = createAccounts(await usersWith("le mot:de passe"));
    const header = basic("relay:le mot:de passe");
    const first = accounts.callerOf(header);
    expect(first).toBeInstanceOf(Promise);
    expect(await first).toEqual(RELAY);
    expect(accounts.callerOf(header)).toEqual(RELAY);
  });

  it("check one password once, however many calls bring it", async () => {
    const accounts = createAccounts(await usersWith("secret password"));
    const header = basic("relay:secret password");
    const callers = Array.from({ length: 200 }, () => accounts.callerOf(header));
    expect(new Set(callers).size).toBe(1);
    expect(await callers[0]).toEqual(RELAY);
  });

  it("refuse what does not match, also when it comes again", async () => {
    const accounts = createAccounts(await usersWith("secret password"));
    for (const header of [basic("relay:wrong"), basic("relay:wrong"), basic("nobody:secret password")])
      await expect(accounts.callerOf(header)).rejects.toMatchObject(refused);
  });

  it.each(["Bearer abc", "Basic ???", basic("relay"), basic(":secret"), ""])("refuse %j", async (header) => {
    const accounts = createAccounts(await usersWith("secret password"));
    expect(() => accounts.callerOf(header)).toThrow(refused.message);
  });

  it("take who says nothing for a stranger", async () => {
    expect(createAccounts(await usersWith("secret password")).callerOf(undefined)).toBe(ANONYMOUS);
  });

  it("forget a password that was replaced", async () => {
    const accounts = createAccounts(await usersWith("first password"));
    await accounts.callerOf(basic("relay:first password"));
    accounts.replace(await usersWith("second password"));
    await expect(accounts.callerOf(basic("relay:first password"))).rejects.toMatchObject(refused);
    expect(await accounts.callerOf(basic("relay:second password"))).toEqual(RELAY);
  });

  it("turn guesses away when too many wait", async () => {
    const accounts = createAccounts(await usersWith("secret password"));
    const guess = (n: number): unknown => accounts.callerOf(basic(`relay:guess ${n}`));
    const waiting = Array.from({ length: 50 }, (_, n) => guess(n) as Promise<unknown>);
    expect(() => guess(50)).toThrow("Too many callers wait");
    const outcomes = await Promise.allSettled(waiting);
    expect(outcomes.every(({ status }) => status === "rejected")).toBe(true);
  });
});
