import { randomUUID } from "node:crypto";
import { setImmediate as nextTurn } from "node:timers/promises";
import { CAUGHT_UP, checkpoint, confirmation } from "../codec/read-messages.js";
import type { Call } from "../grpc/call.js";
import { streamDeleted } from "../grpc/errors.js";
import { MAX_REVISION } from "../log/keys.js";
import type { LoggedEvent, Page, StreamEvent } from "../log/reader.js";
import { ALL_STREAM } from "../streams/stream.js";
import type { Filter } from "./filters.js";
import type { Bell } from "./live-feed.js";
import type { ReadParts } from "./parts.js";
import { PAGE, readableBy, refuseTombstoned } from "./parts.js";
import type { ParsedRead } from "./read-request.js";
import { createRender } from "./render.js";
import { allSource, liveStreamSource, visibleStreamSource } from "./sources.js";

/** A live subscriber that has this many events waiting, because it reads slowly, is back to reading history. */
const LIVE_BUFFER = 32;

/** Where a subscription reads: history as readers see it, then everything as it comes. */
type Followed = {
  history(): Page<LoggedEvent>;
  live(): Page<LoggedEvent>;
  /** Called when history has ended. */
  goLive(): void;
  /** Called when a live subscriber has fallen behind. */
  goBack(): void;
};

/** A catch-up subscription: confirmation, history, caught_up, live events; ends only with an error (section 4.2). */
export const subscribe = async (
  parts: ReadParts,
  call: Call,
  read: ParsedRead,
  closed: (() => void)[],
): Promise<void> => {
  const { stream } = read;
  if (stream !== undefined) refuseTombstoned(parts.streams, stream);
  const bell = parts.feed.follow(stream);
  closed.push(() => bell.close());
  const followed = stream === undefined ? followAll(parts, read) : followStream(parts, stream, read);
  call.send(confirmation(randomUUID()));
  await follow(call, bell, followed, deliverTo(parts, call, read));
};

type Deliver = { page(events: readonly LoggedEvent[]): void; historyEnded(): void };

const follow = async (call: Call, bell: Bell, followed: Followed, deliver: Deliver): Promise<void> => {
  let live = false;
  let fellBehind = false;
  while (!call.over) {
    const { events, atEnd } = live ? followed.live() : followed.history();
    if (live && fellBehind && events.length > LIVE_BUFFER) {
      live = false;
      followed.goBack();
    }
    deliver.page(events);
    fellBehind = !call.ready;
    if (!atEnd) {
      if (call.ready) await nextTurn();
      else await call.drained();
      continue;
    }
    if (!live) {
      live = true;
      followed.goLive();
      deliver.historyEnded();
      continue; // what was committed meanwhile is read before waiting
    }
    await bell.rung();
  }
};

const deliverTo = (parts: ReadParts, call: Call, read: ParsedRead): Deliver => {
  const render = createRender(read, readableBy(parts, call.caller));
  const { stream, filter } = read;
  const mark = filter === undefined ? undefined : checkpoints(call, filter);
  const deliver = (event: LoggedEvent): void => {
    if (filter === undefined || filter.matches(event.message)) call.send(render(event));
    mark?.considered(event.position);
    if (stream !== undefined && (event as StreamEvent).revision === MAX_REVISION) call.fail(streamDeleted(stream));
  };
  return {
    page: (events) => {
      // Again with every page: who may no longer read is told so instead of being sent more.
      if (events.length > 0) parts.guard.require(call.caller, "read", stream ?? ALL_STREAM);
      for (const event of events) deliver(event);
    },
    historyEnded: () => {
      mark?.historyEnded();
      call.send(CAUGHT_UP);
    },
  };
};

/** Tells a filtered subscriber how far the log was looked at, so that it need not start from its last match again. */
const checkpoints = (
  call: Call,
  { checkpointInterval }: Filter,
): { considered(position: bigint): void; historyEnded(): void } => {
  let since = 0;
  let last = 0n;
  let sent = 0n;
  const send = (): void => {
    call.send(checkpoint(last));
    sent = last;
    since = 0;
  };
  return {
    considered: (position) => {
      last = position;
      since += 1;
      if (since >= checkpointInterval) send();
    },
    historyEnded: () => {
      if (last > sent) send();
    },
  };
};

const followAll = ({ log }: ReadParts, { from }: ParsedRead): Followed => {
  const start = from === "start" ? 0n : from === "end" ? log.tail().last + 1n : from + 1n;
  const source = allSource(log, "forwards", start);
  const next = (): Page<LoggedEvent> => source.next(PAGE);
  return { history: next, live: next, goLive: () => undefined, goBack: () => undefined };
};

const followStream = ({ log, streams }: ReadParts, stream: string, { from }: ParsedRead): Followed => {
  const lookUp = (): ReturnType<typeof streams.get> => streams.get(stream);
  let next = from === "start" ? 0n : from === "end" ? lookUp().durable.last + 1n : from + 1n;
  let source = visibleStreamSource(log, lookUp, "forwards", next);
  const read = (): Page<StreamEvent> => {
    const page = source.next(PAGE);
    const last = page.events.at(-1);
    if (last !== undefined) next = last.revision + 1n;
    return page;
  };
  return {
    history: read,
    live: read,
    goLive: () => {
      const { last } = lookUp().durable;
      if (last === MAX_REVISION) throw streamDeleted(stream);
      if (next <= last) next = last + 1n;
      source = liveStreamSource(log, lookUp, next);
    },
    goBack: () => {
      source = visibleStreamSource(log, lookUp, "forwards", next);
    },
  };
};
