import type { z } from "zod";
import type { Aggregate } from "#domain/shared/aggregate.js";
import { Refusal } from "#domain/shared/refusal.js";
import type { Instant } from "#domain/shared/values.js";
import { type identity, type UserEvent, type UserRole, userEvents } from "#domain/user/events.js";

export type Identity = z.infer<typeof identity>;

export type User = { readonly status: "absent" } | RegisteredUser;
export interface RegisteredUser {
  readonly status: "registered";
  readonly userId: number;
  readonly identity: Identity;
  readonly passwordHash: string | null;
  readonly isEmailValidated: boolean;
  readonly isActive: boolean;
  readonly roles: readonly UserRole[];
  readonly registeredAt: Instant;
  readonly lastConnectionAt: Instant | null;
}

export type UserCommand =
  | {
      readonly type: "RegisterUser";
      readonly data: {
        readonly userId: number;
        readonly identity: Identity;
        readonly passwordHash: string | null;
        readonly isEmailValidated: boolean;
        readonly at: Instant;
      };
    }
  | { readonly type: "GrantRole"; readonly data: { readonly role: UserRole } }
  | { readonly type: "RevokeRole"; readonly data: { readonly role: UserRole } }
  | { readonly type: "RecordConnection"; readonly data: { readonly at: Instant } };

/** Which roles a new one replaces (users-and-wallet.md, section 1.3). */
const replaces: Partial<Record<UserRole, readonly UserRole[]>> = {
  BENEFICIARY: ["UNDERAGE_BENEFICIARY", "FREE_BENEFICIARY"],
  UNDERAGE_BENEFICIARY: ["FREE_BENEFICIARY"],
  PRO: ["NON_ATTACHED_PRO"],
  NON_ATTACHED_PRO: ["PRO"],
};
const exclusive: readonly UserRole[] = ["ADMIN", "BENEFICIARY", "UNDERAGE_BENEFICIARY"];
const connectionInterval = 15 * 60_000;

const decide = (command: UserCommand, user: User): readonly UserEvent[] => {
  if (command.type === "RegisterUser") {
    const { at, ...registered } = command.data;
    return user.status === "absent" ? [{ type: "UserRegistered", data: { ...registered, registeredAt: at } }] : [];
  }
  if (user.status === "absent") throw new Refusal("USER_NOT_FOUND");
  const { userId, roles, lastConnectionAt } = user;
  switch (command.type) {
    case "GrantRole": {
      const { role } = command.data;
      if (roles.includes(role)) return [];
      const replaced = roles.filter((held) => replaces[role]?.includes(held));
      const clash =
        exclusive.includes(role) && roles.some((held) => exclusive.includes(held) && !replaced.includes(held));
      if (clash) throw new Refusal("ROLE_NOT_ALLOWED", { role });
      return [
        ...replaced.map((held): UserEvent => ({ type: "UserRoleRevoked", data: { userId, role: held } })),
        { type: "UserRoleGranted", data: { userId, role } },
      ];
    }
    case "RevokeRole":
      return roles.includes(command.data.role)
        ? [{ type: "UserRoleRevoked", data: { userId, role: command.data.role } }]
        : [];
    case "RecordConnection": {
      const { at } = command.data;
      const isRecent = lastConnectionAt !== null && Date.parse(at) - Date.parse(lastConnectionAt) < connectionInterval;
      return isRecent ? [] : [{ type: "UserConnected", data: { userId, connectedAt: at } }];
    }
  }
};

const evolve = (user: User, event: UserEvent): User => {
  if (event.type === "UserRegistered")
    return { status: "registered", ...event.data, isActive: true, roles: [], lastConnectionAt: null };
  if (user.status === "absent") throw new Error(`${event.type} of a user who never registered`);
  switch (event.type) {
    case "UserRoleGranted":
      return { ...user, roles: [...user.roles, event.data.role] };
    case "UserRoleRevoked":
      return { ...user, roles: user.roles.filter((held) => held !== event.data.role) };
    case "UserConnected":
      return { ...user, lastConnectionAt: event.data.connectedAt };
  }
};

/** Whether the person holds one of the three roles that let one book. The role outlives the credit (section 1.3). */
export const isBeneficiary = (roles: readonly UserRole[]): boolean =>
  roles.some((role) => role === "BENEFICIARY" || role === "UNDERAGE_BENEFICIARY" || role === "FREE_BENEFICIARY");

/** An e-mail as it is stored and looked up: trimmed and in lower case (section 1.1). */
export const sanitiseEmail = (email: string): string => email.trim().toLowerCase();

export const user: Aggregate<User, UserCommand, UserEvent> = {
  category: "user",
  events: userEvents,
  initial: { status: "absent" },
  decide,
  evolve,
};
