import { spawn } from "node:child_process";
import { randomBytes } from "node:crypto";
import { once } from "node:events";
import { createInterface } from "node:readline";
import { setTimeout as sleep } from "node:timers/promises";
import { parseArgs } from "node:util";
import pg from "pg";
import { makeSqlTown } from "#bench/baselines/sql-town.js";
import { type Flood, flood } from "#bench/support/booking-flood.js";
import { makeTown, type Town } from "#bench/support/booking-town.js";
import { printMeasures } from "#bench/support/report.js";
import { startBackend } from "#bench/support/started-backend.js";
import { tokensSignedWith } from "#http/tokens.js";

/**
 * Bookings over HTTP against one started backend, and against a SQL backend on the same Postgres, in one run on one
 * machine: (a) one hot stock that more people want than it has seats, (b) spread over many stocks.
 */
export const run = async (args: readonly string[]): Promise<void> => {
  const { values } = parseArgs({
    args: [...args],
    options: {
      people: { type: "string", default: "8000" },
      connections: { type: "string", default: "200" },
      stocks: { type: "string", default: "400" },
    },
  });
  const people = Number(values.people);
  const connections = Number(values.connections);
  const size = { people, hotSeats: Math.floor(people * 0.9), spreadStocks: Number(values.stocks) };
  const secret = randomBytes(32).toString("hex");

  console.log("Starting the backend and filling it…");
  const backend = await startBackend(secret);
  try {
    const town = await makeTown(backend.eventstore, size);
    const ours = await floods(backend.api, town, secret, connections, () => untilProjected(backend.postgres));
    const sold = await seatsInReadModel(backend.postgres, town.hotStockId);

    const sqlTown = await makeSqlTown(backend.postgres, size);
    const sql = await startSqlBackend(sqlTown.url, secret);
    const baseline = await floods(sql.url, sqlTown, secret, connections, () => sleep(1_000));
    const sqlSold = await sqlTown.seatsSold(sqlTown.hotStockId);
    await sql.stop();
    await sqlTown.drop();

    console.log(
      `\n${people} young people, ${connections} at a time; the hot stock has ${size.hotSeats} seats, ${size.spreadStocks} other stocks.`,
    );
    console.table({
      "ours, hot": ours.hot,
      "SQL, hot": baseline.hot,
      "ours, spread": ours.spread,
      "SQL, spread": baseline.spread,
    });
    console.log(
      `Seats sold of ${size.hotSeats}: ours ${sold}, SQL ${sqlSold}. Failures: ours ${ours.hot.failed + ours.spread.failed}, SQL ${baseline.hot.failed + baseline.spread.failed}.`,
    );
    const measure = (kind: "hot" | "spread") => [
      { bench: `bookings-${kind}`, ours: ours[kind].rate, baseline: baseline[kind].rate, unit: "1/s" },
      { bench: `bookings-${kind}-p50`, ours: ours[kind].p50Ms, baseline: baseline[kind].p50Ms, unit: "ms" },
      { bench: `bookings-${kind}-p99`, ours: ours[kind].p99Ms, baseline: baseline[kind].p99Ms, unit: "ms" },
    ];
    printMeasures("Bookings over HTTP", "a SQL backend on the same Postgres", [
      ...measure("hot"),
      ...measure("spread"),
    ]);
    if (sold !== size.hotSeats || sqlSold !== size.hotSeats)
      throw new Error("Not exactly the seats that there are were sold");
  } finally {
    await backend.stop();
  }
};

/** Warms up on other stocks' seats, then floods the hot stock, then all the others; rests in between until all is quiet. */
const floods = async (url: string, town: Town, secret: string, connections: number, rest: () => Promise<void>) => {
  const tokens = tokensSignedWith(secret, Date.now);
  const signed = town.userIds.map((userId) => tokens.sign(userId, "access", 3_600));
  const stockAt = (index: number): number => town.spreadStockIds[index % town.spreadStockIds.length] ?? town.hotStockId;
  const wishes = (stockOf: (index: number) => number) =>
    signed.map((token, index) => ({ token, stockId: stockOf(index) }));
  await flood(url, wishes((index) => stockAt(index * 7 + 1)).slice(0, Math.ceil(signed.length / 8)), connections);
  await rest();
  const hot: Flood = await flood(
    url,
    wishes(() => town.hotStockId),
    connections,
  );
  await rest();
  const spread: Flood = await flood(
    url,
    wishes((index) => stockAt(index * 13 + 5)),
    connections,
  );
  await rest();
  return { hot, spread };
};

/** Until the read models show all that was booked: what is left over must not slow down the next measure. */
const untilProjected = async (postgresUrl: string): Promise<void> => {
  const client = new pg.Client({ connectionString: postgresUrl });
  await client.connect();
  const count = async (): Promise<string> =>
    JSON.stringify((await client.query("SELECT projection, position FROM projection_checkpoints ORDER BY 1")).rows);
  let before = "";
  for (let now = await count(); now !== before; now = await count()) {
    before = now;
    await sleep(2_000);
  }
  await client.end();
};

const seatsInReadModel = async (postgresUrl: string, stockId: number): Promise<number> => {
  const client = new pg.Client({ connectionString: postgresUrl });
  await client.connect();
  const { rows } = await client.query(
    "SELECT coalesce(sum(quantity), 0) AS sold FROM bookings WHERE stock_id = $1 AND status <> 'CANCELLED'",
    [stockId],
  );
  await client.end();
  return Number(rows[0].sold);
};

const startSqlBackend = async (databaseUrl: string, secret: string) => {
  const child = spawn(process.execPath, ["--import", "tsx", "bench/baselines/sql-backend.ts", databaseUrl, secret], {
    stdio: ["pipe", "pipe", "inherit"],
  });
  const [url] = (await once(createInterface({ input: child.stdout }), "line")) as [string];
  return {
    url,
    stop: async () => {
      child.stdin.end();
      await once(child, "exit");
    },
  };
};
