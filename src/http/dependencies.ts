import type { Redis } from "ioredis";
import type { DatabasePool } from "slonik";
import type { z } from "zod";
import type { Actor } from "#application/metadata.js";
import type { Clock } from "#application/ports/clock.js";
import type { Logger } from "#application/ports/logger.js";
import type { Aggregate } from "#domain/shared/aggregate.js";
import type { AnyEvent } from "#domain/shared/event.js";

/** A thing that the system can be asked to do: a value exported from commands/<noun>/<verb>.ts. */
export interface CommandDefinition<Input, Result> {
  readonly name: string;
  readonly schema: z.ZodType<Input>;
  /** Never there at run time: it only carries the type of the answer. */
  readonly result?: Result;
}

/** Who asks, and what makes the request recognisable when it comes again. */
export interface Envelope {
  /** A uuid. The ids of the events derive from it: the same id twice writes once. */
  readonly commandId: string;
  readonly actor: Actor;
  readonly correlationId: string;
  readonly traceparent?: string | undefined;
}

/** What one stream has written for a command. */
export interface Receipt {
  readonly stream: string;
  readonly revision: bigint;
  readonly position: bigint;
}

/**
 * Hands a command to the write side. Resolves once its events are durable. Throws Refusal, StoreUnavailable (nothing was
 * written) or OutcomeUnknown (ask again with the same command id).
 */
export type Issue = <Input, Result>(
  command: CommandDefinition<Input, Result>,
  input: Input,
  envelope: Envelope,
) => Promise<{ readonly result: Result; readonly receipts: readonly Receipt[] }>;

/** Today's state of one aggregate, through the command runner's cache. For authentication and permission, never for answers. */
export type Load = <State, Command, Event extends AnyEvent>(
  aggregate: Aggregate<State, Command, Event>,
  id: number | string,
) => Promise<State>;

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
}

/** What the HTTP edge needs from the rest of the house. src/main wires it. */
export interface HttpDependencies {
  readonly issue: Issue;
  readonly load: Load;
  readonly pool: DatabasePool;
  readonly consistency: Consistency;
  readonly clock: Clock;
  readonly settings: HttpSettings;
  readonly logger: Logger;
  /** Shared by several processes for rate limits; without it each process counts for itself. */
  readonly redis?: Redis | undefined;
}
