import { randomUUID } from "node:crypto";
import type { AllStreamResolvedEvent, JSONEventType, ResolvedEvent, StreamingRead } from "@eventstore/db-client";
import { EventStoreDBClient, jsonEvent } from "@eventstore/db-client";
import { openServerUnderTest } from "./server.js";

export { failureOf, freshStream } from "./server.js";

/** The server under test and a client for it. Its log may hold anything already. */
export type StoreUnderTest = {
  readonly url: string;
  readonly client: EventStoreDBClient;
  stop(): Promise<void>;
};

export const openStoreUnderTest = async (): Promise<StoreUnderTest> => {
  const { url, stop } = await openServerUnderTest();
  const client = EventStoreDBClient.connectionString(url);
  return {
    url,
    client,
    stop: async () => {
      await client.dispose();
      await stop();
    },
  };
};

export type Noted = JSONEventType<"Noted", { n: number }, unknown>;
export const noted = (n: number, id: string = randomUUID()): ReturnType<typeof jsonEvent<Noted>> =>
  jsonEvent<Noted>({ type: "Noted", data: { n }, id });

export const notedUpTo = (count: number): ReturnType<typeof noted>[] =>
  Array.from({ length: count }, (_, n) => noted(n));

/** Everything that a read yields. */
export const all = async <E extends ResolvedEvent | AllStreamResolvedEvent>(read: StreamingRead<E>): Promise<E[]> => {
  const events: E[] = [];
  for await (const event of read) events.push(event);
  return events;
};

/** The `n` of noted events, in the order of reading. */
export const numbersOf = (events: readonly (ResolvedEvent | AllStreamResolvedEvent)[]): number[] =>
  events.map(({ event }) => (event === undefined ? -1 : (event.data as { n: number }).n));

export const revisionsOf = (events: readonly (ResolvedEvent | AllStreamResolvedEvent)[]): bigint[] =>
  events.map(({ event }) => event?.revision ?? -1n);
