import type { UserEvent, UserRole } from "#domain/user/events.js";
import { defineProjector, defineTable, json, put, update } from "#projections/define.js";

export const users = defineTable({
  name: "users",
  version: 1,
  key: ["userId"],
  columns: {
    userId: "bigint",
    email: "text",
    firstName: "text?",
    lastName: "text?",
    civility: "text?",
    dateOfBirth: "date?",
    validatedBirthDate: "date?",
    phoneNumber: "text?",
    address: "text?",
    city: "text?",
    postalCode: "text?",
    departementCode: "text?",
    activity: "text?",
    passwordHash: "text?",
    isEmailValidated: "boolean",
    roles: json<readonly UserRole[]>(),
    registeredAt: "timestamptz",
    lastConnectedAt: "timestamptz?",
  },
});

/** Who is who, and who may do what? */
export const usersProjector = defineProjector<UserEvent>({
  name: "users",
  version: 1,
  categories: ["user"],
  tables: [users],
  on: {
    UserRegistered: ({ data: { identity, ...account } }) =>
      put(users, { ...identity, ...account, roles: [], lastConnectedAt: null }),
    UserRoleGranted: ({ data }) =>
      update(users, data, ({ roles }) => ({ roles: [...roles.filter((role) => role !== data.role), data.role] })),
    UserRoleRevoked: ({ data }) =>
      update(users, data, ({ roles }) => ({ roles: roles.filter((role) => role !== data.role) })),
    UserConnected: ({ data }) => update(users, data, { lastConnectedAt: data.connectedAt }),
  },
});
