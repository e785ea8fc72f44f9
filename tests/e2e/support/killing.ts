import { randomBytes } from "node:crypto";
import { chmod, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect } from "vitest";
import { makeTown, type Town, type TownSize } from "#bench/support/booking-town.js";
import { untilGone } from "#embedded/process-identity.js";
import { type RunState, readRunState } from "#embedded/run-state.js";
import { type Backend, startBackendProcess } from "#tests/cli/support/real-backend.js";
import { type Crowd, crowdOf } from "#tests/e2e/support/crowd.js";
import { familyOf, type Part, pidOf, sigkill } from "#tests/e2e/support/processes.js";
import {
  bookingsTakenUp,
  expectKept,
  expectReadModelsAsRebuilt,
  expectSeen,
  expectSound,
  expectToldOnce,
} from "#tests/e2e/support/proof.js";
import { untilTrue } from "#tests/support/until-true.js";

/** What is killed: every process of the backend in one moment, the supervisor alone, or one part. */
export type Victim = "everything" | "the supervisor" | Part;

/** A backend as `./pc start-backend` starts it, full of people who book and cancel. */
export interface Siege {
  /** Lets so many bookings be answered, then kills with SIGKILL in the middle of the load; the people leave. */
  kill(victim: Victim, bookings: number): Promise<void>;
  /** Serves again on the same data, after what was started before is gone. */
  restart(): Promise<void>;
  /** The code with which the supervisor stopped by itself, and what it said. */
  stopped(): Promise<{ readonly code: number | null; readonly said: string }>;
  readonly backend: () => Backend;
  /** Fails unless everything that was answered is kept and no seat or euro was given twice. */
  expectKeptAndSound(): Promise<void>;
  /** Also compares read models, HTTP and NATS with the log. */
  expectAllTold(): Promise<void>;
  /** How many bookings the process manager has finished or undone. */
  takenUp(): Promise<number>;
  end(): Promise<void>;
}

/** So that what a kill leaves half done is taken up at once. */
const graceSeconds = "1";
const goneWithinMs = 60_000;

export const besiege = async (size: TownSize): Promise<Siege> => {
  const dataDir = await mkdtemp(join(tmpdir(), "culture-siege-"));
  await chmod(dataDir, 0o755); // the user that Postgres runs as must be able to enter
  const secret = randomBytes(32).toString("hex");
  const env = { JWT_SECRET_KEY: secret, BOOKING_FLOW_GRACE_SECONDS: graceSeconds, LOG_LEVEL: "warn" };
  const start = () => startBackendProcess(dataDir, { env });
  const urls = async (): Promise<RunState & { api: string; eventstore: string; postgres: string }> => {
    const state = await readRunState(dataDir);
    if (!state?.api || !state.eventstore || !state.postgres) throw new Error(`nothing serves on ${dataDir}`);
    return { ...state, api: state.api, eventstore: state.eventstore, postgres: state.postgres };
  };

  let backend = await start();
  const town: Town = await makeTown((await urls()).eventstore, size).catch(async (error) => {
    await backend.kill();
    throw error;
  });
  const crowd: Crowd = crowdOf(town, secret);

  const strike = async (victim: Victim): Promise<void> => {
    if (victim === "everything") for (const { pid } of await familyOf(backend.pid)) sigkill(pid);
    else sigkill(victim === "the supervisor" ? backend.pid : pidOf(backend.pid, victim));
  };

  const expectKeptAndSound = async (): Promise<void> => {
    const { eventstore } = await urls();
    await expectKept(eventstore, crowd.ledger);
    await expectSound(eventstore);
  };

  return {
    backend: () => backend,
    kill: async (victim, bookings) => {
      const { ledger } = crowd;
      const enough = ledger.booked.size + bookings;
      const faults = ledger.strange.length;
      crowd.come((await urls()).api);
      await untilTrue(() => ledger.booked.size >= enough, 60_000);
      const family = await familyOf(backend.pid);
      await strike(victim);
      if (victim === "background process") {
        await crowd.leave();
        return expect(ledger.strange.slice(faults)).toEqual([]); // nobody who books noticed
      }
      for (const one of family) expect(await untilGone(one, goneWithinMs), `process ${one.pid} ended`).toBe(true);
      await crowd.leave();
    },
    stopped: async () => ({ code: await backend.exited, said: backend.errors() }),
    restart: async () => {
      backend = await start();
    },
    expectKeptAndSound,
    expectAllTold: async () => {
      await expectKeptAndSound();
      const { api, eventstore, postgres, nats } = await urls();
      await expectReadModelsAsRebuilt(eventstore, postgres);
      await expectSeen(api, eventstore, town.userIds, crowd);
      if (nats !== null) await expectToldOnce(eventstore, nats);
    },
    takenUp: async () => bookingsTakenUp((await urls()).eventstore),
    end: async () => {
      await crowd.leave();
      await backend.kill();
      await rm(dataDir, { recursive: true, force: true, maxRetries: 100, retryDelay: 100 });
    },
  };
};
