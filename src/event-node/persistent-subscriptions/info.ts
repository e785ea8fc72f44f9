import type { Consumer } from "./consumer.js";
import type { Group } from "./group.js";
import type { ConnectionInfoMessage, SubscriptionInfoMessage } from "./messages.js";
import type { Place } from "./places.js";
import { placeText, startText } from "./places.js";

/** A group as GetInfo and List tell it (eventstore-protocol.md, section 6.3). Begins a new measurement. */
export const infoOf = (group: Group, now: number): SubscriptionInfoMessage => {
  const { definition, backlog, feeder, ledger } = group;
  const { source, settings } = definition;
  const text = (place: Place | undefined): string => (place === undefined ? "" : placeText(source, place));
  const delivered = group.deliveries.measure(now);
  return {
    eventSource: source,
    groupName: definition.group,
    status: statusOf(group),
    connections: [...group.consumers].map((consumer) => connectionOf(consumer, settings.extraStatistics, now)),
    averagePerSecond: delivered.perSecond,
    totalItems: BigInt(delivered.total),
    countSinceLastMeasurement: BigInt(delivered.since),
    lastCheckpointedEventPosition: text(ledger.checkpoints.stored),
    lastKnownEventPosition: text(ledger.progress.known),
    resolveLinkTos: settings.resolveLinks,
    startFrom: startText(source, settings.start),
    messageTimeoutMilliseconds: settings.messageTimeoutMs,
    extraStatistics: settings.extraStatistics,
    maxRetryCount: settings.maxRetryCount,
    liveBufferSize: settings.liveBufferSize,
    bufferSize: settings.historyBufferSize,
    readBatchSize: settings.readBatchSize,
    checkPointAfterMilliseconds: settings.checkpointAfterMs,
    minCheckPointCount: settings.minCheckpointCount,
    maxCheckPointCount: settings.maxCheckpointCount,
    readBufferCount: feeder.live ? 0 : backlog.freshCount,
    liveBufferCount: BigInt(feeder.live ? backlog.freshCount : 0),
    retryBufferCount: backlog.retryCount + backlog.replayCount,
    totalInFlightMessages: group.inFlight.size,
    outstandingMessagesCount: group.inFlight.size,
    namedConsumerStrategy: settings.strategy,
    maxSubscriberCount: settings.maxSubscriberCount,
    parkedMessageCount: ledger.parkedCount,
  };
};

const statusOf = ({ feeder, ledger }: Group): string =>
  [
    ...(feeder.live ? [] : ["Behind"]),
    ...(ledger.replay.active ? ["ReplayingParkedMessages"] : []),
    ...(feeder.live ? ["Live"] : []),
  ].join(", ");

const connectionOf = (consumer: Consumer, extraStatistics: boolean, now: number): ConnectionInfoMessage => {
  const delivered = consumer.deliveries.measure(now);
  return {
    from: "",
    username: consumer.call.caller.login,
    averageItemsPerSecond: delivered.perSecond,
    totalItems: BigInt(delivered.total),
    countSinceLastMeasurement: BigInt(delivered.since),
    ...(extraStatistics ? { observedMeasurements: consumer.latencies.summary() } : {}),
    availableSlots: Math.max(0, consumer.options.bufferSize - consumer.inFlight),
    inFlightMessages: consumer.inFlight,
    connectionName: consumer.connectionName,
  };
};
