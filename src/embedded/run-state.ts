import { readFile, rename, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { z } from "zod";
import { userOf } from "#embedded/data-folder.js";

/** What a running backend tells about itself: its URLs, null where there is none. */
export const RunState = z.object({
  api: z.string().nullable(),
  backoffice: z.string().nullable(),
  eventstore: z.string().nullable(),
  postgres: z.string().nullable(),
  nats: z.string().nullable(),
  redis: z.string().nullable(),
  dataDir: z.string(),
  /** True once requests are served. */
  ready: z.boolean(),
  pid: z.number(),
});
export type RunState = z.infer<typeof RunState>;

const stateFile = (dataDir: string): string => join(dataDir, "run/status.json");

/** Only for whoever holds the data folder. The URLs hold passwords, so only its owner may read it. */
export const writeRunState = async (state: RunState): Promise<void> => {
  const file = stateFile(state.dataDir);
  await writeFile(`${file}.new`, JSON.stringify(state), { mode: 0o600 });
  await rename(`${file}.new`, file);
};

export const clearRunState = (dataDir: string): Promise<void> => rm(stateFile(dataDir), { force: true });

/** The backend that runs on this data folder, or null. What a killed one left behind counts for nothing. */
export const readRunState = async (dataDir: string): Promise<RunState | null> => {
  const user = await userOf(dataDir);
  if (!user) return null;
  const nothingYet = { api: null, backoffice: null, eventstore: null, postgres: null, nats: null, redis: null };
  const starting: RunState = { ...nothingYet, dataDir, ready: false, pid: user.pid };
  try {
    const state = RunState.parse(JSON.parse(await readFile(stateFile(dataDir), "utf8")));
    return state.pid === user.pid ? state : starting;
  } catch {
    return starting;
  }
};
