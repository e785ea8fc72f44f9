import { execFile } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { environmentWith } from "#config.js";
import { startEventNode } from "#event-node/event-node.js";
import { connectEventStore } from "#infrastructure/eventstore/adapter.js";
import { bookingConfirmed, depositGranted, stockOpened, stockReserved, walletDebited } from "#tests/support/facts.js";
import { newEvent } from "#tests/support/memory-event-store.js";

const pc = join(import.meta.dirname, "../../pc");

describe("./pc audit", { timeout: 90_000 }, () => {
  let dataDir: string;
  let node: Awaited<ReturnType<typeof startEventNode>>;
  beforeAll(async () => {
    dataDir = mkdtempSync(join(tmpdir(), "culture-audit-"));
    node = await startEventNode({ port: 0, dataDir: join(dataDir, "node") });
  });
  afterAll(async () => {
    await node.stop();
    rmSync(dataDir, { recursive: true, force: true });
  });

  const audit = (args: readonly string[], eventStoreUrl: string) =>
    new Promise<{ code: number; out: string; err: string }>((resolve) => {
      const env = environmentWith({ DATA_DIR: dataDir, EVENTSTORE_URL: eventStoreUrl });
      execFile(pc, ["audit", ...args], { env }, (error, out, err) =>
        resolve({ code: typeof error?.code === "number" ? error.code : 0, out, err }),
      );
    });

  it("says that every rule holds, or which one was broken, where and by what", async () => {
    const eventStore = connectEventStore(node.connectionString);
    const write = ({ type, data }: { readonly type: string; readonly data: unknown }, stream: string) =>
      eventStore.append(stream, "any", [newEvent(type, data)]);
    await write(stockOpened({ quantity: 1 }), "stock-77");
    await write(depositGranted(), "wallet-5");
    await write(stockReserved(), "stock-77");
    await write(walletDebited(), "wallet-5");
    await write(bookingConfirmed(), "booking-1001");
    expect(await audit([], node.connectionString)).toMatchObject({
      code: 0,
      out: expect.stringMatching(/5 events of 1 stocks, 1 wallets and 1 bookings.*every rule holds\n$/s),
    });

    const { position } = await write(stockReserved({ bookingId: 1002 }), "stock-77");
    const broken = await audit(["--json", "--grace", "0"], node.connectionString);
    expect(broken.code).toBe(1);
    expect(JSON.parse(broken.out)).toMatchObject({
      violationCount: 2,
      violations: [
        { rule: "STOCK_OVERSOLD", stream: "stock-77", position: String(position) },
        { rule: "SEATS_LEFT_HELD", stream: "stock-77", position: String(position) },
      ],
    });
    await eventStore.close();
  });

  it("says what to do where nothing runs", async () =>
    expect(await audit([], "")).toMatchObject({
      code: 1,
      err: expect.stringMatching(/start-backend, or set EVENTSTORE_URL/),
    }));
});
