import { FilterOptions, Position, StreamIdentifier, UuidOption } from "../codec/read-messages.js";
import type { MessageOf } from "../codec/schema.js";
import {
  bool,
  bytes,
  Empty,
  int32,
  int64,
  message,
  nested,
  repeated,
  string,
  uint32,
  uint64,
} from "../codec/schema.js";

/** The messages of the PersistentSubscriptions service. Numbers: eventstore-protocol.md, section 2. */

export const Settings = message({
  resolveLinks: bool(1),
  revision: uint64(2),
  extraStatistics: bool(3),
  messageTimeoutTicks: int64(4),
  messageTimeoutMs: int32(14),
  maxRetryCount: int32(5),
  checkpointAfterTicks: int64(6),
  checkpointAfterMs: int32(15),
  minCheckpointCount: int32(7),
  maxCheckpointCount: int32(8),
  maxSubscriberCount: int32(9),
  liveBufferSize: int32(10),
  readBatchSize: int32(11),
  historyBufferSize: int32(12),
  namedConsumerStrategy: uint32(13),
  consumerStrategy: string(16),
});
export type SettingsMessage = MessageOf<typeof Settings>;

const StreamOptions = message({
  identifier: nested(1, StreamIdentifier),
  revision: uint64(2),
  start: nested(3, Empty),
  end: nested(4, Empty),
});
const AllOptions = message({
  position: nested(1, Position),
  start: nested(2, Empty),
  end: nested(3, Empty),
  filter: nested(4, FilterOptions),
  noFilter: nested(5, Empty),
});
const ChangeOptions = message({
  stream: nested(4, StreamOptions),
  all: nested(5, AllOptions),
  identifier: nested(1, StreamIdentifier),
  groupName: string(2),
  settings: nested(3, Settings),
});
export type ChangeOptionsMessage = MessageOf<typeof ChangeOptions>;
/** Create and Update alike. */
export const ChangeRequest = message({ options: nested(1, ChangeOptions) });

export const DeleteRequest = message({
  options: nested(1, message({ identifier: nested(1, StreamIdentifier), all: nested(3, Empty), groupName: string(2) })),
});
export const InfoRequest = message({
  options: nested(1, message({ identifier: nested(1, StreamIdentifier), all: nested(2, Empty), groupName: string(3) })),
});
export const ReplayRequest = message({
  options: nested(
    1,
    message({
      groupName: string(1),
      identifier: nested(2, StreamIdentifier),
      all: nested(3, Empty),
      stopAt: int64(4),
      noLimit: nested(5, Empty),
    }),
  ),
});
const ListedStream = message({ identifier: nested(1, StreamIdentifier), all: nested(2, Empty) });
export const ListRequest = message({
  options: nested(1, message({ everything: nested(1, Empty), stream: nested(2, ListedStream) })),
});

const ReadOptions = message({
  identifier: nested(1, StreamIdentifier),
  all: nested(5, Empty),
  groupName: string(2),
  bufferSize: int32(3),
  uuidOption: nested(4, UuidOption),
});
export type ReadOptionsMessage = MessageOf<typeof ReadOptions>;
/** Ids stay bytes: they are read by `readUuid`, which knows both their forms. */
export const ReadRequest = message({
  options: nested(1, ReadOptions),
  ack: nested(2, message({ ids: repeated(bytes(2)) })),
  nack: nested(3, message({ ids: repeated(bytes(2)), action: uint32(3), reason: string(4) })),
});

const Measurement = message({ key: string(1), value: int64(2) });
export const ConnectionInfo = message({
  from: string(1),
  username: string(2),
  averageItemsPerSecond: int32(3),
  totalItems: int64(4),
  countSinceLastMeasurement: int64(5),
  observedMeasurements: repeated(nested(6, Measurement)),
  availableSlots: int32(7),
  inFlightMessages: int32(8),
  connectionName: string(9),
});
export const SubscriptionInfo = message({
  eventSource: string(1),
  groupName: string(2),
  status: string(3),
  connections: repeated(nested(4, ConnectionInfo)),
  averagePerSecond: int32(5),
  totalItems: int64(6),
  countSinceLastMeasurement: int64(7),
  lastCheckpointedEventPosition: string(8),
  lastKnownEventPosition: string(9),
  resolveLinkTos: bool(10),
  startFrom: string(11),
  messageTimeoutMilliseconds: int32(12),
  extraStatistics: bool(13),
  maxRetryCount: int32(14),
  liveBufferSize: int32(15),
  bufferSize: int32(16),
  readBatchSize: int32(17),
  checkPointAfterMilliseconds: int32(18),
  minCheckPointCount: int32(19),
  maxCheckPointCount: int32(20),
  readBufferCount: int32(21),
  liveBufferCount: int64(22),
  retryBufferCount: int32(23),
  totalInFlightMessages: int32(24),
  outstandingMessagesCount: int32(25),
  namedConsumerStrategy: string(26),
  maxSubscriberCount: int32(27),
  parkedMessageCount: int64(28),
});
export type SubscriptionInfoMessage = MessageOf<typeof SubscriptionInfo>;
export type ConnectionInfoMessage = MessageOf<typeof ConnectionInfo>;
export const InfoAnswer = message({ info: nested(1, SubscriptionInfo) });
export const ListAnswer = message({ subscriptions: repeated(nested(1, SubscriptionInfo)) });
