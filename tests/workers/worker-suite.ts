import { afterAll, afterEach, beforeAll, expect, it } from "vitest";
import type { EventStore } from "#application/ports/event-store.js";
import { silent } from "#application/ports/logger.js";
import { bookingConfirmed, bookingEventId } from "#tests/support/bookings-log.js";
import { newEvent } from "#tests/support/memory-event-store.js";
import { dead, done, type Outcome, retry, retryLater } from "#workers/outcome.js";
import {
  deadLetters,
  type EventSource,
  type RunningWorkers,
  replayDeadLetters,
  runWorkers,
} from "#workers/run-workers.js";
import { defineWorker, type Handling, type Worker, type WorkerEvent } from "#workers/worker.js";

export interface Scene {
  readonly eventStore: EventStore;
  readonly from: EventSource;
  stop(): Promise<void>;
}

type Confirmed = WorkerEvent<"BookingConfirmed">;
type Handler = (event: Confirmed, handling: Handling) => Promise<Outcome>;

/** Waits for a state, however slow the machine. */
const eventually = <T>(look: () => T) => expect.poll(look, { interval: 10, timeout: 20_000 });

/** What a worker may rely on, wherever its events come from. */
export const workerSuite = (openScene: () => Promise<Scene>): void => {
  let scene: Scene;
  let booking = 0;
  let running: { readonly workers: RunningWorkers; readonly stop: AbortController }[] = [];
  beforeAll(async () => {
    scene = await openScene();
  });
  afterAll(() => scene.stop());
  afterEach(async () => {
    await Promise.all(running.map(stopped));
    running = [];
  });

  const confirm = async (count: number): Promise<number[]> => {
    const numbers = Array.from({ length: count }, () => ++booking);
    for (const n of numbers) await scene.eventStore.append(`booking-${n}`, "none", [bookingConfirmed(n)]);
    return numbers;
  };
  const worker = (name: string, handle: Handler): Worker =>
    defineWorker({ name, events: ["BookingConfirmed"], startFrom: "now", handle, retries });
  const retries = { attempts: 3, firstDelayMs: 10, maxDelayMs: 40 };
  const start = async (definition: Worker) => {
    const stop = new AbortController();
    const one = {
      stop,
      workers: runWorkers({ workers: [definition], from: scene.from, logger: silent, signal: stop.signal }),
    };
    running.push(one);
    return one;
  };
  const stopped = async ({ workers, stop }: (typeof running)[number]): Promise<void> => {
    stop.abort();
    await workers.stopped;
  };
  const probed = (seen: () => boolean) => async (): Promise<boolean> => {
    booking += 1;
    const probe = bookingConfirmed(booking);
    const data = Object.assign({}, probe.data, { offerId: probeOffer });
    await scene.eventStore.append(`booking-${booking}`, "none", [{ ...probe, data }]);
    return seen();
  };
  /** Starts a worker and waits until it is in place, so that "now" is before what the test confirms. */
  const startInPlace = async (name: string, handle: Handler) => {
    let inPlace = false;
    const one = await start(
      worker(name, async (event, handling) => {
        if (!inPlace && event.data.offerId === probeOffer) inPlace = true;
        return event.data.offerId === probeOffer ? done : handle(event, handling);
      }),
    );
    await expect
      .poll(
        probed(() => inPlace),
        { interval: 20, timeout: 20_000 },
      )
      .toBe(true);
    return one;
  };

  it("gets each of its events once, in log order, and no others", async () => {
    const seen: number[] = [];
    await startInPlace("in-order", async ({ data }) => {
      seen.push(data.bookingId);
      return done;
    });
    const first = await confirm(3);
    await scene.eventStore.append(`booking-${first[0]}`, 0n, [newEvent("BookingUnused", { bookingId: first[0] })]);
    const numbers = [...first, ...(await confirm(2))];
    await eventually(() => seen).toEqual(numbers);
  });

  it("is told what stands beside the data", async () => {
    const seen: Confirmed[] = [];
    await startInPlace("metadata", async (event) => {
      seen.push(event);
      return done;
    });
    const [n = 0] = await confirm(1);
    await eventually(() => seen).toHaveLength(1);
    expect(seen[0]).toMatchObject({
      id: bookingEventId(n),
      type: "BookingConfirmed",
      subject: `booking-${n}`,
      occurredAt: "2026-01-02T03:04:05.678Z",
      correlationId: bookingEventId(n),
      position: expect.any(BigInt),
    });
  });

  it("goes on after a restart where it stopped", async () => {
    const seen: number[] = [];
    const note: Handler = async ({ data }) => {
      seen.push(data.bookingId);
      return done;
    };
    const first = await startInPlace("restarted", note);
    const before = await confirm(2);
    await eventually(() => seen).toEqual(before);
    await stopped(first);
    const meanwhile = await confirm(2);
    await start(worker("restarted", note));
    await eventually(() => seen).toEqual([...before, ...meanwhile]);
  });

  it("tries again what throws, what asks for it, and what asks for it later; the later events wait", async () => {
    const seen: [number, number][] = [];
    const answers: Record<number, () => Outcome> = {
      1: () => {
        throw new Error("the other side hung up");
      },
      2: () => retryLater(5, "the other side said when"),
    };
    let failing = 0;
    const one = await startInPlace("retrying", async ({ data }, { attempt }) => {
      seen.push([data.bookingId, attempt]);
      return data.bookingId === failing ? (answers[attempt]?.() ?? done) : done;
    });
    failing = booking + 1;
    const [first = 0, second = 0] = await confirm(2);
    await eventually(() => seen).toEqual([
      [first, 1],
      [first, 2],
      [first, 3],
      [second, 1],
    ]);
    expect(one.workers.status()).toMatchObject([{ name: "retrying", retried: 2, dead: 0 }]);
  });

  it("gives up after the last attempt, goes on with the next event, and tries dead letters anew when told to", async () => {
    const seen: number[] = [];
    let broken = 0;
    await startInPlace("giving-up", async ({ data }) => {
      if (data.bookingId === broken) return retry("the printer is out of paper");
      seen.push(data.bookingId);
      return done;
    });
    broken = booking + 1;
    const [first = 0, second = 0] = await confirm(2);
    await eventually(() => seen).toEqual([second]);
    expect(await deadLetters(scene.from, "giving-up")).toEqual([
      {
        worker: "giving-up",
        eventId: bookingEventId(first),
        reason: "the printer is out of paper",
        attempts: 3,
        failedAt: expect.any(String),
        event: expect.objectContaining({ type: "BookingConfirmed", subject: `booking-${first}` }),
      },
    ]);
    broken = 0;
    expect(await replayDeadLetters(scene.from, "giving-up")).toBe(1);
    await eventually(() => seen).toEqual([second, first]);
    expect(await deadLetters(scene.from, "giving-up")).toEqual([]);
    expect(await replayDeadLetters(scene.from, "giving-up")).toBe(0);
  });

  it("buries at once what will never work, and again when it still does not after a replay", async () => {
    const attempts: number[] = [];
    await startInPlace("burying", async (_event, { attempt }) => {
      attempts.push(attempt);
      return dead("no such venue");
    });
    await confirm(1);
    const letters = () => deadLetters(scene.from, "burying");
    await eventually(letters).toMatchObject([{ reason: "no such venue", attempts: 1 }]);
    await replayDeadLetters(scene.from, "burying");
    await eventually(() => attempts).toEqual([1, 1]);
    await eventually(letters).toMatchObject([{ reason: "no such venue", attempts: 1 }]);
  });

  it("finishes what it has in hand when asked to stop, and begins nothing more", async () => {
    const begun: number[] = [];
    const finished: number[] = [];
    let letGo = (): void => undefined;
    const hand = new Promise<void>((resolve) => {
      letGo = resolve;
    });
    const slow: Handler = async ({ data }) => {
      begun.push(data.bookingId);
      await hand;
      finished.push(data.bookingId);
      return done;
    };
    const one = await startInPlace("stopping", slow);
    const [first = 0, second = 0] = await confirm(2);
    await eventually(() => begun).toEqual([first]);
    const ending = stopped(one);
    letGo();
    await ending;
    expect({ begun, finished }).toEqual({ begun: [first], finished: [first] });
    await start(worker("stopping", slow));
    await eventually(() => finished).toEqual([first, second]);
  });
};

/** An offer that only the events stand for by which a test sees that its worker is in place. */
const probeOffer = 999_999;
