import { z } from "zod";
import type { RegisteredUser } from "#domain/user/decider.js";

export const accountStates = z.enum([
  "ACTIVE",
  "ANONYMIZED",
  "INACTIVE",
  "SUSPENDED",
  "SUSPENDED_UPON_USER_REQUEST",
  "SUSPICIOUS_LOGIN_REPORTED_BY_USER",
  "DELETED",
  "WAITING_FOR_ANONYMIZATION",
]);
export type AccountState = z.infer<typeof accountStates>;

/** The first rule of users-and-wallet.md, section 1.4, that applies. No fact suspends anybody yet. */
export const accountStateOf = ({ roles, isActive }: Pick<RegisteredUser, "roles" | "isActive">): AccountState => {
  if (roles.includes("ANONYMIZED")) return "ANONYMIZED";
  return isActive ? "ACTIVE" : "INACTIVE";
};
