import type { Logger } from "#application/ports/logger.js";
import type { Projector } from "#projections/define.js";
import type { Database, Session } from "#projections/engine/database.js";
import { type FeedLimits, follow } from "#projections/engine/feed.js";
import type { Log } from "#projections/engine/log.js";
import { pause } from "#projections/engine/pause.js";
import { showTables } from "#projections/engine/show-tables.js";
import { openWriter } from "#projections/engine/writer.js";

export interface ProjectionStatus {
  readonly name: string;
  readonly version: number;
  /**
   * `standby`: another process keeps the projection up to date; `catching-up`: history is being handled; `live`: every
   * event is handled as it comes; `waiting`: the database or the event store is away, see `problem`; `stopped`.
   */
  readonly state: "starting" | "standby" | "catching-up" | "live" | "waiting" | "stopped";
  /** Of the last event of $all that is in the tables, as this process knows; null where it does not. */
  readonly position: bigint | null;
  /** How many events are known to come; null while history is being handled or somebody else works. */
  readonly lag: number | null;
  readonly parked: number;
  readonly problem: string | null;
}

export interface RunnerOptions {
  readonly eventStore: Log;
  readonly database: Database;
  readonly logger: Logger;
  readonly signal: AbortSignal;
  readonly limits: FeedLimits;
  /**
   * The shortest time between two batches that are not full, in milliseconds: a burst is written in a few large
   * batches instead of a great many small ones. The first event after a quiet moment does not wait.
   */
  readonly paceMs: number;
  /** How often a standby asks whether it is needed, and an operator's requests are looked for. */
  readonly tickMs: number;
}

export interface Runner {
  status(): ProjectionStatus;
  /** Resolves after the signal, when the last batch is written and the connection closed. */
  readonly done: Promise<void>;
}

const longestPauseMs = 15_000;

/** Keeps one projection up to date for as long as the signal lets it, whatever comes and goes meanwhile. */
export const startRunner = (projector: Projector, options: RunnerOptions): Runner => {
  const { signal, logger } = options;
  const { name, version } = projector;
  let status: ProjectionStatus = {
    name,
    version,
    state: "starting",
    position: null,
    lag: null,
    parked: 0,
    problem: null,
  };
  const report = (news: Partial<ProjectionStatus>): void => {
    if (news.state !== undefined && news.state !== status.state)
      logger.info({ projection: name, from: status.state, to: news.state }, "projection changed state");
    if ((news.parked ?? 0) > status.parked)
      logger.error({ projection: name, parked: news.parked }, "a projection parked events that it cannot handle");
    status = { ...status, ...news };
  };

  const run = async (): Promise<void> => {
    let failures = 0;
    while (!signal.aborted) {
      try {
        await withSession(projector, options, report, () => {
          failures = 0;
        });
      } catch (error) {
        if (signal.aborted) break;
        failures += 1;
        const problem = error instanceof Error ? `${error.name}: ${error.message}` : String(error);
        const pauseMs = Math.min(longestPauseMs, 200 * 2 ** failures) * (0.5 + Math.random() / 2);
        report({ state: "waiting", lag: null, problem });
        logger.warn({ projection: name, failures, pauseMs, problem }, "a projection cannot go on and tries again");
        await pause(pauseMs, signal);
      }
    }
    report({ state: "stopped", lag: null });
  };

  return { status: () => status, done: run() };
};

type Report = (news: Partial<ProjectionStatus>) => void;

/** One connection's time: waits to be the active runner, then handles what comes until something breaks. */
const withSession = async (
  projector: Projector,
  options: RunnerOptions,
  report: Report,
  progressed: () => void,
): Promise<void> => {
  const session = await options.database.open(`culture projection ${projector.name}`);
  // The feed ends with the runner, and with the connection that its events would be written over.
  const ended = new AbortController();
  const end = () => ended.abort();
  options.signal.addEventListener("abort", end);
  void session.gone.then(end);
  if (options.signal.aborted) end();
  try {
    await becomeActive(session, projector, options, ended.signal, report);
    if (!ended.signal.aborted) await beActive(session, projector, options, ended.signal, report, progressed);
    if (!options.signal.aborted) throw new Error("The connection to Postgres is gone");
  } finally {
    end();
    options.signal.removeEventListener("abort", end);
    await session.close();
  }
};

/** The lock is the session's: it ends with the connection, and so does the right to write. */
const becomeActive = async (
  session: Session,
  { name, version }: Projector,
  { tickMs }: RunnerOptions,
  ended: AbortSignal,
  report: Report,
): Promise<void> => {
  while (!ended.aborted) {
    const [row] = await session.query({
      sql: "SELECT pg_try_advisory_lock(hashtextextended($1, 0))",
      values: [`projection ${name}:${version}`],
    });
    if (row?.[0] === "t") return;
    report({ state: "standby", position: null, lag: null, parked: 0, problem: null });
    await pause(tickMs, ended);
  }
};

const beActive = async (
  session: Session,
  projector: Projector,
  { eventStore, limits, paceMs, tickMs }: RunnerOptions,
  ended: AbortSignal,
  report: Report,
  progressed: () => void,
): Promise<void> => {
  const writer = await openWriter(session, projector);
  report({ state: "catching-up", position: writer.position(), lag: null, parked: writer.parkedCount(), problem: null });
  await writer.retryParked(eventStore, "all"); // today's code may read what yesterday's could not
  const after = writer.position() < 0n ? undefined : writer.position();
  const feed = follow(eventStore, { after, categories: projector.categories, signal: ended }, limits);
  let live = false;
  let lookedAt = writer.position();
  // A filtered feed may say that it looked further than an event it has yet to deliver: its word counts a tick later.
  let settled = lookedAt;
  let lastTick = Date.now();
  let lastBatch = 0;
  while (!ended.aborted) {
    await feed.wait(tickMs);
    const sinceLast = Date.now() - lastBatch;
    if (sinceLast < paceMs) await feed.waitForFullBatch(paceMs - sinceLast);
    if (ended.aborted) break;
    lastBatch = Date.now();
    const ticked = lastBatch - lastTick >= tickMs;
    const batch = feed.take();
    const last = batch.events.at(-1);
    if (last !== undefined) await writer.write(batch.events, last.position);
    if (batch.caughtUp && !live) {
      await showTables(session, projector);
      live = true;
    }
    if (ticked) {
      lastTick = lastBatch;
      if (settled > writer.position()) await writer.write([], settled);
      settled = lookedAt;
      await writer.retryParked(eventStore, "requested");
    }
    lookedAt = batch.lookedAt ?? lookedAt;
    progressed();
    report({
      state: live ? "live" : "catching-up",
      position: writer.position(),
      lag: live ? feed.ahead() : null,
      parked: writer.parkedCount(),
      problem: null,
    });
  }
};
