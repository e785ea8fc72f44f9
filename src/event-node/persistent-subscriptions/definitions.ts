import { z } from "zod";
import { systemEvent } from "../append/system-event.js";
import { bodyOf } from "../codec/stored-event.js";
import { later } from "../log/revisions.js";
import { isSoftDeleted } from "../streams/metadata.js";
import type { Parts } from "./books.js";
import { keepNewest, write } from "./books.js";
import { CONFIG_STREAM } from "./names.js";
import { parseStart, startText } from "./places.js";
import type { Definition } from "./settings.js";
import { STRATEGIES } from "./settings.js";

const CONFIG_TYPE = "$PersistentConfig";
const VERSION = "2";
const KEPT = 2;

const count = z.number().int().nonnegative();
const Start = z.string().transform((text, context) => {
  const start = parseStart(text);
  if (start !== undefined) return start;
  context.addIssue({ code: "custom", message: `${text} is neither a revision nor a position` });
  return z.NEVER;
});
const StoredGroup = z.object({
  stream: z.string(),
  group: z.string(),
  startPosition: Start,
  resolveLinkTos: z.boolean(),
  extraStatistics: z.boolean(),
  messageTimeout: count,
  maxRetryCount: count,
  checkPointAfter: count,
  minCheckPointCount: count,
  maxCheckPointCount: count,
  maxSubscriberCount: count,
  liveBufferSize: count,
  readBatchSize: count,
  historyBufferSize: count,
  namedConsumerStrategy: z.enum(STRATEGIES),
  filter: z.object({ by: z.enum(["stream", "type"]), regex: z.string(), prefixes: z.array(z.string()) }).optional(),
});
const StoredConfig = z.object({ version: z.literal(VERSION), entries: z.array(StoredGroup) });

/** Writes down all groups there are, in one event. Resolves when it is on disk. */
export const saveDefinitions = async (parts: Parts, definitions: readonly Definition[]): Promise<void> => {
  await keepNewest(parts, CONFIG_STREAM, KEPT);
  const updated = new Date().toISOString();
  const config = { version: VERSION, updated, updatedBy: "system", entries: definitions.map(toStored) };
  await write(parts, CONFIG_STREAM, systemEvent(CONFIG_TYPE, JSON.stringify(config)));
};

/** The groups that were written down last. A last event that is no list of groups gives way to the one before it. */
export const loadDefinitions = ({ log, streams }: Parts): readonly Definition[] => {
  const { number, durable } = streams.get(CONFIG_STREAM);
  if (number === 0 || durable.tombstoned || isSoftDeleted(durable.metadata)) return [];
  const oldest = later(0n, later(durable.last - BigInt(KEPT) + 1n, durable.metadata.truncateBefore ?? 0n));
  if (oldest > durable.last) return [];
  for (let revision = durable.last; revision >= oldest; revision--) {
    const event = log.eventAt(number, revision);
    const known = event === undefined ? undefined : parse(bodyOf(event.message).data.toString());
    if (known !== undefined) return known;
  }
  throw new Error(
    `The newest events of ${CONFIG_STREAM} do not list persistent subscriptions. Restore a backup: pc event-node restore BACKUP --data DIR`,
  );
};

const parse = (text: string): readonly Definition[] | undefined => {
  try {
    return StoredConfig.parse(JSON.parse(text)).entries.map(fromStored);
  } catch {
    return undefined;
  }
};

const toStored = ({ source, group, settings, filter }: Definition): z.input<typeof StoredGroup> => ({
  stream: source,
  group,
  startPosition: startText(source, settings.start),
  resolveLinkTos: settings.resolveLinks,
  extraStatistics: settings.extraStatistics,
  messageTimeout: settings.messageTimeoutMs,
  maxRetryCount: settings.maxRetryCount,
  checkPointAfter: settings.checkpointAfterMs,
  minCheckPointCount: settings.minCheckpointCount,
  maxCheckPointCount: settings.maxCheckpointCount,
  maxSubscriberCount: settings.maxSubscriberCount,
  liveBufferSize: settings.liveBufferSize,
  readBatchSize: settings.readBatchSize,
  historyBufferSize: settings.historyBufferSize,
  namedConsumerStrategy: settings.strategy,
  ...(filter === undefined ? {} : { filter: { ...filter, prefixes: [...filter.prefixes] } }),
});

const fromStored = (stored: z.output<typeof StoredGroup>): Definition => ({
  source: stored.stream,
  group: stored.group,
  settings: {
    start: stored.startPosition,
    resolveLinks: stored.resolveLinkTos,
    extraStatistics: stored.extraStatistics,
    messageTimeoutMs: stored.messageTimeout,
    maxRetryCount: stored.maxRetryCount,
    checkpointAfterMs: stored.checkPointAfter,
    minCheckpointCount: stored.minCheckPointCount,
    maxCheckpointCount: stored.maxCheckPointCount,
    maxSubscriberCount: stored.maxSubscriberCount,
    liveBufferSize: stored.liveBufferSize,
    readBatchSize: stored.readBatchSize,
    historyBufferSize: stored.historyBufferSize,
    strategy: stored.namedConsumerStrategy,
  },
  ...(stored.filter === undefined ? {} : { filter: stored.filter }),
});
