import { randomUUID } from "node:crypto";
import { hostname } from "node:os";
import { setTimeout as sleep } from "node:timers/promises";
import type { JetStreamManager, NatsConnection } from "nats";
import type { EventStore } from "#application/ports/event-store.js";
import type { Logger } from "#application/ports/logger.js";
import { publicNouns } from "#domain/event-catalogue.js";
import { toOutgoing } from "#infrastructure/nats/cloud-event.js";
import { connectNats } from "#infrastructure/nats/connection.js";
import { type Lease, takeLease } from "#infrastructure/nats/lease.js";
import { openPipeline, type Pipeline } from "#infrastructure/nats/pipeline.js";
import type { Progress } from "#infrastructure/nats/relay-status.js";
import { type ResumePoint, resumePoint } from "#infrastructure/nats/resume-point.js";
import { type EventsStreamOptions, ensureStream, eventsStreamConfig } from "#infrastructure/nats/streams.js";

export interface RelayOptions {
  readonly eventStore: Pick<EventStore, "subscribeAll">;
  readonly natsUrl: string;
  readonly logger: Logger;
  readonly signal: AbortSignal;
  /** The `source` of every CloudEvent, a URI reference. Default `/culture`. */
  readonly source?: string;
  readonly stream?: EventsStreamOptions;
  /** How long a relay that fell silent keeps a standby waiting, in milliseconds. Default 5000. */
  readonly leaseMs?: number;
}

/** One tenure: connect, wait for the lease, publish until something fails or the signal aborts. */
export const serveTenure = async (options: RelayOptions, progress: Progress, healthy: () => void): Promise<void> => {
  const { natsUrl, signal, logger, leaseMs = 5_000 } = options;
  const connection = await connectNats(natsUrl, "culture-relay");
  try {
    const jsm = await connection.jetstreamManager();
    await ensureStream(jsm, eventsStreamConfig(options.stream));
    const kv = await connection.jetstream().views.kv("culture-relay", { history: 1 });
    progress.role = "standby";
    const gone = connectionGone(connection);
    const lease = await takeLease({
      kv,
      key: "lease",
      holder: `${hostname()}:${process.pid}:${randomUUID()}`,
      termMs: leaseMs,
      signal: AbortSignal.any([signal, gone]),
    });
    if (lease === undefined) return;
    logger.info({}, "The relay is active");
    await publishUnder(lease, jsm, connection, options, progress, healthy);
  } finally {
    await connection.close();
  }
};

const connectionGone = (connection: NatsConnection): AbortSignal => {
  const gone = new AbortController();
  void connection.closed().then((error) => gone.abort(error ?? new Error("The connection to NATS closed")));
  return gone.signal;
};

const publishUnder = async (
  lease: Lease,
  jsm: JetStreamManager,
  connection: NatsConnection,
  options: RelayOptions,
  progress: Progress,
  healthy: () => void,
): Promise<void> => {
  const start = await resumePoint(jsm, lease.inherited, options.logger);
  const pipeline = openPipeline(connection, start);
  const checkpoint = () => pipeline.stored() ?? checkpointOf(start);
  const ending = new AbortController();
  const lost = new AbortController();
  const renewing = renewUntil(ending.signal, options.leaseMs ?? 5_000, () => lease.renew(checkpoint())).catch(
    (error: unknown) => lost.abort(error),
  );
  Object.assign(progress, {
    role: "active",
    resumedAt: start.position,
    pipeline,
    caughtUp: false,
    lastRead: undefined,
  });
  try {
    const broken = AbortSignal.any([pipeline.failed, lost.signal]);
    try {
      await pump(pipeline, start, options, progress, AbortSignal.any([options.signal, broken]));
    } finally {
      // Also when the next event cannot be read: those before it are published.
      if (!broken.aborted) await pipeline.settle();
    }
    broken.throwIfAborted();
  } finally {
    if (pipeline.stored() !== undefined) healthy();
    ending.abort();
    await renewing;
    pipeline.close();
    progress.resumedAt = checkpoint()?.position;
    progress.publishedBefore += pipeline.storedCount();
    progress.pipeline = undefined;
    await lease.release(checkpoint()).catch(() => undefined); // it is lost, or it ends by itself
  }
};

const checkpointOf = ({ sequence, position }: ResumePoint) =>
  position === undefined ? undefined : { sequence, position };

const renewUntil = async (ending: AbortSignal, termMs: number, renew: () => Promise<void>): Promise<void> => {
  while (!ending.aborted) {
    await renew();
    await sleep(termMs / 5, undefined, { signal: ending }).catch(() => undefined);
  }
};

const pump = async (
  pipeline: Pipeline,
  start: ResumePoint,
  { eventStore, source = "/culture" }: RelayOptions,
  progress: Progress,
  signal: AbortSignal,
): Promise<void> => {
  const feed = eventStore.subscribeAll({ after: start.position, categories: publicNouns, signal });
  for await (const item of feed) {
    if (signal.aborted) return;
    if (item.kind === "caught_up") Object.assign(progress, { caughtUp: true, lastError: undefined });
    if (item.kind !== "event") continue;
    progress.lastRead = item.event.created;
    const full = pipeline.publish(toOutgoing(item.event, source));
    if (full !== undefined) await full;
  }
};
