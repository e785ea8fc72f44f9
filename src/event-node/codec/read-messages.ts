import { field, positionMessage } from "./append-answers.js";
import type { MessageOf } from "./schema.js";
import { bool, bytes, Empty, message, nested, repeated, string, uint32, uint64 } from "./schema.js";

/** Read requests, and the read answers that are not events. Numbers: eventstore-protocol.md, section 2. */

export const StreamIdentifier = message({ name: bytes(3) });
export const Position = message({ commit: uint64(1), prepare: uint64(2) });
export const FilterExpression = message({ regex: string(1), prefixes: repeated(string(2)) });
export const FilterOptions = message({
  streamName: nested(1, FilterExpression),
  eventType: nested(2, FilterExpression),
  window: uint32(3),
  noWindow: nested(4, Empty),
  checkpointMultiplier: uint32(5),
});
export const UuidOption = message({ structured: nested(1, Empty), string: nested(2, Empty) });

const StreamOptions = message({
  identifier: nested(1, StreamIdentifier),
  revision: uint64(2),
  start: nested(3, Empty),
  end: nested(4, Empty),
});
const AllOptions = message({ position: nested(1, Position), start: nested(2, Empty), end: nested(3, Empty) });
export const ReadOptions = message({
  stream: nested(1, StreamOptions),
  all: nested(2, AllOptions),
  direction: uint32(3),
  resolveLinks: bool(4),
  count: uint64(5),
  subscription: nested(6, Empty),
  filter: nested(7, FilterOptions),
  noFilter: nested(8, Empty),
  uuidOption: nested(9, UuidOption),
});
export const ReadRequest = message({ options: nested(1, ReadOptions) });
export type ReadOptionsMessage = MessageOf<typeof ReadOptions>;
export type FilterOptionsMessage = MessageOf<typeof FilterOptions>;

export const CAUGHT_UP = Buffer.from([0x42, 0]);
export const confirmation = (subscriptionId: string): Buffer => field(0x12, field(0x0a, Buffer.from(subscriptionId)));
export const checkpoint = (position: bigint): Buffer => field(0x1a, positionMessage(position));
export const streamNotFound = (name: Buffer): Buffer => field(0x22, field(0x0a, field(0x1a, name)));
