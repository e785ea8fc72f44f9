import { AckPolicy, type ConsumerConfig, DeliverPolicy, type JetStreamManager, nanos } from "nats";
import { eventCatalogue, type Noun } from "#domain/event-catalogue.js";
import { consumerNotFound, eventsStream, isApiError } from "#infrastructure/nats/streams.js";
import { subjectOf, subjectRoot } from "#infrastructure/nats/subject.js";
import { replaySubject, replaysStream } from "#infrastructure/nats/worker-streams.js";
import type { Worker } from "#workers/worker.js";

/**
 * How long the server waits for a sign of life before it delivers again, in milliseconds. A handler may take longer, since
 * it gives such signs; after a crash, this is how long its event has to wait.
 */
export const ackWaitMs = 10_000;

/** Creates the durable consumers of a worker, or brings them to its definition. What `startFrom` says holds once. */
export const ensureConsumers = async (jsm: JetStreamManager, worker: Worker): Promise<void> => {
  await ensureConsumer(jsm, eventsStream, {
    ...common(worker),
    deliver_policy: worker.startFrom === "now" ? DeliverPolicy.New : DeliverPolicy.All,
    filter_subject: filterOf(worker),
    // One at a time means one at a time in all processes together.
    max_ack_pending: worker.concurrency === 1 ? 1 : 1_000,
  });
  await ensureConsumer(jsm, replaysStream.name, {
    ...common(worker),
    deliver_policy: DeliverPolicy.All,
    filter_subject: replaySubject(worker.name, "*"),
    max_ack_pending: 1,
  });
};

const common = (worker: Worker) => ({
  durable_name: worker.name,
  ack_policy: AckPolicy.Explicit,
  ack_wait: nanos(ackWaitMs),
  max_deliver: -1, // we count ourselves: at the end stands a dead letter, not silence
});

type Changeable = "filter_subject" | "max_ack_pending" | "ack_wait";

const ensureConsumer = async (
  jsm: JetStreamManager,
  stream: string,
  wanted: Partial<ConsumerConfig> & Required<Pick<ConsumerConfig, Changeable | "durable_name">>,
): Promise<void> => {
  try {
    const { config } = await jsm.consumers.info(stream, wanted.durable_name);
    const { filter_subject, max_ack_pending, ack_wait } = wanted;
    const same = config.filter_subject === filter_subject && config.max_ack_pending === max_ack_pending;
    if (same && config.ack_wait === ack_wait) return;
    await jsm.consumers.update(stream, wanted.durable_name, { filter_subject, max_ack_pending, ack_wait });
  } catch (error) {
    if (!isApiError(error, consumerNotFound)) throw error;
    await jsm.consumers.add(stream, wanted);
  }
};

/** The narrowest single subject that covers the worker's events: servers before 2.10 know no more than one filter. */
export const filterOf = (worker: Worker): string => {
  const nouns = worker.events.map(nounOf);
  const [noun] = nouns;
  const [type] = worker.events;
  if (noun === undefined || type === undefined || nouns.some((other) => other !== noun)) return `${subjectRoot}.>`;
  return worker.events.length === 1 ? subjectOf(noun, type, "*") : `${subjectRoot}.${noun}.>`;
};

const nounOf = (type: string): Noun | undefined => {
  for (const [noun, events] of Object.entries(eventCatalogue)) if (type in events) return noun as Noun;
  return undefined;
};
