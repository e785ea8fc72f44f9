import { randomUUID } from "node:crypto";
import { z } from "zod";
import type { EventStore, ExpectedRevision } from "#application/ports/event-store.js";
import type { Worker } from "#workers/worker.js";

/** How far a worker has come in the event log. */
export interface Checkpoint {
  /** Undefined: before the first event. */
  position(): bigint | undefined;
  /**
   * Everything up to this position is dealt with. Durable when it resolves. Throws WrongExpectedRevision when another process
   * runs the same worker.
   */
  advance(position: bigint): Promise<void>;
}

const advanced = z.object({ position: z.string().regex(/^\d+$/) });

/** Where a worker stands; one that never ran starts where its definition says. Undefined when the signal aborts meanwhile. */
export const readCheckpoint = async (
  eventStore: EventStore,
  worker: Worker,
  signal: AbortSignal,
): Promise<Checkpoint | undefined> => {
  const stream = `workerCheckpoint-${worker.name}`;
  const last = await eventStore.readLast(stream);
  let revision: ExpectedRevision = last?.revision ?? "none";
  let position = last === undefined ? undefined : BigInt(advanced.parse(last.data).position);
  const advance = async (to: bigint): Promise<void> => {
    const data = { position: to.toString() } satisfies z.infer<typeof advanced>;
    const event = { id: randomUUID(), type: "WorkerAdvanced", data, metadata: { schemaVersion: 1 } };
    revision = (await eventStore.append(stream, revision, [event])).revision;
    position = to;
  };
  if (last === undefined) {
    await eventStore.keepLast(stream, 1);
    if (worker.startFrom === "now") await advance((await endOfLog(eventStore, signal)) ?? 0n);
  }
  return signal.aborted ? undefined : { position: () => position, advance };
};

/** Reads the whole log once: only for a worker that starts its life from now on. */
const endOfLog = async (eventStore: EventStore, signal: AbortSignal): Promise<bigint | undefined> => {
  let end: bigint | undefined;
  for await (const { position } of eventStore.readAll()) {
    if (signal.aborted) break;
    end = position;
  }
  return end;
};
