import { expect } from "vitest";
import { audit } from "#application/audit.js";
import { eventMetadata } from "#application/metadata.js";
import { systemClock } from "#application/ports/clock.js";
import type { EventStore, StoredEvent } from "#application/ports/event-store.js";
import { silent } from "#application/ports/logger.js";
import { bookingEvents } from "#domain/booking/events.js";
import { publicNouns } from "#domain/event-catalogue.js";
import { connectEventStore } from "#infrastructure/eventstore/adapter.js";
import { eventsStream } from "#infrastructure/nats/streams.js";
import { createCheckpointWatch } from "#infrastructure/postgres/checkpoint-watch.js";
import { postgresDatabase } from "#infrastructure/postgres/session.js";
import { projections } from "#projections/catalogue.js";
import { runProjections } from "#projections/engine/run.js";
import { projectionNames } from "#projections/names.js";
import type { Crowd, Ledger } from "#tests/e2e/support/crowd.js";
import { messagesOf, untilMessages } from "#tests/support/nats-streams.js";
import { createTestDatabase } from "#tests/support/postgres.js";
import { rowsOf } from "#tests/support/projecting.js";
import { readModels } from "#tests/support/read-models.js";
import { untilTrue } from "#tests/support/until-true.js";

/** A booking as the log tells it. */
interface Told {
  readonly userId: number;
  readonly stockId: number;
  isCancelled: boolean;
}

const withStore = async <T>(url: string, work: (store: EventStore) => Promise<T>): Promise<T> => {
  const store = connectEventStore(url);
  try {
    return await work(store);
  } finally {
    await store.close();
  }
};

const logOf = (url: string): Promise<readonly StoredEvent[]> =>
  withStore(url, async (store) => {
    const events: StoredEvent[] = [];
    for await (const event of store.readAll()) events.push(event);
    return events;
  });

const bookingsIn = (log: readonly StoredEvent[]): ReadonlyMap<number, Told> => {
  const bookings = new Map<number, Told>();
  for (const { type, data } of log) {
    if (type === "BookingConfirmed") {
      const { bookingId, userId, stockId } = bookingEvents.BookingConfirmed.data.parse(data);
      bookings.set(bookingId, { userId, stockId, isCancelled: false });
    }
    if (type === "BookingCancelled") {
      const told = bookings.get(bookingEvents.BookingCancelled.data.parse(data).bookingId);
      if (told) told.isCancelled = true;
    }
  }
  return bookings;
};

/**
 * Every booking and every cancellation that was answered stands in the log, and nothing was cancelled that nobody asked
 * for. Whoever was told of a fault was told "not now".
 */
export const expectKept = async (
  eventstoreUrl: string,
  { booked, cancelled, askedToCancel, strange }: Ledger,
): Promise<void> => {
  expect(strange.filter((answer) => !answer.startsWith("503 "))).toEqual([]);
  const inLog = bookingsIn(await logOf(eventstoreUrl));
  const kept = [...booked].map(([id]) => {
    const told = inLog.get(id);
    return [id, told && { userId: told.userId, stockId: told.stockId }];
  });
  expect(kept).toEqual([...booked]);
  const isCancelled = (id: number) => inLog.get(id)?.isCancelled;
  expect([...cancelled].filter((id) => !isCancelled(id))).toEqual([]);
  expect([...booked.keys()].filter((id) => isCancelled(id) && !askedToCancel.has(id))).toEqual([]);
};

/** How many bookings the process manager has written to: those that somebody else had left half done. */
export const bookingsTakenUp = async (eventstoreUrl: string): Promise<number> => {
  const taken = new Set<unknown>();
  for (const { metadata, data } of await logOf(eventstoreUrl)) {
    const { actor } = eventMetadata.partial().parse(metadata);
    if (actor?.id === "booking-flows") taken.add((data as { readonly bookingId: number }).bookingId);
  }
  return taken.size;
};

