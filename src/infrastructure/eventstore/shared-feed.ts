import type { AllOptions, EventStore, FeedItem } from "#application/ports/event-store.js";
import { createTail, type Tail } from "#infrastructure/eventstore/tail.js";

/** A follower of the tail hears how far it has come after so many events of others. */
const checkpointEvery = 256;

/**
 * The same event store for a process with many followers: each reads its own history, and once it has caught up they all
 * share one subscription, so that an event is sent and decoded once and not once for each of them. What a follower sees
 * does not change: its categories, in log order, nothing lost, nothing twice.
 */
export const shareFeed = (eventStore: EventStore): EventStore => {
  const tail = createTail(eventStore);
  return {
    ...eventStore,
    subscribeAll: (options) =>
      options.after === "end" ? eventStore.subscribeAll(options) : follow(eventStore, tail, options),
  };
};

async function* follow(
  eventStore: EventStore,
  tail: Tail,
  { after, categories, signal }: AllOptions & { readonly signal: AbortSignal },
): AsyncGenerator<FeedItem> {
  let position = after === "end" ? undefined : after;
  while (!signal.aborted) {
    let isLive = false;
    for await (const item of eventStore.subscribeAll({ after: position, categories, signal })) {
      yield item;
      if (item.kind === "caught_up") isLive = true;
      else position = item.kind === "event" ? item.event.position : item.position;
      if (!isLive || position === undefined) continue;
      tail.begin(position);
      if (tail.covers(position)) break;
    }
    if (signal.aborted || position === undefined) return;
    let skipped = 0;
    for await (const event of tail.after(position, signal)) {
      position = event.position;
      const isWanted =
        categories === undefined || categories.includes(event.stream.slice(0, event.stream.indexOf("-")));
      skipped = isWanted ? 0 : skipped + 1;
      if (isWanted) yield { kind: "event", event };
      else if (skipped % checkpointEvery === 0) yield { kind: "checkpoint", position };
    }
  }
}
