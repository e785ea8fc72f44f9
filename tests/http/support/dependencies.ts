import type { DatabasePool } from "slonik";
import type { Logger } from "#application/ports/logger.js";
import type { Consistency, HttpDependencies, HttpSettings, Positions } from "#http/dependencies.js";
import { memoryEventStore } from "#tests/support/memory-event-store.js";

/** A moment in the week in which the tests play. */
export const today = "2026-11-22T12:00:00.000Z";

export const testSettings: HttpSettings = {
  version: "0.0.0-test",
  jwtSecretKey: "a secret of the tests, 32 characters",
  proSessionSecret: "another secret of the tests, 32 chars",
  secureCookies: true,
  jwtAccessSeconds: 900,
  jwtRefreshDays: 31,
  nativeAppMinimalClientVersion: "1.132.1",
  bodyLimitBytes: 8 * 1024,
  requestTimeoutMs: 5_000,
  readYourWritesTimeoutMs: 50,
  corsOrigins: [/^https:\/\/pro\.example$/],
  corsOriginsNative: [/^https:\/\/app\.example$/],
  trustProxy: false,
  signinsPerMinute: 1_000,
  checkAnswers: true,
  creditReformAt: "2025-03-01T00:00:00.000Z",
  isFreeEligibilityOpen: false,
};

export interface LogLine {
  readonly level: string;
  readonly extra: object;
  readonly message: string;
}

/** A logger that keeps what it is told. */
export const recordingLogger = (): Logger & { readonly lines: LogLine[] } => {
  const lines: LogLine[] = [];
  const at = (level: string) => (extra: object, message: string) => void lines.push({ level, extra, message });
  return { lines, debug: at("debug"), info: at("info"), warn: at("warn"), error: at("error") };
};

/** Memory of last writes in which everything is seen at once, unless `behind` says otherwise. */
export const memoryConsistency = (isBehind: () => boolean = () => false): Consistency => {
  const written = new Map<string, Positions>();
  return {
    remember: async (actor, positions) => void written.set(actor, positions),
    recall: async (actor) => written.get(actor) ?? new Map(),
    reached: async () => !isBehind(),
  };
};

const refuse = (what: string) => async (): Promise<never> => {
  throw new Error(`This test has no ${what}`);
};

/** Where there is no Postgres: any query fails. */
export const noPool: DatabasePool = new Proxy({} as DatabasePool, { get: () => refuse("database") });

/** What a server needs when only its edge is tested; a test gives what it is about. */
export const edgeDependencies = (given: Partial<HttpDependencies> = {}): HttpDependencies => ({
  issue: refuse("write side"),
  eventStore: memoryEventStore(),
  ids: { next: refuse("ids") },
  load: refuse("aggregates"),
  tokens: { tokenOf: () => "AAAAAA", bookingIdOf: () => undefined },
  pool: noPool,
  consistency: memoryConsistency(),
  clock: { now: () => today },
  settings: testSettings,
  logger: recordingLogger(),
  ...given,
});
