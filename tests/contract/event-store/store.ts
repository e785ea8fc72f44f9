import { randomUUID } from "node:crypto";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { AllStreamResolvedEvent, JSONEventType, ResolvedEvent, StreamingRead } from "@eventstore/db-client";
import { EventStoreDBClient, jsonEvent } from "@eventstore/db-client";
import { startEventNode } from "#event-node/event-node.js";

/** The store under test: the event node, or the server that EVENTSTORE_URL names. Its log may hold anything already. */
export type StoreUnderTest = {
  readonly url: string;
  readonly client: EventStoreDBClient;
  stop(): Promise<void>;
};

export const openStoreUnderTest = async (): Promise<StoreUnderTest> => {
  const given = process.env["EVENTSTORE_URL"];
  if (given !== undefined && given !== "") {
    const client = EventStoreDBClient.connectionString(given);
    return { url: given, client, stop: () => client.dispose() };
  }
  const dataDir = await mkdtemp(join(tmpdir(), "event-node-"));
  const node = await startEventNode({ port: 0, dataDir });
  const client = EventStoreDBClient.connectionString(node.connectionString);
  const stop = async (): Promise<void> => {
    await client.dispose();
    await node.stop();
    await rm(dataDir, { recursive: true, force: true });
  };
  return { url: node.connectionString, client, stop };
};

/** A stream that nobody else uses. */
export const freshStream = (prefix = "contract"): string => `${prefix}-${randomUUID()}`;

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

/** The error of something that must fail. */
export const failureOf = async (work: Promise<unknown>): Promise<Error & Record<string, unknown>> => {
  const outcome = await work.then(
    (value) => ({ value }),
    (error: Error & Record<string, unknown>) => ({ error }),
  );
  if ("error" in outcome) return outcome.error;
  throw new Error(
    `Expected a failure, got ${JSON.stringify(outcome.value, (_, v) => (typeof v === "bigint" ? `${v}` : v))}`,
  );
};