/** What was left half done is finished or undone, and then every invariant of design.md, section 3, holds. */
export const expectSound = (eventstoreUrl: string): Promise<void> =>
  withStore(eventstoreUrl, async (store) => {
    const report = () => audit(store, { at: systemClock.now() });
    const isLeftover = (rule: string) => rule === "SEATS_LEFT_HELD" || rule === "CREDIT_LEFT_SPENT";
    await untilTrue(async () => !(await report()).violations.some(({ rule }) => isLeftover(rule)), 60_000).catch(
      () => undefined, // the report says what is left
    );
    expect((await report()).violations).toEqual([]);
  });

/** The read models hold, row by row, what a rebuild from nothing into another database holds. */
export const expectReadModelsAsRebuilt = async (eventstoreUrl: string, databaseUrl: string): Promise<void> => {
  const ends = new Map((await logOf(eventstoreUrl)).map(({ stream, position }) => [categoryOf(stream), position]));
  const second = await createTestDatabase(readModels);
  const stopping = new AbortController();
  const { signal } = stopping;
  await withStore(eventstoreUrl, async (eventStore) => {
    const database = postgresDatabase(second.url);
    const running = runProjections({
      eventStore,
      database,
      projections: Object.values(projections),
      logger: silent,
      signal,
    });
    for (const url of [second.url, databaseUrl]) await untilShown(url, ends);
    stopping.abort();
    await running.done;
  });
  for (const name of tableNames())
    expect({ name, rows: await rowsOf(databaseUrl, name) }).toEqual({ name, rows: await rowsOf(second.url, name) });
  expect(await rowsOf(databaseUrl, "parked_events")).toEqual([]);
  await second.drop();
};

const categoryOf = (stream: string): string => stream.split("-")[0] ?? stream;
const tableNames = (): readonly string[] =>
  Object.values(projections).flatMap(({ tables }) => tables.map((t) => t.name));

const untilShown = async (databaseUrl: string, ends: ReadonlyMap<string, bigint>): Promise<void> => {
  const watch = createCheckpointWatch(databaseUrl);
  try {
    expect(await watch.waitFor(projectionNames, ends, 90_000), "the read models reach the end of the log").toBe(true);
  } finally {
    await watch.close();
  }
};

/** Everybody sees over HTTP the bookings that the log tells of, live and cancelled ones. For read models that have caught up. */
export const expectSeen = async (api: string, eventstoreUrl: string, userIds: readonly number[], { as }: Crowd) => {
  const inLog = [...bookingsIn(await logOf(eventstoreUrl))];
  for (const userId of userIds) {
    const response = await fetch(`${api}/native/v2/bookings`, { headers: as(userId) });
    expect(response.status).toBe(200);
    const { ongoingBookings, endedBookings } = (await response.json()) as Record<string, { id: number }[]>;
    const mine = inLog.filter(([, told]) => told.userId === userId);
    const idsOf = (isCancelled: boolean) =>
      mine.filter(([, told]) => told.isCancelled === isCancelled).map(([id]) => id);
    expect(idsIn(ongoingBookings)).toEqual(idsOf(false).sort(byNumber));
    expect(idsIn(endedBookings)).toEqual(idsOf(true).sort(byNumber));
  }
};

const byNumber = (one: number, other: number): number => one - other;
const idsIn = (bookings: readonly { id: number }[] = []): number[] => bookings.map(({ id }) => id).sort(byNumber);

/** CULTURE_EVENTS holds each public event of the log once, in the order of the log. */
export const expectToldOnce = async (eventstoreUrl: string, natsUrl: string): Promise<void> => {
  const isPublic = (noun: string) => publicNouns.some((one) => one === noun);
  const ids = (await logOf(eventstoreUrl)).filter(({ stream }) => isPublic(categoryOf(stream))).map(({ id }) => id);
  await untilMessages(natsUrl, eventsStream, ids.length);
  const messages = await messagesOf(natsUrl, eventsStream);
  expect(messages.map(({ headers }) => headers?.get("Nats-Msg-Id"))).toEqual(ids);
};
