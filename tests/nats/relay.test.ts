import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { silent } from "#application/ports/logger.js";
import { type Relay, runRelay } from "#infrastructure/nats/relay.js";
import { eventsStream } from "#infrastructure/nats/streams.js";
import { bookingConfirmed, bookingEventId, bookingsLog } from "#tests/support/bookings-log.js";
import { memoryEventStore, newEvent } from "#tests/support/memory-event-store.js";
import { messagesOf, streamState, withNats } from "#tests/support/nats-streams.js";
import { hasNats, startTestNats, type TestServer } from "#tests/support/servers.js";

describe.runIf(hasNats())("the relay", () => {
  let nats: TestServer;
  const stop = new AbortController();
  const eventStore = memoryEventStore();
  let relay: Relay;
  beforeAll(async () => {
    nats = await startTestNats();
    relay = runRelay({ eventStore, natsUrl: nats.url, logger: silent, signal: stop.signal, leaseMs: 500 });
  });
  afterAll(async () => {
    stop.abort();
    await relay.stopped;
    await nats.stop();
  });
  const published = (position: bigint) =>
    expect.poll(() => relay.status().position, { interval: 5, timeout: 20_000 }).toBe(position);

  it("publishes a fact as a CloudEvent on the subject of its noun, fact and id", async () => {
    const { position } = await eventStore.append("booking-1001", "none", [bookingConfirmed(1001)]);
    await published(position);
    const [message] = await messagesOf(nats.url, eventsStream);
    expect(message?.subject).toBe("culture.v1.booking.confirmed.1001");
    expect(message?.json()).toEqual({
      specversion: "1.0",
      id: bookingEventId(1001),
      source: "/culture",
      type: "BookingConfirmed",
      subject: "booking-1001",
      time: "2026-01-02T03:04:05.678Z",
      datacontenttype: "application/json",
      schemaversion: 1,
      logposition: "100",
      correlationid: bookingEventId(1001),
      causationid: bookingEventId(1001),
      data: expect.objectContaining({ bookingId: 1001, unitAmountCents: 1250 }),
    });
  });

  it("carries id, position, type and schema version in headers", async () => {
    const [message] = await messagesOf(nats.url, eventsStream);
    expect(message?.headers?.get("Nats-Msg-Id")).toBe(bookingEventId(1001));
    expect(message?.headers?.get("Culture-Log-Position")).toBe("100");
    expect(message?.headers?.get("Culture-Event-Type")).toBe("BookingConfirmed");
    expect(message?.headers?.get("Culture-Schema-Version")).toBe("1");
  });

  it("tells nothing of people, and no key that a schema does not know", async () => {
    await eventStore.append("user-5", "none", [newEvent("UserConnected", { userId: 5, connectedAt: "now" })]);
    const used = { bookingId: 1001, usedAt: "2026-01-02T03:04:05.678Z", author: "OFFERER", email: "a@example.com" };
    const { position } = await eventStore.append("booking-1001", 0n, [newEvent("BookingUsed", used)]);
    await published(position);
    const messages = await messagesOf(nats.url, eventsStream);
    expect(messages.map(({ subject }) => subject)).toEqual([
      "culture.v1.booking.confirmed.1001",
      "culture.v1.booking.used.1001",
    ]);
    expect(messages.at(-1)?.string()).not.toContain("example.com");
  });

  it("says where it is and that nothing waits", () => {
    expect(relay.status()).toMatchObject({ role: "active", lagMs: 0, inFlight: 0, published: 2, lastError: undefined });
  });
});

describe.runIf(hasNats())("a relay that starts", () => {
  let nats: TestServer;
  beforeAll(async () => {
    nats = await startTestNats();
  });
  afterAll(() => nats.stop());

  /** Runs a relay until the event at this position is published. */
  const relayUpTo = async (events: number): Promise<void> => {
    const stop = new AbortController();
    const eventStore = memoryEventStore(bookingsLog(events));
    const relay = runRelay({ eventStore, natsUrl: nats.url, logger: silent, signal: stop.signal, leaseMs: 500 });
    await expect.poll(() => relay.status().position, { interval: 5, timeout: 20_000 }).toBe(BigInt(events) * 100n);
    stop.abort();
    await relay.stopped;
  };
  const bookingNumbers = async (): Promise<number[]> =>
    (await messagesOf(nats.url, eventsStream)).map(({ subject }) => Number(subject.split(".").at(-1)));
  const administer = (work: "purge" | "delete") =>
    withNats(nats.url, async (connection) => (await connection.jetstreamManager()).streams[work](eventsStream));

  it("goes on after the last message of the stream, however long ago it was", async () => {
    await relayUpTo(3);
    await relayUpTo(5);
    expect(await bookingNumbers()).toEqual([1, 2, 3, 4, 5]);
  });

  it("publishes nothing again when the messages have aged out", async () => {
    await administer("purge");
    await relayUpTo(7);
    expect(await bookingNumbers()).toEqual([6, 7]);
    expect((await streamState(nats.url, eventsStream)).last_seq).toBe(7);
  });

  it("passes over a message that somebody else published on our subjects", async () => {
    await withNats(nats.url, (connection) => connection.jetstream().publish("culture.v1.test", "hello"));
    await relayUpTo(8);
    const messages = await messagesOf(nats.url, eventsStream);
    expect(messages.map(({ subject }) => subject).slice(-2)).toEqual([
      "culture.v1.test",
      "culture.v1.booking.confirmed.8",
    ]);
  });

  it("fills a stream that was deleted with the whole log", async () => {
    await administer("delete");
    await relayUpTo(9);
    expect(await bookingNumbers()).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9]);
  });

  it("stays before an event that it cannot read, and says so", async () => {
    await administer("delete");
    const eventStore = memoryEventStore(bookingsLog(2));
    await eventStore.append("booking-3", "none", [newEvent("BookingTeleported", { bookingId: 3 })]);
    await eventStore.append("booking-4", "none", [bookingConfirmed(4)]);
    const stop = new AbortController();
    const relay = runRelay({ eventStore, natsUrl: nats.url, logger: silent, signal: stop.signal, leaseMs: 500 });
    await expect.poll(() => relay.status().lastError, { timeout: 20_000 }).toContain("BookingTeleported");
    expect(relay.status().position).toBe(200n);
    stop.abort();
    await relay.stopped;
    expect(await bookingNumbers()).toEqual([1, 2]);
  });
});
