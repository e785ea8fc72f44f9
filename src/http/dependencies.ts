import type { Redis } from "ioredis";
import type { DatabasePool } from "slonik";
import type { Issue } from "#application/command.js";
import type { Ids } from "#application/id-blocks.js";
import type { Clock } from "#application/ports/clock.js";
import type { EventStore } from "#application/ports/event-store.js";
import type { Logger } from "#application/ports/logger.js";
import type { Runner } from "#application/runner/contract.js";
import type { TokenSpace } from "#application/token-space.js";

/** Log positions that an actor's writes have reached, by stream category. */
export type Positions = ReadonlyMap<string, bigint>;

/** Read your own writes (design.md, section 5). */
export interface Consistency {
  /** Remembers what an actor has just written. Never fails a request: what is forgotten is only a wait less. */
  remember(actor: string, positions: Positions): Promise<void>;
  recall(actor: string): Promise<Positions>;
  /** True once each of these projections has handled these positions of its own categories; false after `timeoutMs`. */
  reached(projections: readonly string[], positions: Positions, timeoutMs: number): Promise<boolean>;
}

export interface HttpSettings {
  /** Answered by /health/api. */
  readonly version: string;
  readonly jwtSecretKey: string;
  readonly proSessionSecret: string;
  /** Whether browsers may send the session cookie over HTTPS only: everywhere but in development. */
  readonly secureCookies: boolean;
  readonly jwtAccessSeconds: number;
  readonly jwtRefreshDays: number;
  /** Older native apps are told to update. */
  readonly nativeAppMinimalClientVersion: string;
  readonly bodyLimitBytes: number;
  /** A request that takes longer is answered 503; its work is not undone. */
  readonly requestTimeoutMs: number;
  /** How long a query waits for its caller's own writes. */
  readonly readYourWritesTimeoutMs: number;
  readonly corsOrigins: readonly RegExp[];
  readonly corsOriginsNative: readonly RegExp[];
  /** Whether X-Forwarded-For is believed. Only behind a proxy that sets it. */
  readonly trustProxy: boolean;
  /** Sign-in attempts a minute, by address and by identifier. */
  readonly signinsPerMinute: number;
  /** Whether answers are parsed by their schema before they are sent: a wrong answer becomes a 500. For tests. */
  readonly checkAnswers: boolean;
  /** Since when 17 and 18 year-olds get the credit of the reform (users-and-wallet.md, 8.1). */
  readonly creditReformAt: string;
  /** Whether 15 and 16 year-olds may book free offers. */
  readonly isFreeEligibilityOpen: boolean;
}

/** What the HTTP edge needs from the rest of the house. src/main wires it. */
export interface HttpDependencies {
  /** Hands a command to the write side; resolves once its events are durable. */
  readonly issue: Issue;
  /** Keeps what requests with an Idempotency-Key were answered. */
  readonly eventStore: EventStore;
  /** Public ids for what is about to be created. */
  readonly ids: Ids;
  /** Today's state of one aggregate, through the runner's cache. For authentication and permission, never for answers. */
  readonly load: Runner["load"];
  /** From a contremarque to its booking, without any read model. */
  readonly tokens: TokenSpace;
  readonly pool: DatabasePool;
  readonly consistency: Consistency;
  readonly clock: Clock;
  readonly settings: HttpSettings;
  readonly logger: Logger;
  /** Shared by several processes for rate limits; without it each process counts for itself. */
  readonly redis?: Redis | undefined;
}
