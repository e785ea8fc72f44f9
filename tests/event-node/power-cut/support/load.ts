import { randomUUID } from "node:crypto";
import { setTimeout as pause } from "node:timers/promises";
import { EventStoreDBClient, jsonEvent, NO_STREAM } from "@eventstore/db-client";
import type { Confirmed } from "./confirmed.js";
import { KEPT } from "./confirmed.js";

type Wish = { readonly stream: string; readonly last: bigint; readonly events: ReturnType<typeof jsonEvent>[] };

/** People who write to a node, and write down what it confirms. */
export type Load = {
  readonly confirmed: readonly Confirmed[];
  /** Everybody writes until the node is gone. What it left unanswered is repeated first when they come again. */
  writeTo(url: string): Promise<void>;
};

const LARGEST_BATCH = 5;
/** How often a writer turns to a new stream, and how often an event is large enough to fill pages of its own. */
const NEW_STREAM = 0.02;
const LARGE = 0.01;

/** `removals`: also streams that are filled, deleted or entombed, and scavenged meanwhile. */
export const createLoad = (writers: number, removals: boolean): Load => {
  const confirmed: Confirmed[] = [];
  const wishes = Array.from({ length: writers }, () => nextWish());
  let doomed = 0;

  const note = (stream: string, ids: Confirmed["ids"], last: bigint, position: bigint | undefined): void => {
    confirmed.push({ at: process.hrtime.bigint(), stream, ids, last, position: position ?? 0n });
  };

  const write = async (client: EventStoreDBClient, writer: number): Promise<void> => {
    for (;;) {
      const { stream, last, events } = wishes[writer] ?? nextWish();
      const expectedRevision = last < 0n ? NO_STREAM : last;
      const answer = await client.appendToStream(stream, events, { expectedRevision });
      note(
        stream,
        events.map(({ id }) => id),
        answer.nextExpectedRevision,
        answer.position?.commit,
      );
      wishes[writer] = nextWish(stream, answer.nextExpectedRevision);
    }
  };

  const remove = async (client: EventStoreDBClient): Promise<void> => {
    for (;;) {
      const stream = `doomed-${doomed++}`;
      for (let part = 0; part < 4; part++) await client.appendToStream(stream, eventsOf(100));
      if (doomed % 2 === 0) {
        const { position } = await client.deleteStream(stream);
        note(`$$${stream}`, [undefined], 0n, position?.commit);
      } else {
        const { position } = await client.tombstoneStream(stream);
        note(stream, [undefined], 2n ** 63n - 1n, position?.commit);
      }
    }
  };

  const scavenge = async (url: string): Promise<void> => {
    for (;;) {
      await fetch(`${url.replace("esdb:", "http:").replace(/\?.*/, "")}/admin/scavenge`, { method: "POST" });
      await pause(100);
    }
  };

  return {
    confirmed,
    writeTo: async (url) => {
      const client = EventStoreDBClient.connectionString(url);
      const people = wishes.map((_, writer) => write(client, writer));
      if (removals) people.push(remove(client), scavenge(url));
      await Promise.allSettled(people); // each ends when the node does
      await client.dispose();
    },
  };
};

const nextWish = (stream?: string, last = -1n): Wish => {
  const events = eventsOf(1 + Math.floor(Math.random() * LARGEST_BATCH));
  if (stream !== undefined && Math.random() >= NEW_STREAM) return { stream, last, events };
  return { stream: `${KEPT}${randomUUID()}`, last: -1n, events };
};

const eventsOf = (count: number): Wish["events"] =>
  Array.from({ length: count }, () => {
    const length = Math.random() < LARGE ? 100_000 : Math.floor(Math.random() * 1500);
    return jsonEvent({ id: randomUUID(), type: "Written", data: { text: "x".repeat(length) } });
  });
