import { z } from "zod";
import { definitionOf, eventCatalogue, publicNouns } from "#domain/event-catalogue.js";
import { cloudEvent, headerNames } from "#infrastructure/nats/cloud-event.js";
import { eventsStream } from "#infrastructure/nats/streams.js";
import { subjectOf } from "#infrastructure/nats/subject.js";

export interface AsyncApiOptions {
  /** Version of the document: that of the release. */
  readonly version: string;
  /** Where NATS is reached, host and port. Left out of the document when not given. */
  readonly natsHost?: string;
}

type Json = Readonly<Record<string, unknown>>;

/** The contract of everything that is published on NATS, as an AsyncAPI 3.0 document, from the schemas of the events. */
export const asyncApiDocument = ({ version, natsHost }: AsyncApiOptions): Json => {
  const events = publicNouns.flatMap((noun) => Object.keys(eventCatalogue[noun]).map((type) => ({ noun, type })));
  const table = (entry: (event: (typeof events)[number]) => unknown): Json =>
    Object.fromEntries(events.map((event) => [event.type, entry(event)]));
  return {
    asyncapi: "3.0.0",
    info: {
      title: "pass Culture events",
      version,
      description:
        `Every public fact, once, in the order of the event log, in the JetStream stream ${eventsStream}. ` +
        "Consumers get each message at least once and recognise a repetition by the id of its CloudEvent.",
      license: { name: "MPL-2.0", url: "https://www.mozilla.org/MPL/2.0/" },
    },
    defaultContentType: contentType,
    ...(natsHost === undefined ? {} : { servers: { nats: { host: natsHost, protocol: "nats" } } }),
    channels: table(({ noun, type }) => ({
      address: subjectOf(noun, type, "{id}"),
      description: `${type}, on one subject for each ${noun}`,
      parameters: { id: { description: `Number of the ${noun}. Subscribe with * for all of them.` } },
      messages: { [type]: ref("messages", type) },
    })),
    operations: table(({ type }) => ({
      action: "send",
      channel: { $ref: `#/channels/${type}` },
      messages: [{ $ref: `#/channels/${type}/messages/${type}` }],
    })),
    components: {
      messages: table(({ type }) => message(type)),
      schemas: { CloudEvent: jsonSchema(cloudEvent), ...table(({ type }) => jsonSchema(definitionOf(type).data)) },
    },
  };
};

const contentType = "application/cloudevents+json";

const ref = (kind: "messages" | "schemas", name: string): Json => ({ $ref: `#/components/${kind}/${name}` });

const message = (type: string): Json => ({
  name: type,
  title: type,
  contentType,
  headers: {
    type: "object",
    required: ["Nats-Msg-Id", headerNames.position, headerNames.type, headerNames.schemaVersion],
    properties: {
      "Nats-Msg-Id": { type: "string", description: "The event id, as in the body" },
      [headerNames.position]: { type: "string", pattern: "^\\d+$", description: "Position in the event log" },
      [headerNames.type]: { type: "string", const: type },
      [headerNames.schemaVersion]: { type: "string", const: String(definitionOf(type).schemaVersion) },
      [headerNames.traceparent]: { type: "string", description: "W3C trace context, when there is one" },
    },
  },
  payload: {
    allOf: [
      ref("schemas", "CloudEvent"),
      {
        type: "object",
        required: ["data"],
        properties: { type: { const: type }, data: ref("schemas", type) },
      },
    ],
  },
});

/** AsyncAPI's own schema language is a superset of JSON Schema draft 7. */
const jsonSchema = (schema: z.ZodType): Json => {
  const { $schema: _dialect, ...rest } = z.toJSONSchema(schema, { target: "draft-7", io: "output" });
  return rest;
};
