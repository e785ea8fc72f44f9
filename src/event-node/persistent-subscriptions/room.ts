import type { GroupSettings } from "./settings.js";

/** Events read ahead of their delivery, whatever the settings say. About 200 bytes each. */
export const MAX_READ_AHEAD = 10_000;

export type Sizes = Pick<GroupSettings, "liveBufferSize" | "historyBufferSize" | "readBatchSize">;

/**
 * How many events a group may read beside the `held` it has. History is read when a whole batch fits, what comes live
 * as soon as there is any room; 0 while live means that the consumers have fallen behind.
 */
export const roomIn = (
  { liveBufferSize, historyBufferSize, readBatchSize }: Sizes,
  live: boolean,
  held: number,
): number => {
  const size = Math.min(live ? liveBufferSize : historyBufferSize, MAX_READ_AHEAD);
  const least = live ? 1 : Math.max(1, Math.min(readBatchSize, size));
  const room = size - held;
  return room >= least ? room : 0;
};
