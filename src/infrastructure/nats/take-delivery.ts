import { UnreadableEvent } from "#domain/event-catalogue.js";
import type { HandledEvents } from "#infrastructure/nats/handled-events.js";
import type { Delivery } from "#infrastructure/nats/pull.js";
import { readWorkerEvent } from "#infrastructure/nats/worker-event.js";
import type { DeadLetter, Deliver } from "#workers/feed.js";
import type { Worker, WorkerEvent } from "#workers/worker.js";

export interface Taking {
  readonly worker: Worker;
  readonly delivery: Delivery;
  readonly deliver: Deliver;
  readonly handled: HandledEvents;
  readonly bury: (letter: DeadLetter) => Promise<void>;
}

/**
 * What happens to one delivery. It is acknowledged only after it was handled and that is remembered, or after it lies with
 * the dead letters.
 */
export const takeDelivery = async ({ worker, delivery, deliver, handled, bury }: Taking): Promise<void> => {
  const deadLetter = (eventId: string, reason: string): DeadLetter => ({
    worker: worker.name,
    eventId,
    reason,
    attempts: delivery.count,
    failedAt: new Date().toISOString(),
    event: parsedIfPossible(delivery.body),
  });
  const read = readOrReason(delivery.body);
  if ("reason" in read) {
    await bury(deadLetter(idOf(delivery), read.reason));
    return delivery.acknowledge();
  }
  const { event } = read;
  if (!worker.events.includes(event.type)) return delivery.acknowledge();
  // Handled before, and only the acknowledgement was lost. First deliveries are looked up too: a server that was killed
  // forgets the acknowledgements of its last seconds, and counts from one again.
  if (await handled.has(event.id)) return delivery.acknowledge();

  const verdict = await deliver(event, delivery.count);
  if (verdict.kind === "again") return delivery.again(verdict.afterMs);
  if (verdict.kind === "done") await handled.add(event.id);
  else await bury(deadLetter(event.id, verdict.reason));
  return delivery.acknowledge();
};

const readOrReason = (body: string): { readonly event: WorkerEvent } | { readonly reason: string } => {
  try {
    return { event: readWorkerEvent(body) };
  } catch (error) {
    if (error instanceof UnreadableEvent) return { reason: error.message };
    throw error;
  }
};

/** For a message that is no event of ours: the id that its publisher gave it, or its place. */
const idOf = ({ headers, sequence }: Delivery): string => {
  const id = headers?.get("Nats-Msg-Id") ?? "";
  return /^[\w-]+$/.test(id) ? id : `sequence-${sequence}`;
};

const parsedIfPossible = (body: string): unknown => {
  try {
    return JSON.parse(body);
  } catch {
    return body;
  }
};
