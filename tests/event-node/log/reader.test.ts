import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { createdEntry, encodeStored } from "#event-node/codec/stored-event.js";
import type { Environment } from "#event-node/log/environment.js";
import { openEnvironment } from "#event-node/log/environment.js";
import { createFreshEvents } from "#event-node/log/fresh.js";
import type { Addition } from "#event-node/log/journal.js";
import { indexKey, positionKey } from "#event-node/log/keys.js";
import type { LogReader } from "#event-node/log/reader.js";
import { createLogReader } from "#event-node/log/reader.js";
import { recover } from "#event-node/log/transfer.js";

/** Some events are in the tables, the newest are not; readers must not be able to tell. */

let dataDir: string;
let environment: Environment;
beforeEach(async () => {
  dataDir = await mkdtemp(join(tmpdir(), "log-reader-"));
  environment = await openEnvironment(dataDir);
});
afterEach(async () => {
  await environment.root.close();
  await rm(dataDir, { recursive: true, force: true });
});

const STREAMS = 3;
const EVENTS = 40;
const created = createdEntry(0);
type Known = { readonly stream: number; readonly revision: bigint; readonly position: bigint };

/** The events of three streams in turn, one addition each. */
const history = (): { known: Known[]; additions: Addition[] } => {
  const known: Known[] = [];
  const additions: Addition[] = [];
  let position = 1n;
  for (let n = 0; n < EVENTS; n++) {
    const stream = 1 + (n % STREAMS);
    const revision = BigInt(Math.floor(n / STREAMS));
    const name = Buffer.from(`stock-${stream}`);
    const id = `00000000-0000-4000-8000-${String(n).padStart(12, "0")}`;
    const event = { id, type: Buffer.from("Noted"), json: true, metadata: Buffer.alloc(0), data: Buffer.from(`${n}`) };
    const stored = encodeStored(event, name, revision, position, created);
    known.push({ stream, revision, position });
    additions.push({
      newStreams: revision === 0n ? [{ name, number: stream }] : [],
      events: [{ positionKey: positionKey(position), indexKey: indexKey(stream, revision), stored }],
    });
    position += BigInt(stored.length);
  }
  return { known, additions };
};

/** A log of which so many events are in the tables. */
const logWith = async (additions: readonly Addition[], inTables: number): Promise<LogReader> => {
  const fresh = createFreshEvents();
  if (inTables > 0) await recover(environment, [{ number: 1n, additions: additions.slice(0, inTables) }]);
  fresh.add(additions.slice(inTables));
  return createLogReader(environment, fresh);
};

describe.each([0, 1, 20, 39, 40])("with %i of forty events in the tables", (inTables) => {
  it.each([1, 7, 100])("pages of %i hold the whole log, forwards and backwards, from everywhere", async (events) => {
    const { known, additions } = history();
    const log = await logWith(additions, inTables);
    const limit = { events, bytes: 1e9 };
    for (const { position: from } of known) {
      const forwards: bigint[] = [];
      for (let next = from, atEnd = false; !atEnd; ) {
        const page = log.all("forwards", next, limit);
        forwards.push(...page.events.map(({ position }) => position));
        next = (forwards.at(-1) ?? 0n) + 1n;
        atEnd = page.atEnd;
      }
      expect(forwards).toEqual(known.map(({ position }) => position).filter((position) => position >= from));
      const backwards: bigint[] = [];
      for (let next = from, atEnd = false; !atEnd; ) {
        const page = log.all("backwards", next, limit);
        backwards.push(...page.events.map(({ position }) => position));
        next = backwards.at(-1) ?? 0n;
        atEnd = page.atEnd;
      }
      expect(backwards).toEqual(
        known
          .map(({ position }) => position)
          .filter((position) => position < from)
          .reverse(),
      );
    }
  });

  it("streams are whole, forwards and backwards, between any two revisions", async () => {
    const { known, additions } = history();
    const log = await logWith(additions, inTables);
    const limit = { events: 100, bytes: 1e9 };
    for (let stream = 1; stream <= STREAMS; stream++) {
      const own = known.filter((event) => event.stream === stream);
      const last = own.at(-1)?.revision ?? -1n;
      expect(log.lastRevision(stream)).toBe(last);
      expect(log.streamNumber(Buffer.from(`stock-${stream}`))).toBe(stream);
      for (let from = 0n; from <= last; from++) {
        for (let to = from; to <= last; to++) {
          const between = own.filter(({ revision }) => revision >= from && revision <= to);
          const forwards = log.stream(stream, "forwards", from, to, limit);
          expect(forwards.events.map(({ position }) => position)).toEqual(between.map(({ position }) => position));
          const backwards = log.stream(stream, "backwards", to, from, limit);
          expect(backwards.events.map(({ revision }) => revision)).toEqual(
            between.map(({ revision }) => revision).reverse(),
          );
        }
      }
    }
  });

  it("each event is found by its position and by its revision, and the end by neither", async () => {
    const { known, additions } = history();
    const log = await logWith(additions, inTables);
    for (const { stream, revision, position } of known) {
      expect(log.at(position)?.position).toBe(position);
      expect(log.eventAt(stream, revision)?.position).toBe(position);
      expect(log.at(position + 1n)).toBeUndefined();
    }
    const { last, next } = log.tail();
    expect(last).toBe(known.at(-1)?.position);
    expect(log.at(next)).toBeUndefined();
    expect(log.eventAt(1, 1000n)).toBeUndefined();
    expect(log.lastStreamNumber()).toBe(STREAMS);
  });

  it("a page ends with the event that fills its bytes", async () => {
    const { known, additions } = history();
    const log = await logWith(additions, inTables);
    const page = log.all("forwards", 0n, { events: 100, bytes: 1 });
    expect(page).toMatchObject({ atEnd: false, events: [{ position: known[0]?.position }] });
    expect(log.stream(2, "backwards", 100n, 0n, { events: 100, bytes: 1 }).events).toHaveLength(1);
  });
});

it("events that have come into the tables are found there, and no longer held", async () => {
  const { known, additions } = history();
  const fresh = createFreshEvents();
  const log = createLogReader(environment, fresh);
  fresh.add(additions);
  await recover(environment, [{ number: 1n, additions: additions.slice(0, 25) }]);
  environment.root.resetReadTxn();
  const positions = (): bigint[] =>
    log.all("forwards", 0n, { events: 100, bytes: 1e9 }).events.map(({ position }) => position);
  expect(positions()).toEqual(known.map(({ position }) => position)); // in both places, told once
  fresh.drop(additions.slice(0, 25));
  expect(positions()).toEqual(known.map(({ position }) => position));
  expect(fresh.all).toHaveLength(15);
  fresh.drop(additions.slice(25));
  expect(fresh).toMatchObject({ bytes: 0, all: [] });
  expect(fresh.ofStream(1)).toEqual([]);
});
