import {
  type AllStreamSubscription,
  END,
  type EventStoreDBClient,
  excludeSystemEvents,
  type Filter,
  type Position,
  type ReadPosition,
  START,
  streamNameFilter,
} from "@eventstore/db-client";
import type { AllOptions, FeedItem, StoredEvent } from "#application/ports/event-store.js";
import { stored } from "#infrastructure/eventstore/convert.js";
import { readError } from "#infrastructure/eventstore/errors.js";

/** After so many times 32 looked-at events a filtered subscription hears how far the server has come. */
const checkpointInterval = 8;

type PushItem = (item: FeedItem) => void;

const filterOf = (categories: readonly string[] | undefined, push: PushItem): Filter => {
  const checkpointReached = async (_: AllStreamSubscription, { commit }: Position): Promise<void> =>
    push({ kind: "checkpoint", position: commit });
  return categories === undefined
    ? excludeSystemEvents({ checkpointInterval, checkpointReached })
    : streamNameFilter({
        prefixes: categories.map((category) => `${category}-`),
        checkpointInterval,
        checkpointReached,
      });
};

const fromPosition = (after: AllOptions["after"]): ReadPosition => {
  if (after === undefined) return START;
  return after === "end" ? END : { commit: after, prepare: after };
};

const isFeedItem = (item: unknown): item is FeedItem => typeof item === "object" && item !== null && "kind" in item;

/**
 * Follows the log: history after a position, then live. Checkpoints and "caught up" are pushed through the client's own
 * stream, so they arrive in order with the events around them, and back-pressure holds for all.
 */
export async function* followAll(
  client: EventStoreDBClient,
  { after, categories, signal }: AllOptions & { readonly signal: AbortSignal },
): AsyncGenerator<FeedItem> {
  if (signal.aborted) return;
  const push: PushItem = (item) => void subscription.push(item);
  const subscription = client.subscribeToAll({
    fromPosition: fromPosition(after),
    filter: filterOf(categories, push),
  });
  subscription.on("caughtUp", () => push({ kind: "caught_up" }));
  const stop = (): void => void subscription.unsubscribe().finally(() => subscription.destroy());
  signal.addEventListener("abort", stop, { once: true });
  try {
    for await (const item of subscription as AsyncIterable<unknown>) {
      if (isFeedItem(item)) yield item;
      else {
        const { event } = item as { readonly event?: Parameters<typeof stored>[0] };
        if (event) yield { kind: "event", event: stored(event) };
      }
    }
  } catch (error) {
    if (!signal.aborted) throw readError(error);
  } finally {
    signal.removeEventListener("abort", stop);
    stop();
  }
  if (!signal.aborted) throw readError(new Error("The event store ended the subscription"));
}

/** Reads the log to its end: a subscription that stops at the moment when history is over. */
export async function* readAll(client: EventStoreDBClient, options: AllOptions = {}): AsyncGenerator<StoredEvent> {
  const done = new AbortController();
  for await (const item of followAll(client, { ...options, signal: done.signal })) {
    if (item.kind === "event") yield item.event;
    if (item.kind === "caught_up") break;
  }
  done.abort();
}
