import { describe, expect, it } from "vitest";
import { isBeneficiary, type RegisteredUser, sanitiseEmail, type UserCommand, user } from "#domain/user/decider.js";
import type { UserEvent, UserRole } from "#domain/user/events.js";
import { at, userRegistered } from "#tests/support/facts.js";
import { specification } from "#tests/support/specification.js";

const given = specification(user);
const { registeredAt: _, ...registered } = userRegistered().data as Extract<
  UserEvent,
  { type: "UserRegistered" }
>["data"];
const register: UserCommand = { type: "RegisterUser", data: { ...registered, at } };
const grant = (role: UserRole): UserCommand => ({ type: "GrantRole", data: { role } });
const granted = (role: UserRole): UserEvent => ({ type: "UserRoleGranted", data: { userId: 5, role } });
const revoked = (role: UserRole): UserEvent => ({ type: "UserRoleRevoked", data: { userId: 5, role } });
const connect = (when: string): UserCommand => ({ type: "RecordConnection", data: { at: when } });
const connected = (connectedAt: string): UserEvent => ({ type: "UserConnected", data: { userId: 5, connectedAt } });

describe("an account", () => {
  it("is registered once", () => {
    given().when(register).then(userRegistered());
    given(userRegistered()).when(register).thenNothing();
  });
  it("is told from others by an e-mail without its capitals and spaces", () =>
    expect(sanitiseEmail("  Zoé@Example.COM ")).toBe("zoé@example.com"));
});

describe("the roles of an account", () => {
  it("are granted once", () => {
    given(userRegistered()).when(grant("BENEFICIARY")).then(granted("BENEFICIARY"));
    given(userRegistered(), granted("BENEFICIARY")).when(grant("BENEFICIARY")).thenNothing();
  });
  it.each([
    ["BENEFICIARY", "UNDERAGE_BENEFICIARY"],
    ["BENEFICIARY", "FREE_BENEFICIARY"],
    ["UNDERAGE_BENEFICIARY", "FREE_BENEFICIARY"],
    ["PRO", "NON_ATTACHED_PRO"],
    ["NON_ATTACHED_PRO", "PRO"],
  ] as const)("replace each other: %s takes the place of %s", (next, before) =>
    given(userRegistered(), granted(before)).when(grant(next)).then(revoked(before), granted(next)),
  );
  it("exclude each other: no agent has a credit", () => {
    given(userRegistered(), granted("ADMIN"))
      .when(grant("BENEFICIARY"))
      .thenRefused("ROLE_NOT_ALLOWED", { role: "BENEFICIARY" });
    given(userRegistered(), granted("BENEFICIARY")).when(grant("ADMIN")).thenRefused("ROLE_NOT_ALLOWED");
    given(userRegistered(), granted("BENEFICIARY")).when(grant("UNDERAGE_BENEFICIARY")).thenRefused("ROLE_NOT_ALLOWED");
  });
  it("go together where nothing says otherwise", () =>
    given(userRegistered(), granted("BENEFICIARY")).when(grant("PRO")).then(granted("PRO")));
  it("are revoked once", () => {
    const revoke: UserCommand = { type: "RevokeRole", data: { role: "PRO" } };
    given(userRegistered(), granted("PRO")).when(revoke).then(revoked("PRO"));
    given(userRegistered()).when(revoke).thenNothing();
  });
  it("are those of nobody where nobody registered", () => given().when(grant("PRO")).thenRefused("USER_NOT_FOUND"));
  it("tell who books with a credit", () => {
    const roles = (...all: UserRole[]) => (given(userRegistered(), ...all.map(granted)).state as RegisteredUser).roles;
    expect([roles(), roles("PRO"), roles("FREE_BENEFICIARY"), roles("BENEFICIARY")].map(isBeneficiary)).toEqual([
      false,
      false,
      true,
      true,
    ]);
  });
});

describe("the last connection of an account", () => {
  it("is remembered, at most every 15 minutes", () => {
    given(userRegistered()).when(connect(at)).then(connected(at));
    given(userRegistered(), connected(at)).when(connect("2026-03-01T10:14:59.999Z")).thenNothing();
    given(userRegistered(), connected(at))
      .when(connect("2026-03-01T10:15:00.000Z"))
      .then(connected("2026-03-01T10:15:00.000Z"));
  });
});
