import {
  DiscardPolicy,
  type JetStreamManager,
  NatsError,
  nanos,
  RetentionPolicy,
  StorageType,
  type StreamConfig,
} from "nats";
import { subjectRoot } from "#infrastructure/nats/subject.js";

export const eventsStream = "CULTURE_EVENTS";

export interface EventsStreamOptions {
  /** How long an event stays readable on NATS, in milliseconds. 0, the default, is for ever. */
  readonly maxAgeMs?: number;
  /** How long the server recognises a repeated event id, in milliseconds. Default two minutes; nothing depends on it. */
  readonly duplicateWindowMs?: number;
  /** Copies in a cluster. Default 1. */
  readonly replicas?: number;
}

export const eventsStreamConfig = (options: EventsStreamOptions = {}): Partial<StreamConfig> & { name: string } => ({
  name: eventsStream,
  description: "Every public domain event, once, in the order of the event log",
  subjects: [`${subjectRoot}.>`],
  storage: StorageType.File,
  retention: RetentionPolicy.Limits,
  discard: DiscardPolicy.Old,
  max_age: nanos(options.maxAgeMs ?? 0),
  duplicate_window: nanos(duplicateWindow(options)),
  num_replicas: options.replicas ?? 1,
  allow_direct: true,
});

// The server refuses a window that is longer than the maximum age.
const duplicateWindow = ({ maxAgeMs = 0, duplicateWindowMs = 120_000 }: EventsStreamOptions): number =>
  maxAgeMs === 0 ? duplicateWindowMs : Math.min(maxAgeMs, duplicateWindowMs);

/**
 * Creates a stream, or brings an existing one to these settings. What an operator set beyond them (size limits, placement,
 * mirrors) is left as it is.
 */
export const ensureStream = async (
  jsm: JetStreamManager,
  wanted: Partial<StreamConfig> & { name: string },
): Promise<void> => {
  const existing = await findStream(jsm, wanted.name);
  if (existing === undefined) await jsm.streams.add(wanted);
  else if (differs(existing, wanted)) await jsm.streams.update(wanted.name, { ...existing, ...wanted });
};

const findStream = async (jsm: JetStreamManager, name: string): Promise<StreamConfig | undefined> => {
  try {
    return (await jsm.streams.info(name)).config;
  } catch (error) {
    if (isApiError(error, streamNotFound)) return undefined;
    throw error;
  }
};

const differs = (existing: StreamConfig, wanted: Partial<StreamConfig>): boolean =>
  Object.entries(wanted).some(([key, value]) => {
    const now: unknown = Object.entries(existing).find(([name]) => name === key)?.[1];
    return JSON.stringify(now) !== JSON.stringify(value);
  });

/** Codes of the JetStream API, with the situations in which we meet them. */
export const streamNotFound = 10059;
export const messageNotFound = 10037;
export const consumerNotFound = 10014;
export const wrongLastSequence = 10071;

export const isApiError = (error: unknown, code: number): boolean =>
  error instanceof NatsError && error.api_error?.err_code === code;
