import type { Caller } from "../access/caller.js";
import { isAdmin } from "../access/caller.js";
import type { Guard } from "../access/guard.js";
import { headOf } from "../codec/stored-event.js";
import { streamDeleted } from "../grpc/errors.js";
import type { LogReader, PageLimit } from "../log/reader.js";
import { isMetadataStream, streamOfMetadata } from "../streams/metadata.js";
import type { Stream } from "../streams/stream.js";
import type { Streams } from "../streams/streams.js";
import type { ResolveLink } from "./links.js";
import type { LiveFeed } from "./live-feed.js";

/** What every reader works with. */
export type ReadParts = {
  readonly log: LogReader;
  readonly streams: Streams;
  readonly feed: LiveFeed;
  readonly resolve: ResolveLink;
  readonly guard: Guard;
};

/** What is read from disk at once: enough to make the way through the event loop cheap, little enough to be fair. */
export const PAGE: PageLimit = { events: 256, bytes: 256 * 1024 };

/** Any use of a tombstoned stream, or of its metadata, is an error. */
export const refuseTombstoned = (streams: Streams, name: string): Stream => {
  const stream = streams.get(name);
  const owner = isMetadataStream(name) ? streams.get(streamOfMetadata(name)) : stream;
  if (stream.durable.tombstoned || owner.durable.tombstoned) throw streamDeleted(name);
  return stream;
};

/** Links lead a caller only to what it may read; elsewhere they are links to nothing. */
export const readableBy = ({ resolve, guard }: ReadParts, caller: Caller): ResolveLink => {
  if (isAdmin(caller)) return resolve;
  return (message) => {
    const resolved = resolve(message);
    if (resolved.kind === "event" || resolved.target === undefined) return resolved;
    const readable = guard.allows(caller, "read", headOf(resolved.target.message).stream.toString());
    return readable ? resolved : { kind: "link", target: undefined };
  };
};
