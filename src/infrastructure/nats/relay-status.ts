import type { Pipeline } from "#infrastructure/nats/pipeline.js";

export interface RelayStatus {
  /** `standby`: another relay is active. `connecting`: NATS or the event store cannot be used now; see `lastError`. */
  readonly role: "connecting" | "standby" | "active" | "stopped";
  /** Position in the event log of the last event known to be on NATS. Undefined until there is one. */
  readonly position: bigint | undefined;
  /** Age in milliseconds of the oldest event that is known to wait for publication; 0 when none waits. Active relays only. */
  readonly lagMs: number;
  /** Events sent and not yet acknowledged. */
  readonly inFlight: number;
  /** Events published since the start of this process. */
  readonly published: number;
  /** What went wrong last; undefined again once the relay has caught up with the log. */
  readonly lastError: string | undefined;
}

/** What the relay knows of itself. Only a tenure writes to it. */
export interface Progress {
  role: RelayStatus["role"];
  resumedAt: bigint | undefined;
  pipeline: Pipeline | undefined;
  publishedBefore: number;
  caughtUp: boolean;
  lastRead: Date | undefined;
  lastError: string | undefined;
}

export const statusOf = (progress: Progress): RelayStatus => {
  const { role, pipeline, resumedAt, publishedBefore, lastError } = progress;
  const inFlight = pipeline?.inFlight() ?? 0;
  return {
    role,
    position: pipeline?.stored()?.position ?? resumedAt,
    lagMs: lagOf(progress),
    inFlight,
    published: publishedBefore + (pipeline?.storedCount() ?? 0),
    lastError,
  };
};

const lagOf = ({ pipeline, caughtUp, lastRead }: Progress): number => {
  const waiting = pipeline?.oldestInFlight() ?? (caughtUp ? undefined : lastRead);
  return waiting === undefined ? 0 : Math.max(0, Date.now() - waiting.getTime());
};
