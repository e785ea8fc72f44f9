import { write as writeCallback, writeSync } from "node:fs";
import { promisify } from "node:util";

/** Resolves when all bytes are written at this place. */
export type DiskWriter = (descriptor: number, bytes: Buffer, at: number) => Promise<void>;

const writeElsewhere = promisify(writeCallback);

/** Slower than this a write is no longer waited for. */
const SLOW_MS = 1;
/** So many writes are then done elsewhere, before the disk gets another chance. */
const WRITES_ELSEWHERE = 50;

/**
 * Writes to a descriptor that syncs. Giving a write to another thread and taking its answer costs as much as a fast
 * disk takes for it, so that a fast disk is waited for here; with a slow one other work goes on meanwhile.
 */
export const createDiskWriter = (): DiskWriter => {
  let elsewhere = 0;

  return async (descriptor, bytes, at) => {
    const begun = performance.now();
    const waits = elsewhere === 0;
    for (let done = 0; done < bytes.length; ) {
      const rest = [bytes, done, bytes.length - done, at + done] as const;
      done += waits ? writeSync(descriptor, ...rest) : (await writeElsewhere(descriptor, ...rest)).bytesWritten;
    }
    if (!waits) elsewhere -= 1;
    else if (performance.now() - begun > SLOW_MS) elsewhere = WRITES_ELSEWHERE;
  };
};
