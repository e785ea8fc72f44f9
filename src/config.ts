import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { z } from "zod";
import { keptSecrets } from "#config/kept-secrets.js";
import { checkoutFolder, type Settings, settings, settingsSchema } from "#config/settings.js";
import { OperatorError } from "#embedded/operator-error.js";

export type Config = ReturnType<typeof build>;

/**
 * The settings, from the environment and, where it says nothing, from `.env.local.secret` in the checkout.
 * An empty value counts as none. Refuses with one line for each setting that is wrong.
 */
export const loadConfig = (env: Readonly<Record<string, string | undefined>> = process.env): Config => {
  const given = { ...secretsFile(), ...withoutEmpty(env) };
  const parsed = settingsSchema.safeParse(given);
  if (!parsed.success) throw new OperatorError(parsed.error.issues.map((issue) => explain(issue, given)).join("\n"));
  refuseEqualPorts(parsed.data);
  refuseMissingSecrets(parsed.data);
  return build(parsed.data);
};

const build = (values: Settings) => {
  const localhost = values.ENV === "development" ? [/^https?:\/\/(localhost|127\.0\.0\.1)(:\d+)?$/] : [];
  return {
    env: values.ENV,
    dataDir: values.DATA_DIR,
    apiHost: values.API_HOST,
    apiPort: values.API_PORT,
    backofficePort: values.BACKOFFICE_PORT,
    postgresPort: values.POSTGRES_PORT,
    eventstorePort: values.EVENTSTORE_PORT,
    natsPort: values.NATS_PORT,
    eventstoreUrl: values.EVENTSTORE_URL,
    databaseUrl: values.DATABASE_URL,
    natsUrl: values.NATS_URL,
    redisUrl: values.REDIS_URL,
    logLevel: values.LOG_LEVEL,
    logPlainText: values.LOG_PLAIN_TEXT ?? values.ENV === "development",
    /** Signs the tokens of the native app. In development made on the first use. */
    get jwtSecretKey(): string {
      return values.JWT_SECRET_KEY ?? keptSecrets(values.DATA_DIR).jwtSecretKey;
    },
    /** Signs the session cookies of the pro portal. In development made on the first use. */
    get proSessionSecret(): string {
      return values.PRO_SESSION_SECRET ?? keptSecrets(values.DATA_DIR).proSessionSecret;
    },
    jwtAccessSeconds: values.JWT_ACCESS_SECONDS,
    jwtRefreshDays: values.JWT_REFRESH_DAYS,
    nativeAppMinimalClientVersion: values.NATIVE_APP_MINIMAL_CLIENT_VERSION,
    bodyLimitBytes: values.BODY_LIMIT_BYTES,
    requestTimeoutMs: values.REQUEST_TIMEOUT_MS,
    signinsPerMinute: values.SIGNINS_PER_MINUTE,
    trustProxy: values.TRUST_PROXY,
    creditReformAt: values.CREDIT_V3_DECREE_DATETIME,
    isFreeEligibilityOpen: values.FREE_ELIGIBILITY_OPEN,
    corsOrigins: values.CORS_ALLOWED_ORIGINS ?? localhost,
    corsOriginsNative: values.CORS_ALLOWED_ORIGINS_NATIVE ?? localhost,
    readYourWritesTimeoutMs: values.READ_YOUR_WRITES_TIMEOUT_MS,
    bookingFlowGraceSeconds: values.BOOKING_FLOW_GRACE_SECONDS,
    canRunSandbox: values.CAN_RUN_SANDBOX ?? isLocal(values),
  };
};

/** In development the secrets make themselves; anywhere else somebody has to have chosen them. */
const refuseMissingSecrets = (values: Settings): void => {
  for (const name of ["JWT_SECRET_KEY", "PRO_SESSION_SECRET"] as const)
    if (!values[name] && !isLocal(values))
      throw new OperatorError(`${name} is empty, which ENV=${values.ENV} does not allow; set it to ${exampleOf(name)}`);
};

const isLocal = ({ ENV }: Settings): boolean => ENV === "development" || ENV === "testing";

const explain = ({ path: [name], message }: z.core.$ZodIssue, given: Record<string, string>): string => {
  const setting = settings.find((one) => one.name === name);
  const value = setting && !setting.secret ? ` "${given[setting.name]}"` : "";
  return `${String(name)}:${value} ${message}; for example ${String(name)}=${setting?.example}`;
};

const exampleOf = (name: string): string => settings.find((one) => one.name === name)?.example ?? "";

const refuseEqualPorts = (values: Settings): void => {
  const inUse = new Map([["API_PORT", values.API_PORT]]);
  const ports: [string, number, boolean][] = [
    ["BACKOFFICE_PORT", values.BACKOFFICE_PORT, true],
    ["POSTGRES_PORT", values.POSTGRES_PORT, values.DATABASE_URL === null],
    ["EVENTSTORE_PORT", values.EVENTSTORE_PORT, values.EVENTSTORE_URL === null],
    ["NATS_PORT", values.NATS_PORT, values.NATS_URL === null],
  ];
  for (const [name, port, used] of ports) {
    const other = [...inUse].find(([, taken]) => taken === port && port !== 0)?.[0];
    if (other && used) throw new OperatorError(`${other} and ${name} are both ${port}; give one of them another port.`);
    if (used) inUse.set(name, port);
  }
};

/** KEY=VALUE lines; quotes around a value are dropped, lines that begin with # are comments. */
const secretsFile = (): Record<string, string> => {
  const file = join(checkoutFolder, ".env.local.secret");
  if (!existsSync(file)) return {};
  const lines = readFileSync(file, "utf8").matchAll(
    /^[ \t]*(?:export +)?([A-Z][A-Z0-9_]*)[ \t]*=[ \t]*(.*?)[ \t\r]*$/gm,
  );
  const pairs = [...lines].map(([, name = "", value = ""]) => [name, value.replace(/^(["'])(.*)\1$/, "$2")]);
  return withoutEmpty(Object.fromEntries(pairs));
};

const withoutEmpty = (env: Readonly<Record<string, string | undefined>>): Record<string, string> =>
  Object.fromEntries(Object.entries(env).flatMap(([name, value]) => (value ? [[name, value]] : [])));

/** The environment of a child process: ours, with these settings instead. */
export const environmentWith = (values: Readonly<Record<string, string>>): NodeJS.ProcessEnv => ({
  ...process.env,
  ...values,
});
