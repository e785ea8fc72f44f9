import { manageBookingFlows } from "#application/process-managers/booking-flows.js";
import { resumeBooking } from "#commands/booking/resume-booking.js";
import { loadConfig } from "#config.js";
import { shareFeed } from "#infrastructure/eventstore/shared-feed.js";
import { createLogger } from "#infrastructure/logger.js";
import { runRelay } from "#infrastructure/nats/relay.js";
import { createReadPool } from "#infrastructure/postgres/pool.js";
import { postgresDatabase } from "#infrastructure/postgres/session.js";
import { openWriteSide } from "#main/write-side.js";
import { unfinishedFlows } from "#projections/booking-flows/queries.js";
import { projections } from "#projections/catalogue.js";
import { runProjections } from "#projections/engine/run.js";

/**
 * The process behind the API: projectors, relay and process managers. Everything in it recovers by itself; several of
 * these processes may run, then one is active for each job. Ends on SIGTERM, SIGINT, or when its parent is gone.
 */
const config = loadConfig();
const { eventstoreUrl, databaseUrl, natsUrl } = config;
if (eventstoreUrl === null || databaseUrl === null)
  throw new Error("EVENTSTORE_URL and DATABASE_URL say where the background process works: set both");

const logger = createLogger({ level: config.logLevel, isPlain: config.logPlainText, module: "background" });
const stopping = new AbortController();
const { signal } = stopping;
for (const name of ["SIGTERM", "SIGINT"] as const) process.once(name, () => stopping.abort());
process.once("disconnect", () => stopping.abort());

const [writeSide, pool] = await Promise.all([
  openWriteSide(eventstoreUrl, logger),
  createReadPool({ databaseUrl, size: 2 }),
]);
const { issue } = writeSide;
const eventStore = shareFeed(writeSide.eventStore);

const jobs = [
  runProjections({
    eventStore,
    database: postgresDatabase(databaseUrl),
    projections: Object.values(projections),
    logger,
    signal,
  }).done,
  manageBookingFlows({
    unfinished: (olderThanSeconds, limit) => unfinishedFlows(pool, olderThanSeconds, limit),
    resume: ({ bookingId, userId, stockId, quantity }, envelope) =>
      issue(resumeBooking, { bookingId, userId, stockId, quantity }, envelope),
    graceSeconds: config.bookingFlowGraceSeconds,
    logger,
    signal,
  }),
  natsUrl === null ? undefined : runRelay({ eventStore, natsUrl, logger, signal }).stopped,
];
logger.info({ nats: natsUrl !== null }, "Projecting, relaying, looking after unfinished bookings");

await Promise.all(jobs);
await Promise.all([pool.end(), writeSide.close()]);
process.exit(0);
