import { randomUUID } from "node:crypto";
import { createRequire } from "node:module";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { readBatchRequest } from "#event-node/codec/append-requests.js";
import {
  bodyOf,
  CHECKSUM_BYTES,
  createdEntry,
  encodeStored,
  headOf,
  isIntact,
} from "#event-node/codec/stored-event.js";
import { canonicalUuid, uuidHalves } from "#event-node/codec/uuid.js";
import { Reader, varint64 } from "#event-node/codec/wire.js";
import { structuredRecord } from "#event-node/read/render.js";

/** The hand-written codec beside the classes that were generated from the protocol's own files. */
const { BatchAppendReq, ReadResp } = createRequire(import.meta.url)(
  "@eventstore/db-client/generated/streams_pb",
) as typeof import("@eventstore/db-client/generated/streams_pb.js");
const { UUID, StreamIdentifier } = createRequire(import.meta.url)(
  "@eventstore/db-client/generated/shared_pb",
) as typeof import("@eventstore/db-client/generated/shared_pb.js");

const uint64 = fc.bigInt({ min: 0n, max: 2n ** 64n - 1n });
const bytes = fc.uint8Array({ maxLength: 300 }).map((array) => Buffer.from(array));
const text = fc.string({ unit: "binary", minLength: 1, maxLength: 300 }).map((value) => Buffer.from(value).toString());
const events = fc.record({
  id: fc.uuid(),
  type: text,
  json: fc.boolean(),
  metadata: bytes,
  data: bytes,
  stream: text,
  revision: fc.bigInt({ min: 0n, max: 2n ** 63n - 1n }),
  position: uint64,
});

const encoded = (event: typeof events extends fc.Arbitrary<infer E> ? E : never): Buffer =>
  encodeStored(
    { ...event, type: Buffer.from(event.type) },
    Buffer.from(event.stream),
    event.revision,
    event.position,
    createdEntry(1_772_000_000_123),
  );

describe("a stored event", () => {
  it("is the message that the generated classes read", () => {
    fc.assert(
      fc.property(events, (event) => {
        const stored = encoded(event);
        const read = ReadResp.deserializeBinary(stored.subarray(CHECKSUM_BYTES)).getEvent();
        const record = read?.getEvent();
        expect(record?.getId()?.getString()).toBe(event.id);
        expect(Buffer.from(record?.getStreamIdentifier()?.getStreamName_asU8() ?? []).toString()).toBe(event.stream);
        expect(BigInt(record?.getStreamRevision() ?? 0)).toBe(event.revision);
        expect(BigInt(record?.getPreparePosition() ?? 0)).toBe(event.position);
        expect(BigInt(record?.getCommitPosition() ?? 0)).toBe(event.position);
        expect(BigInt(read?.getCommitPosition() ?? 0)).toBe(event.position);
        expect(Buffer.from(record?.getData_asU8() ?? [])).toEqual(event.data);
        expect(Buffer.from(record?.getCustomMetadata_asU8() ?? [])).toEqual(event.metadata);
        expect(Object.fromEntries(record?.getMetadataMap().toObject() ?? [])).toEqual({
          type: event.type,
          "content-type": event.json ? "application/json" : "application/octet-stream",
          created: "17720000001230000",
        });
      }),
    );
  });

  it("gives back its parts, and its checksum holds", () => {
    fc.assert(
      fc.property(events, (event) => {
        const stored = encoded(event);
        const message = stored.subarray(CHECKSUM_BYTES);
        expect(isIntact(stored)).toBe(true);
        expect(headOf(message)).toEqual({
          id: event.id,
          stream: Buffer.from(event.stream),
          type: Buffer.from(event.type),
        });
        expect(bodyOf(message)).toEqual({
          createdTicks: 17_720_000_001_230_000n,
          metadata: event.metadata,
          data: event.data,
        });
      }),
    );
  });

  it("with any byte changed is not what was written", () => {
    fc.assert(
      fc.property(events, fc.nat(), fc.integer({ min: 1, max: 255 }), (event, place, change) => {
        const stored = encoded(event);
        const at = place % stored.length;
        stored[at] = (stored[at] ?? 0) ^ change;
        expect(isIntact(stored)).toBe(false);
      }),
    );
  });

  it("has its id as two halves for those who ask", () => {
    fc.assert(
      fc.property(events, (event) => {
        const wrapped = structuredRecord(encoded(event).subarray(CHECKSUM_BYTES));
        const record = ReadResp.ReadEvent.RecordedEvent.deserializeBinary(wrapped);
        const halves = uuidHalves(event.id);
        expect(BigInt(record.getId()?.getStructured()?.getMostSignificantBits() ?? 0)).toBe(halves.mostSignificant);
        expect(BigInt(record.getId()?.getStructured()?.getLeastSignificantBits() ?? 0)).toBe(halves.leastSignificant);
        expect(Buffer.from(record.getData_asU8())).toEqual(event.data);
      }),
    );
  });
});

describe("a request", () => {
  it("that the generated classes wrote is read", () => {
    const request = new BatchAppendReq();
    const correlation = new UUID();
    correlation.setString(randomUUID());
    request.setCorrelationId(correlation);
    const options = new BatchAppendReq.Options();
    const identifier = new StreamIdentifier();
    identifier.setStreamName(Buffer.from("예약-1").toString("base64"));
    options.setStreamIdentifier(identifier);
    options.setStreamPosition("9223372036854775807");
    request.setOptions(options);
    const proposed = new BatchAppendReq.ProposedMessage();
    const id = new UUID();
    id.setString("A0EEBC99-9C0B-4EF8-BB6D-6BB9BD380A11");
    proposed.setId(id);
    proposed.getMetadataMap().set("type", "Noted").set("content-type", "application/json");
    proposed.setData(Buffer.from("{}").toString("base64"));
    request.setProposedMessagesList([proposed]);
    request.setIsFinal(true);
    const read = readBatchRequest(Buffer.from(request.serializeBinary()));
    expect(read.correlation).toEqual(Buffer.from(correlation.serializeBinary()));
    expect(read.options).toMatchObject({ stream: Buffer.from("예약-1"), expected: 2n ** 63n - 1n });
    expect(read.final).toBe(true);
    expect(read.proposals).toEqual([
      {
        event: {
          id: "a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11",
          type: Buffer.from("Noted"),
          json: true,
          metadata: Buffer.alloc(0),
          data: Buffer.from("{}"),
        },
      },
    ]);
  });
});

describe("a varint", () => {
  it("holds every 64-bit value", () => {
    fc.assert(
      fc.property(uint64, (value) => {
        expect(new Reader(varint64(value)).uint64()).toBe(value);
        expect(new Reader(varint64(BigInt.asIntN(64, value))).int64()).toBe(BigInt.asIntN(64, value));
      }),
    );
  });

  it("cut short is refused, as is any message", () => {
    fc.assert(
      fc.property(events, fc.nat(), (event, place) => {
        const message = encoded(event).subarray(CHECKSUM_BYTES);
        const cut = message.subarray(0, place % message.length);
        expect(() => bodyOf(cut)).toThrow(/ends inside|longer than/);
      }),
    );
  });
});

describe("an event id", () => {
  it.each([
    ["A0EEBC99-9C0B-4EF8-BB6D-6BB9BD380A11", "a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11"],
    ["{a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11}", "a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11"],
    ["a0eebc999c0b4ef8bb6d6bb9bd380a11", "a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11"],
    ["nonsense", undefined],
    ["", undefined],
  ])("%j is %j", (given, canonical) => {
    expect(canonicalUuid(given)).toBe(canonical);
  });
});
