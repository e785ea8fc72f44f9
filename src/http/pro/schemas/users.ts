import { z } from "zod";
import { userRole } from "#domain/user/events.js";
import { model } from "#http/pro/schemas/model.js";

export const LoginUserBodyModel = model(
  "LoginUserBodyModel",
  z.strictObject({
    identifier: z.string().min(1).max(320),
    password: z.string().min(1).max(1_024),
    /** Read by the captcha service where one is set up; this server has none. */
    captchaToken: z.string().max(8_192).nullish(),
  }),
);

export const SharedLoginUserResponseModel = model(
  "SharedLoginUserResponseModel",
  z.object({
    activity: z.string().nullable(),
    address: z.string().nullable(),
    city: z.string().nullable(),
    civility: z.enum(["M.", "Mme"]).nullable(),
    dateCreated: z.string(),
    dateOfBirth: z.string().nullable(),
    departementCode: z.string().nullable(),
    email: z.string(),
    firstName: z.string().nullable(),
    hasSeenProTutorials: z.boolean().nullable(),
    hasUserOfferer: z.boolean().nullable(),
    id: z.number(),
    isEmailValidated: z.boolean(),
    lastConnectionDate: z.string().nullable(),
    lastName: z.string().nullable(),
    needsToFillCulturalSurvey: z.boolean().nullable(),
    phoneNumber: z.string().nullable(),
    postalCode: z.string().nullable(),
    roles: z.array(userRole),
  }),
);
export type SharedLoginUserResponse = z.infer<typeof SharedLoginUserResponseModel>;

export const SharedCurrentUserResponseModel = model(
  "SharedCurrentUserResponseModel",
  SharedLoginUserResponseModel.extend({
    externalIds: z.record(z.string(), z.unknown()).nullable(),
    idPieceNumber: z.string().nullable(),
    /** True where an agent acts as this pro. */
    isImpersonated: z.boolean(),
    notificationSubscriptions: z.record(z.string(), z.unknown()).nullable(),
    phoneValidationStatus: z.enum(["skipped-by-support", "unvalidated", "validated"]).nullable(),
  }),
);
export type SharedCurrentUserResponse = z.infer<typeof SharedCurrentUserResponseModel>;
