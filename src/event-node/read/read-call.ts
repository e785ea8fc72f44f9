import { setImmediate as nextTurn } from "node:timers/promises";
import { streamNotFound } from "../codec/read-messages.js";
import type { Call } from "../grpc/call.js";
import type { Handler } from "../grpc/server.js";
import { MAX_REVISION } from "../log/keys.js";
import type { LoggedEvent } from "../log/reader.js";
import { NOTHING_WRITTEN } from "../streams/expected-revision.js";
import { isSoftDeleted } from "../streams/metadata.js";
import { ALL_STREAM } from "../streams/stream.js";
import type { ReadParts } from "./parts.js";
import { PAGE, readableBy, refuseTombstoned } from "./parts.js";
import type { ParsedRead, Start } from "./read-request.js";
import { parseRead } from "./read-request.js";
import { createRender } from "./render.js";
import type { Source } from "./sources.js";
import { allSource, visibleStreamSource } from "./sources.js";
import { subscribe } from "./subscribe.js";

/** A position behind everything. */
const END = 2n ** 64n - 1n;

/** Streams.Read: one call for reads and for catch-up subscriptions. */
export const readCall =
  (parts: ReadParts): Handler =>
  (call) => {
    let begun = false;
    const closed: (() => void)[] = [];
    call.listen({
      onMessage: (message) => {
        if (begun) return;
        begun = true;
        const read = parseRead(message);
        parts.guard.require(call.caller, "read", read.stream ?? ALL_STREAM);
        const work =
          read.count === undefined ? subscribe(parts, call, read, closed) : readOnce(parts, call, read, read.count);
        work.catch((error: unknown) => call.fail(error));
      },
      onHalfClose: () => undefined,
      onClosed: () => {
        for (const close of closed) close();
      },
    });
  };

const readOnce = async (parts: ReadParts, call: Call, read: ParsedRead, count: bigint): Promise<void> => {
  const source = sourceOf(parts, call, read);
  if (source !== undefined)
    await sendPages(source, call, read, count, createRender(read, readableBy(parts, call.caller)));
  call.end();
};

const sendPages = async (
  source: Source<LoggedEvent>,
  call: Call,
  { filter }: ParsedRead,
  count: bigint,
  render: (event: LoggedEvent) => Buffer,
): Promise<void> => {
  for (let left = count; ; ) {
    const limit = filter === undefined && left < PAGE.events ? { ...PAGE, events: Number(left) } : PAGE;
    const { events, atEnd } = source.next(limit);
    for (const event of events) {
      if (filter !== undefined && !filter.matches(event.message)) continue;
      call.send(render(event));
      left -= 1n;
      if (left === 0n) return;
    }
    if (atEnd) return;
    if (call.ready) await nextTurn();
    else await call.drained();
    if (call.over) return;
  }
};

/** Where to read; undefined when the answer is already given, because there is no such stream. */
const sourceOf = ({ log, streams }: ReadParts, call: Call, read: ParsedRead): Source<LoggedEvent> | undefined => {
  const { stream, direction, from } = read;
  if (stream === undefined) return allSource(log, direction, numbered(from, 0n, END));
  const { durable, nameBytes } = refuseTombstoned(streams, stream);
  if (durable.last === NOTHING_WRITTEN || isSoftDeleted(durable.metadata)) {
    call.send(streamNotFound(nameBytes));
    return undefined;
  }
  return visibleStreamSource(log, () => streams.get(stream), direction, numbered(from, 0n, MAX_REVISION));
};

const numbered = (from: Start, start: bigint, end: bigint): bigint =>
  from === "start" ? start : from === "end" ? end : from;
