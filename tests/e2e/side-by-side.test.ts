import { randomBytes } from "node:crypto";
import { chmod, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { makeTown } from "#bench/support/booking-town.js";
import { readRunState } from "#embedded/run-state.js";
import { type Backend, startBackendProcess } from "#tests/cli/support/real-backend.js";
import { type OwnServers, startOwnServers } from "#tests/e2e/support/own-servers.js";
import { type Answer, type Phone, phoneOf } from "#tests/e2e/support/phone.js";
import { expectReadModelsAsRebuilt, expectSound, expectToldOnce } from "#tests/e2e/support/proof.js";
import { untilTrue } from "#tests/support/until-true.js";

const secret = randomBytes(32).toString("hex");

const startTwo = async (env: Readonly<Record<string, string>>) => {
  const folders = await Promise.all(["one", "two"].map((name) => mkdtemp(join(tmpdir(), `culture-${name}-`))));
  await Promise.all(folders.map((folder) => chmod(folder, 0o755)));
  // A flow that a busy machine holds up must not be taken for one that was abandoned: its seat would come free again.
  const settings = { ...env, JWT_SECRET_KEY: secret, LOG_LEVEL: "warn", BOOKING_FLOW_GRACE_SECONDS: "5" };
  const started = await Promise.allSettled(folders.map((folder) => startBackendProcess(folder, { env: settings })));
  const backends: Backend[] = started.flatMap((one) => (one.status === "fulfilled" ? [one.value] : []));
  const end = async () => {
    await Promise.all(backends.map((one) => one.kill()));
    const options = { recursive: true, force: true, maxRetries: 100, retryDelay: 100 } as const;
    await Promise.all(folders.map((folder) => rm(folder, options)));
  };
  for (const one of started)
    if (one.status === "rejected") {
      await end();
      throw one.reason;
    }
  const states = await Promise.all(folders.map(readRunState));
  return { backends, states, end, apis: states.map((state) => state?.api ?? "") };
};

describe("two backends on one event store", { timeout: 120_000 }, () => {
  let servers: OwnServers;
  let two: Awaited<ReturnType<typeof startTwo>>;
  beforeAll(async () => {
    servers = await startOwnServers();
    two = await startTwo(servers.env);
  }, 180_000);
  afterAll(async () => {
    await two.end();
    await servers.end();
  });

  it("sell exactly the seats that there are, one to each person, whoever is asked", async () => {
    const seats = 25;
    const { userIds, hotStockId } = await makeTown(servers.eventstore.url, {
      people: 40,
      hotSeats: seats,
      spreadStocks: 1,
    });
    const phones = userIds.map((userId) => two.apis.map((api) => phoneOf(api, userId, secret)));
    const answers = await Promise.all(phones.flat().map((phone) => phone.book(hotStockId)));
    const booked = answers
      .map(({ status, bookingId }, index) => ({ status, bookingId, person: index >> 1 }))
      .filter(({ status }) => status === 200);
    expect(countOf(answers, 400)).toBe(answers.length - booked.length);
    // Who asks through both may hold two seats for a moment, and somebody else be told that none is left: until asked again.
    await untilTrue(async () => {
      for (const [person, [phone]] of phones.entries()) {
        if (booked.length >= seats || booked.some((one) => one.person === person)) continue;
        const { status, bookingId } = (await phone?.book(hotStockId)) ?? { status: 0 };
        if (status === 200) booked.push({ status, bookingId, person });
      }
      return booked.length === seats;
    });
    expect(new Set(booked.map(({ person }) => person)).size).toBe(seats);
    await expectSound(servers.eventstore.url);

    // A seat that comes back through one is sold by the other, which may believe for a second that none is left.
    const [winner] = booked;
    const [, other] = phones.find((_, index) => !booked.some(({ person }) => person === index)) ?? [];
    const [first] = phones[winner?.person ?? -1] ?? [];
    expect((await first?.post(`/native/v1/bookings/${winner?.bookingId}/cancel`))?.status).toBe(204);
    await untilTrue(async () => (await other?.book(hotStockId))?.status === 200);
  });

  it("show everybody their own bookings, whoever wrote them", async () => {
    const { userIds, spreadStockIds } = await makeTown(servers.eventstore.url, {
      people: 1,
      hotSeats: 1,
      spreadStocks: 2,
    });
    const [one, other] = two.apis.map((api) => phoneOf(api, userIds[0] ?? 0, secret));
    const ids = [await bookingOf(one, spreadStockIds[0]), await bookingOf(other, spreadStockIds[1])].sort();
    for (const phone of [one, other])
      await untilTrue(async () => String([...((await phone?.liveBookings()) ?? [])].sort()) === String(ids));
  });

  it("keep one set of read models, and tell NATS each event once", async () => {
    await expectReadModelsAsRebuilt(servers.eventstore.url, servers.postgres.url);
    if (servers.nats !== null) await expectToldOnce(servers.eventstore.url, servers.nats.url);
    for (const backend of two.backends) expect(backend.errors()).not.toMatch(/starting it again|^\s+at /m);
  });
});

describe("two copies side by side, each with its own data folder", { timeout: 120_000 }, () => {
  let two: Awaited<ReturnType<typeof startTwo>>;
  beforeAll(async () => {
    two = await startTwo({});
  }, 180_000);
  afterAll(() => two.end());

  it("know nothing of each other, and one goes on when the other stops", async () => {
    const [mine, other] = two.states;
    const { userIds, hotStockId } = await makeTown(mine?.eventstore ?? "", { people: 1, hotSeats: 2, spreadStocks: 1 });
    const [here, there] = two.apis.map((api) => phoneOf(api, userIds[0] ?? 0, secret));
    const bookingId = await bookingOf(here, hotStockId);
    expect((await there?.book(hotStockId))?.status).not.toBe(200);
    expect(new Set([mine?.api, mine?.postgres, mine?.nats, other?.api, other?.postgres, other?.nats]).size).toBe(6);

    expect(await two.backends[1]?.stop("SIGTERM")).toBe(0);
    await untilTrue(async () => (await here?.liveBookings())?.includes(bookingId) === true);
  });
});

const countOf = (answers: readonly Answer[], status: number): number =>
  answers.filter((answer) => answer.status === status).length;

const bookingOf = async (phone: Phone | undefined, stockId: number | undefined): Promise<number> => {
  const answer = await phone?.book(stockId ?? 0);
  expect(answer).toMatchObject({ status: 200, bookingId: expect.any(Number) });
  return answer?.bookingId ?? 0;
};
