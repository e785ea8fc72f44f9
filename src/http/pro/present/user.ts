import type { SharedCurrentUserResponse, SharedLoginUserResponse } from "#http/pro/schemas/users.js";
import { utc, utcOrNull } from "#http/shared/instants.js";
import type { ProUser } from "#projections/users/queries/pro-user.js";

/** A user of the portal as signing in tells them of themselves (pro-api.md, section 2). */
export const toUser = (user: ProUser): SharedLoginUserResponse => ({
  id: user.userId,
  email: user.email,
  firstName: user.firstName,
  lastName: user.lastName,
  civility: user.civility,
  dateOfBirth: user.dateOfBirth === null ? null : `${user.dateOfBirth}T00:00:00Z`,
  phoneNumber: user.phoneNumber,
  address: user.address,
  city: user.city,
  postalCode: user.postalCode,
  departementCode: user.departementCode,
  activity: user.activity,
  isEmailValidated: user.isEmailValidated,
  roles: user.roles,
  dateCreated: utc(user.registeredAt),
  lastConnectionDate: utcOrNull(user.lastConnectedAt),
  hasUserOfferer: user.hasOfferer,
  // Of the source's users only: this system keeps neither tutorials nor surveys yet.
  hasSeenProTutorials: false,
  needsToFillCulturalSurvey: false,
});

/** The same with what only the user's own page asks for. */
export const toCurrentUser = (user: ProUser): SharedCurrentUserResponse => ({
  ...toUser(user),
  externalIds: null,
  idPieceNumber: null,
  isImpersonated: false,
  notificationSubscriptions: null,
  phoneValidationStatus: null,
});
