import type { FilterOptionsMessage } from "../codec/read-messages.js";
import type { ChangeOptionsMessage, SettingsMessage } from "./messages.js";
import type { GroupName } from "./names.js";
import { ALL } from "./names.js";
import type { StartAt } from "./places.js";

export const STRATEGIES = ["DispatchToSingle", "RoundRobin", "Pinned", "PinnedByCorrelation"] as const;
export type StrategyName = (typeof STRATEGIES)[number];

/** How a group reads, delivers and keeps its books. Times in milliseconds, sizes in events. */
export type GroupSettings = {
  readonly start: StartAt;
  readonly resolveLinks: boolean;
  readonly extraStatistics: boolean;
  /** 0 gives an event up at the next tick of a second. */
  readonly messageTimeoutMs: number;
  /** Deliveries after the first, before an event is parked. */
  readonly maxRetryCount: number;
  readonly checkpointAfterMs: number;
  readonly minCheckpointCount: number;
  readonly maxCheckpointCount: number;
  /** 0 is any number. */
  readonly maxSubscriberCount: number;
  readonly liveBufferSize: number;
  readonly readBatchSize: number;
  readonly historyBufferSize: number;
  readonly strategy: StrategyName;
};

/** Which events of `$all`: by stream name or by event type, by a regular expression or by prefixes. */
export type GroupFilter = {
  readonly by: "stream" | "type";
  readonly regex: string;
  readonly prefixes: readonly string[];
};

/** All that is kept about a group for good. */
export type Definition = GroupName & { readonly settings: GroupSettings; readonly filter?: GroupFilter };

/** What a caller asks for, before anything is checked but the name of the strategy, which may be unknown. */
export type Asked = { readonly name: GroupName; readonly settings: GroupSettings; readonly filter?: GroupFilter };

const END = 2n ** 64n - 1n;
const TICKS_PER_MILLISECOND = 10_000n;
const DEFAULT_MESSAGE_TIMEOUT_MS = 30_000;
const DEFAULT_CHECKPOINT_AFTER_MS = 2000;

/** Reads Create and Update. The client sends streams in the older of two forms: the name beside the settings. */
export const askedIn = (options: ChangeOptionsMessage): Asked => {
  const { all, stream, identifier, groupName: group = "", settings = {} } = options;
  if (all !== undefined) {
    const start = startIn(all.start, all.end, all.position === undefined ? undefined : (all.position.commit ?? 0n));
    const filter = filterIn(all.filter);
    const asked = { name: { source: ALL, group }, settings: settingsIn(settings, start) };
    return filter === undefined ? asked : { ...asked, filter };
  }
  const source = (stream?.identifier ?? identifier)?.name?.toString() ?? "";
  const start =
    stream === undefined
      ? startIn(undefined, undefined, settings.revision)
      : startIn(stream.start, stream.end, stream.revision);
  return { name: { source, group }, settings: settingsIn(settings, start) };
};

const startIn = (start: object | undefined, end: object | undefined, at: bigint | undefined): StartAt => {
  if (end !== undefined || at === END) return "end";
  return start === undefined ? (at ?? 0n) : 0n;
};

const filterIn = (filter: NonNullable<ChangeOptionsMessage["all"]>["filter"] | undefined): GroupFilter | undefined => {
  const expression = filter?.streamName ?? filter?.eventType;
  if (filter === undefined || expression === undefined) return undefined;
  const { regex = "", prefixes = [] } = expression;
  return { by: filter.streamName === undefined ? "type" : "stream", regex, prefixes };
};

const settingsIn = (asked: SettingsMessage, start: StartAt): GroupSettings => ({
  start,
  resolveLinks: asked.resolveLinks ?? false,
  extraStatistics: asked.extraStatistics ?? false,
  messageTimeoutMs: milliseconds(asked.messageTimeoutMs, asked.messageTimeoutTicks, DEFAULT_MESSAGE_TIMEOUT_MS),
  maxRetryCount: asked.maxRetryCount ?? 0,
  checkpointAfterMs: milliseconds(asked.checkpointAfterMs, asked.checkpointAfterTicks, DEFAULT_CHECKPOINT_AFTER_MS),
  minCheckpointCount: asked.minCheckpointCount ?? 0,
  maxCheckpointCount: asked.maxCheckpointCount ?? 0,
  maxSubscriberCount: asked.maxSubscriberCount ?? 0,
  liveBufferSize: asked.liveBufferSize ?? 0,
  readBatchSize: asked.readBatchSize ?? 0,
  historyBufferSize: asked.historyBufferSize ?? 0,
  strategy: strategyIn(asked),
});

const milliseconds = (inMs: number | undefined, ticks: bigint | undefined, otherwise: number): number =>
  inMs ?? (ticks === undefined ? otherwise : Number(ticks / TICKS_PER_MILLISECOND));

/** A name that no strategy has is kept as it is, to be refused by name. */
const strategyIn = ({ consumerStrategy, namedConsumerStrategy = 0 }: SettingsMessage): StrategyName => {
  const name = consumerStrategy ?? STRATEGIES[namedConsumerStrategy] ?? String(namedConsumerStrategy);
  return name as StrategyName;
};

/** Why a group cannot be made of this; undefined when it can. `end` is the last position of `$all`. */
export const faultOf = (
  { name: { source, group }, settings }: Asked,
  isAll: boolean,
  end: bigint,
): string | undefined => {
  const { readBatchSize, historyBufferSize, start, strategy } = settings;
  if (source === "") return "The stream name is empty";
  if (group === "") return "The group name is empty";
  if (source === ALL && !isAll) return "$all is subscribed to by the options for all, not by a stream of this name";
  if (!STRATEGIES.includes(strategy)) return `Consumer strategy ${strategy} does not exist`;
  for (const [setting, value] of Object.entries(settings)) {
    if (typeof value === "number" && value < 0) return `${setting} must not be negative, and is ${value}`;
  }
  if (readBatchSize >= historyBufferSize)
    return `Read batch size must be below the history buffer size of ${historyBufferSize}, and is ${readBatchSize}`;
  if (isAll && start !== "end" && start > end) return `Start position ${start} is beyond the end of the log at ${end}`;
  return undefined;
};

/** The filter as requests have it. Its window and checkpoints are not for persistent subscriptions. */
export const filterOptionsOf = ({ by, regex, prefixes }: GroupFilter): FilterOptionsMessage => ({
  [by === "stream" ? "streamName" : "eventType"]: { regex, prefixes },
});
