import { z } from "zod";
import { emailHash } from "#application/email-hash.js";
import { recordConnection } from "#commands/user/record-connection.js";
import { emailClaim } from "#domain/claim/decider.js";
import { type RegisteredUser, user } from "#domain/user/decider.js";
import type { Routes } from "#http/app.js";
import type { HttpDependencies } from "#http/dependencies.js";
import { HttpError } from "#http/errors/http-error.js";
import { issueFor } from "#http/issuing.js";
import { accountStateOf, accountStates } from "#http/native/account/account-state.js";
import { model } from "#http/native/models.js";
import { nativeTokens } from "#http/native/session.js";
import { limitSignins } from "#http/rate-limits.js";
import { isPasswordOf } from "#http/shared/passwords.js";

const credentials = model(
  "SigninRequest",
  z.strictObject({
    identifier: z.string().min(1).max(320),
    password: z.string().min(1).max(1024),
    deviceInfo: z
      .strictObject({
        deviceId: z.string().max(255),
        os: z.string().max(255).nullish(),
        source: z.string().max(255).nullish(),
      })
      .nullish(),
    /** A reCAPTCHA token: not checked as long as the feature is off. */
    token: z.string().max(8_192).nullish(),
  }),
);

const signedIn = model(
  "SigninResponse",
  z.object({ accessToken: z.string(), refreshToken: z.string(), accountState: accountStates }),
);

const daySeconds = 86_400;

export const signinRoute: Routes = (app, deps) => {
  const { settings } = deps;
  const tokens = nativeTokens(deps);
  app.post(
    "/native/v1/signin",
    {
      schema: {
        operationId: "signin",
        tags: ["Account"],
        summary: "Sign in with e-mail and password",
        body: credentials,
        response: { 200: signedIn },
      },
      preHandler: [...limitSignins(app, settings.signinsPerMinute, identifierIn)],
    },
    async (request, reply) => {
      const { identifier, password } = request.body;
      const found = await findUser(deps, identifier);
      const isRight = await isPasswordOf(found?.passwordHash ?? null, password);
      const registered = refuseUnlessAllowed(isRight ? found : undefined);
      request.actor = { kind: "user", id: registered.userId };
      await issueFor(deps, { request, reply }, recordConnection, { userId: registered.userId });
      return {
        accessToken: tokens.sign(registered.userId, "access", settings.jwtAccessSeconds),
        refreshToken: tokens.sign(registered.userId, "refresh", settings.jwtRefreshDays * daySeconds),
        accountState: accountStateOf(registered),
      };
    },
  );
};

const identifierIn = (body: unknown): string =>
  credentials.shape.identifier.safeParse(Object(body).identifier).data ?? "";

/** Whoever holds the claim on the address: found without a read model, so that a new account can sign in at once. */
const findUser = async ({ load }: HttpDependencies, identifier: string): Promise<RegisteredUser | undefined> => {
  const { holderId } = await load(emailClaim, emailHash(identifier), { fresh: true });
  if (holderId === null) return undefined;
  const found = await load(user, holderId, { fresh: true });
  return found.status === "registered" ? found : undefined;
};

/** In the order of users-and-wallet.md, section 4.3: only the right password is told that the e-mail is not validated. */
const refuseUnlessAllowed = (found: RegisteredUser | undefined): RegisteredUser => {
  if (found === undefined) throw new HttpError(400, { general: ["Identifiant ou Mot de passe incorrect"] });
  if (!found.isEmailValidated)
    throw new HttpError(400, { code: "EMAIL_NOT_VALIDATED", general: ["L'adresse e-mail n'a pas encore été validée"] });
  const state = accountStateOf(found);
  if (state === "DELETED" || state === "ANONYMIZED")
    throw new HttpError(400, { code: `ACCOUNT_${state}`, general: ["Ce compte a été supprimé"] });
  return found;
};
