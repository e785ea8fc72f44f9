import { field, number64 } from "../codec/append-answers.js";
import { bodyOf, headOf, LINK_TYPE, recordedIn } from "../codec/stored-event.js";
import type { LoggedEvent, LogReader } from "../log/reader.js";
import { isSoftDeleted } from "../streams/metadata.js";
import type { Streams } from "../streams/streams.js";
import { isExpired, visibleRange } from "./visibility.js";

/** `event`: nothing to resolve. `target` undefined: the link leads nowhere (any more). */
export type Resolved = { readonly kind: "event" } | { readonly kind: "link"; readonly target: LoggedEvent | undefined };

export type ResolveLink = (message: Buffer) => Resolved;

const LINK_BYTES = Buffer.from(LINK_TYPE);
const PLAIN: Resolved = { kind: "event" };
const LARGEST_DIGITS = 19;

/** Follows `$>` events, whose data is `<revision>@<stream>`, to what readers may see of their target (section 4.3). */
export const createLinkResolver =
  (log: LogReader, streams: Streams): ResolveLink =>
  (message) => {
    if (!headOf(message).type.equals(LINK_BYTES)) return PLAIN;
    const text = bodyOf(message).data.toString();
    const at = text.indexOf("@");
    const digits = text.slice(0, Math.max(at, 0));
    if (!/^\d+$/.test(digits) || digits.length > LARGEST_DIGITS || at === text.length - 1) return PLAIN;
    return { kind: "link", target: visibleEvent(log, streams, text.slice(at + 1), BigInt(digits)) };
  };

const visibleEvent = (log: LogReader, streams: Streams, name: string, revision: bigint): LoggedEvent | undefined => {
  const { number, durable } = streams.get(name);
  if (number === 0 || durable.tombstoned || isSoftDeleted(durable.metadata)) return undefined;
  const range = visibleRange(durable, Date.now());
  if (revision < range.first || revision > range.last) return undefined;
  const event = log.eventAt(number, revision);
  return event === undefined || isExpired(event.message, range) ? undefined : event;
};

/** A ReadResp with the target as `event` and the link beside it; a broken link has the link alone. */
export const linkMessage = (link: LoggedEvent, target: LoggedEvent | undefined): Buffer =>
  field(
    0x0a,
    Buffer.concat([
      ...(target === undefined ? [] : [field(0x0a, recordedIn(target.message))]),
      field(0x12, recordedIn(link.message)),
      number64(0x18, link.position),
    ]),
  );
