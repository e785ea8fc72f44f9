import pg from "pg";
import { afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { eventCatalogue, type Noun } from "#domain/event-catalogue.js";
import { projections } from "#projections/catalogue.js";
import { history } from "#tests/support/history.js";
import { type MemoryLog, memoryLog } from "#tests/support/memory-log.js";
import { createTestDatabase, type TestDatabase } from "#tests/support/postgres.js";
import { caughtUp, project, projectOnce, rowsOf } from "#tests/support/projecting.js";
import { readModels } from "#tests/support/read-models.js";

const tables = Object.values(projections).flatMap((projector) => projector.tables.map(({ name }) => name));

const allRows = async (url: string): Promise<Record<string, unknown>> => {
  const rows: Record<string, unknown> = {};
  for (const table of tables) rows[table] = await rowsOf(url, table);
  return rows;
};

const parkedRows = (url: string) => rowsOf(url, "parked_events");

describe("the read models of a history with every fact", () => {
  let log: MemoryLog;
  let database: TestDatabase;
  const append = (facts: typeof history) => facts.map(([stream, fact]) => log.append(stream, fact));

  beforeEach(async () => {
    log = memoryLog();
    database = await createTestDatabase(readModels);
  });
  afterEach(() => database.drop());

  it("show what happened", async () => {
    append(history);
    await projectOnce(log, database.url);
    expect(await parkedRows(database.url)).toEqual([]);
    expect(await allRows(database.url)).toMatchSnapshot();
  });

  it("have a line in the history for every event type that they follow", () => {
    const followed = new Set(Object.values(projections).flatMap(({ categories }) => categories));
    const types = [...followed].flatMap((noun) => Object.keys(eventCatalogue[noun as Noun]));
    expect(types.filter((type) => !history.some(([, fact]) => fact.type === type))).toEqual([]);
  });

  describe("are the same", () => {
    let expected: Record<string, unknown>;
    beforeAll(async () => {
      const other = await createTestDatabase(readModels);
      const whole = memoryLog();
      for (const [stream, fact] of history) whole.append(stream, fact);
      await projectOnce(whole, other.url, { limits: { events: 1, bytes: 1 } }); // one event at a time
      expected = await allRows(other.url);
      await other.drop();
    });
    const expectTheSame = async () => {
      expect(await allRows(database.url)).toEqual(expected);
      expect(await parkedRows(database.url)).toEqual([]);
    };

    it("when many events are written together", async () => {
      append(history);
      await projectOnce(log, database.url);
      await expectTheSame();
    });

    it("when every event is delivered twice", async () => {
      append(history);
      log.deliverTimes(2);
      await projectOnce(log, database.url);
      await expectTheSame();
      await reset(database.url, -1n);
      await projectOnce(log, database.url, { limits: { events: 3, bytes: 1_000_000 } });
      await expectTheSame();
    });

    it.each([0, 10, 25, history.length - 2])(
      "after a restart that finds the checkpoint back at event %i",
      async (index) => {
        append(history);
        await projectOnce(log, database.url);
        await reset(database.url, log.events[index]?.position ?? -1n);
        await projectOnce(log, database.url);
        await expectTheSame();
      },
    );

    it("when the runner stops and starts again at any moment", async () => {
      for (const [index, [stream, fact]] of history.entries()) {
        log.append(stream, fact);
        if (index % 3 !== 0) continue;
        const running = project(log, database.url);
        if (index % 2 === 0) await caughtUp(log, running);
        await running.stop();
      }
      await projectOnce(log, database.url);
      await expectTheSame();
    });
  });
});

/** As an operator would who wants the projections to look at the log again. */
const reset = async (url: string, position: bigint): Promise<void> => {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  await client.query("UPDATE projection_checkpoints SET position = $1 WHERE position > $1", [String(position)]);
  await client.end();
};
