import { resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { z } from "zod";

/** The folder of this checkout. Relative paths in settings start here, from whatever folder a command is run. */
export const checkoutFolder = fileURLToPath(new URL("../..", import.meta.url)).replace(/\/$/, "");

const environments = ["development", "testing", "staging", "integration", "production", "ops"] as const;

const portOf = (standard: number, who: string) =>
  wholeNumber(standard, 0, 65_535).meta({ description: `Port of ${who}; 0 takes a free one`, example: `${standard}` });

const wholeNumber = (standard: number, least: number, most: number) =>
  z
    .string()
    .regex(/^\d{1,12}$/, "is not a whole number")
    .transform(Number)
    .refine((value) => value >= least && value <= most, `is not between ${least} and ${most}`)
    .default(standard);

const yesOrNo = z
  .enum(["1", "0", "true", "false"], "is neither 1 nor 0")
  .transform((value) => value === "1" || value === "true");

const serverUrl = (protocols: readonly string[], meaning: string, example: string) =>
  z
    .string()
    .refine((value) => protocols.includes(value.split("://")[0] ?? ""), `does not begin with ${protocols[0]}://`)
    .refine((value) => (value.split("://")[1] ?? "") !== "", "names no server")
    .nullable()
    .default(null)
    .meta({ description: meaning, example, secret: true });

const secret = (use: string) =>
  z
    .string()
    .min(32, "is shorter than 32 characters")
    .optional()
    .meta({
      description: `Secret that signs ${use}. Made by itself in development and testing, required elsewhere`,
      example: "the output of: openssl rand -base64 48",
      secret: true,
    });

const origins = (who: string) =>
  z
    .string()
    .transform((value) => value.split(",").filter(Boolean))
    .refine((patterns) => patterns.every(isPattern), "holds something that is no regular expression")
    .transform((patterns) => patterns.map((pattern) => new RegExp(`^(?:${pattern})$`)))
    .optional()
    .meta({
      description: `Browser origins allowed for ${who}: regular expressions, comma-separated. In development every port of localhost`,
      example: "https://passculture\\.pro,https://.*\\.passculture\\.pro",
    });

const isPattern = (text: string): boolean => {
  try {
    return new RegExp(text) !== null;
  } catch {
    return false;
  }
};

/** What each setting may say. Environment variables are texts: each is parsed from one. */
export const settingsSchema = z.object({
  ENV: z
    .enum(environments, `is none of ${environments.join(", ")}`)
    .default("development")
    .meta({ description: `What this installation is: ${environments.join(", ")}`, example: "development" }),
  DATA_DIR: z
    .string()
    .default(".data")
    .transform((folder) => resolve(checkoutFolder, folder))
    .meta({ description: "Folder of everything that is kept, relative to the checkout", example: ".data" }),
  API_HOST: z
    .string()
    .default("127.0.0.1")
    .meta({ description: "Address that the API listens on; 0.0.0.0 for every interface", example: "127.0.0.1" }),
  API_PORT: portOf(5001, "the API"),
  BACKOFFICE_PORT: portOf(5002, "the backoffice"),
  POSTGRES_PORT: portOf(5434, "the Postgres that is started when DATABASE_URL is empty"),
  EVENTSTORE_PORT: portOf(2113, "the event node that is started when EVENTSTORE_URL is empty"),
  NATS_PORT: portOf(4222, "the nats-server that is started when NATS_URL is empty"),
  EVENTSTORE_URL: serverUrl(
    ["esdb", "esdb+discover", "kurrentdb", "kurrentdb+discover"],
    "EventStoreDB or KurrentDB to use instead of starting an event node",
    "esdb://127.0.0.1:2113?tls=false",
  ),
  DATABASE_URL: serverUrl(
    ["postgres", "postgresql"],
    "Postgres (17 or later) to use instead of starting one",
    "postgres://pass_culture:passq@127.0.0.1:5432/pass_culture",
  ),
  NATS_URL: serverUrl(["nats", "tls"], "NATS with JetStream to use instead of starting one", "nats://127.0.0.1:4222"),
  REDIS_URL: serverUrl(["redis", "rediss"], "Redis to use instead of memory", "redis://127.0.0.1:6379"),
  LOG_LEVEL: z
    .enum(["fatal", "error", "warn", "info", "debug", "trace", "silent"], "is no level of pino")
    .default("info")
    .meta({
      description: "Least severe lines to log: fatal, error, warn, info, debug, trace or silent",
      example: "info",
    }),
  LOG_PLAIN_TEXT: yesOrNo
    .optional()
    .meta({ description: "1 logs plain lines, 0 JSON. Plain in development", example: "1" }),
  JWT_SECRET_KEY: secret("the tokens of the native app"),
  PRO_SESSION_SECRET: secret("the session cookies of the pro portal"),
  JWT_ACCESS_SECONDS: wholeNumber(900, 1, 86_400).meta({
    description: "Seconds that an access token of the native app is valid",
    example: "900",
  }),
  JWT_REFRESH_DAYS: wholeNumber(31, 1, 3_660).meta({
    description: "Days that a refresh token of the native app is valid",
    example: "31",
  }),
  NATIVE_APP_MINIMAL_CLIENT_VERSION: z
    .string()
    .regex(/^\d+\.\d+\.\d+$/, "is not three numbers")
    .default("1.132.1")
    .meta({ description: "Older native apps are told to update (403 UPGRADE_REQUIRED)", example: "1.132.1" }),
  BODY_LIMIT_BYTES: wholeNumber(8 * 1024 * 1024, 1_024, 1024 ** 3).meta({
    description: "Largest request body in bytes; larger ones are answered 413",
    example: "8388608",
  }),
  REQUEST_TIMEOUT_MS: wholeNumber(30_000, 100, 600_000).meta({
    description: "Milliseconds after which a request is answered 503; its work is not undone",
    example: "30000",
  }),
  SIGNINS_PER_MINUTE: wholeNumber(10, 1, 1_000_000).meta({
    description: "Sign-in attempts a minute, by address and by e-mail; more are answered 429",
    example: "10",
  }),
  TRUST_PROXY: yesOrNo.default(false).meta({
    description: "1 believes X-Forwarded-For. Only behind a proxy that sets it",
    example: "0",
  }),
  CREDIT_V3_DECREE_DATETIME: z.iso
    .datetime({ precision: 3, error: "is no UTC instant with milliseconds" })
    .default("2025-01-01T00:00:00.000Z")
    .meta({
      description: "Since when 17 and 18 year-olds get the credit of the reform",
      example: "2025-03-01T00:00:00.000Z",
    }),
  FREE_ELIGIBILITY_OPEN: yesOrNo
    .default(false)
    .meta({ description: "1 lets 15 and 16 year-olds book free offers", example: "0" }),
  CORS_ALLOWED_ORIGINS: origins("the pro portal and the backoffice"),
  CORS_ALLOWED_ORIGINS_NATIVE: origins("the native web app"),
  READ_YOUR_WRITES_TIMEOUT_MS: wholeNumber(2_000, 0, 60_000).meta({
    description: "Milliseconds that a query waits for the read models to show its caller's own last write",
    example: "2000",
  }),
  BOOKING_FLOW_GRACE_SECONDS: wholeNumber(30, 1, 86_400).meta({
    description: "Seconds after which a booking that a crash left half done is finished or undone",
    example: "30",
  }),
  CAN_RUN_SANDBOX: yesOrNo.optional().meta({
    description: "1 lets ./pc sandbox fill the data. Only in development and testing by default",
    example: "1",
  }),
});

export type Settings = z.infer<typeof settingsSchema>;

/** Every setting with its meaning: what .env.example lists. */
export const settings = Object.entries(settingsSchema.shape).map(([name, field]) => {
  const { description, example, secret: isSecret } = metaOf(field);
  return { name, meaning: description, example, secret: isSecret ?? false };
});

function metaOf(field: z.ZodType) {
  return z
    .object({ description: z.string(), example: z.string(), secret: z.boolean().optional() })
    .parse(z.globalRegistry.get(field));
}
