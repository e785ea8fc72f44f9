import type { Event } from "@event-driven-io/emmett";
import { STREAM_DOES_NOT_EXIST } from "@event-driven-io/emmett";
import { getEventStoreDBEventStore } from "@event-driven-io/emmett-esdb";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { StoreUnderTest } from "./store.js";
import { failureOf, freshStream, openStoreUnderTest } from "./store.js";

/** Emmett keeps its events in EventStoreDB through emmett-esdb: the same client, in the hands of another library. */

let store: StoreUnderTest;
let emmett: ReturnType<typeof getEventStoreDBEventStore>;
beforeAll(async () => {
  store = await openStoreUnderTest();
  emmett = getEventStoreDBEventStore(store.client);
});
afterAll(() => store.stop());

type SeatTaken = Event<"SeatTaken", { seat: number }>;
const taken = (seat: number): SeatTaken => ({ type: "SeatTaken", data: { seat } });
const room = {
  initialState: (): number[] => [],
  evolve: (seats: number[], { data }: SeatTaken): number[] => [...seats, data.seat],
};

describe("emmett-esdb", () => {
  it("appends and reads, with the place of each event", async () => {
    const stream = freshStream("room");
    const appended = await emmett.appendToStream(stream, [taken(1), taken(2)]);
    expect(appended.nextExpectedStreamVersion).toBe(1n);
    const { events, currentStreamVersion, streamExists } = await emmett.readStream<SeatTaken>(stream);
    expect(events.map(({ data, metadata }) => [data.seat, metadata.streamPosition])).toEqual([
      [1, 0n],
      [2, 1n],
    ]);
    expect(events.at(-1)?.metadata.globalPosition).toBe(appended.lastEventGlobalPosition);
    expect({ currentStreamVersion, streamExists }).toEqual({ currentStreamVersion: 1n, streamExists: true });
  });

  it("finds no stream where none is", async () => {
    const { events, streamExists } = await emmett.readStream<SeatTaken>(freshStream("room"));
    expect({ events, streamExists }).toEqual({ events: [], streamExists: false });
  });

  it("is told of a version that is not the expected one", async () => {
    const stream = freshStream("room");
    await emmett.appendToStream(stream, [taken(1)], { expectedStreamVersion: STREAM_DOES_NOT_EXIST });
    const late = emmett.appendToStream(stream, [taken(2)], { expectedStreamVersion: STREAM_DOES_NOT_EXIST });
    expect(await failureOf(late)).toMatchObject({ errorCode: 412, current: "0", expected: STREAM_DOES_NOT_EXIST });
    const early = emmett.appendToStream(stream, [taken(2)], { expectedStreamVersion: 5n });
    expect(await failureOf(early)).toMatchObject({ errorCode: 412, current: "0", expected: "5" });
  });

  it("folds the events into a state, and goes on at the version that led to it", async () => {
    const stream = freshStream("room");
    await emmett.appendToStream(stream, [taken(1), taken(2)]);
    const { state, currentStreamVersion } = await emmett.aggregateStream<number[], SeatTaken>(stream, room);
    expect(state).toEqual([1, 2]);
    const next = await emmett.appendToStream(stream, [taken(3)], { expectedStreamVersion: currentStreamVersion });
    expect(next.nextExpectedStreamVersion).toBe(2n);
  });

  it.each([
    ["a stream", (stream: string) => ({ stream })],
    ["$all", () => ({ stream: "$all" })],
  ])("consumes %s, history and what comes, until it has seen enough", async (_, from) => {
    const stream = freshStream("room");
    await emmett.appendToStream(stream, [taken(1), taken(2)]);
    const seats: number[] = [];
    const consumer = emmett.consumer<SeatTaken>({ from: from(stream) });
    consumer.processor({
      startFrom: "BEGINNING",
      eachMessage: async ({ data, metadata }) => {
        if (metadata.streamName !== stream) return;
        seats.push(data.seat);
        if (data.seat === 2) await emmett.appendToStream(stream, [taken(3)]);
      },
      stopAfter: ({ data, metadata }) => metadata.streamName === stream && data.seat === 3,
    });
    await consumer.start();
    expect(seats).toEqual([1, 2, 3]);
  });
});
