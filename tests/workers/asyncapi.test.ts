import official from "@asyncapi/specs/schemas/3.0.0-without-$id.json" with { type: "json" };
import { Ajv } from "ajv";
import { describe, expect, it } from "vitest";
import { eventCatalogue, publicNouns } from "#domain/event-catalogue.js";
import { toOutgoing } from "#infrastructure/nats/cloud-event.js";
import { bookingsLog } from "#tests/support/bookings-log.js";
import { asyncApiDocument } from "#workers/asyncapi.js";

const document = JSON.parse(JSON.stringify(asyncApiDocument({ version: "1.2.3", natsHost: "127.0.0.1:4222" })));
const validator = () => new Ajv({ strict: false, allErrors: true, validateFormats: false });

describe("the AsyncAPI document", () => {
  it("is what the AsyncAPI initiative's own schema for version 3.0.0 demands", () => {
    const validate = validator().compile(official);
    validate(document);
    expect(validate.errors ?? []).toEqual([]);
  });

  it("holds a channel, an operation, a message and a schema for each public event, and for no other", () => {
    const types = publicNouns.flatMap((noun) => Object.keys(eventCatalogue[noun])).sort();
    const { channels, operations, components } = document;
    for (const table of [channels, operations, components.messages]) expect(Object.keys(table).sort()).toEqual(types);
    expect(Object.keys(components.schemas).sort()).toEqual([...types, "CloudEvent"].sort());
    expect(channels.BookingConfirmed.address).toBe("culture.v1.booking.confirmed.{id}");
  });

  it("refers only to what it holds", () => {
    const targets = [...JSON.stringify(document).matchAll(/"\$ref":"#\/([^"]+)"/g)].map(([, path = ""]) => path);
    const lookUp = (path: string) => path.split("/").reduce((at, key) => at?.[key], document);
    expect(targets.length).toBeGreaterThan(0);
    expect(targets.filter((path) => lookUp(path) === undefined)).toEqual([]);
  });

  it("describes the messages that the relay sends", () => {
    const [stored] = bookingsLog(1);
    if (stored === undefined) throw new Error("the log is empty");
    const validate = validator().compile({ ...document, ...document.components.messages.BookingConfirmed.payload });
    expect(validate(JSON.parse(toOutgoing(stored, "/culture").body))).toBe(true);
    expect(validate({ ...JSON.parse(toOutgoing(stored, "/culture").body), data: {} })).toBe(false);
  });
});
