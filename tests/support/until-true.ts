import { setTimeout as sleep } from "node:timers/promises";

/** Waits until something holds, for processes that cannot tell us themselves. Failing to find out counts as no. */
export const untilTrue = async (holds: () => boolean | Promise<boolean>, withinMs = 15_000): Promise<void> => {
  const deadline = Date.now() + withinMs;
  while (Date.now() < deadline) {
    const held = await Promise.resolve()
      .then(holds)
      .catch(() => false);
    if (held) return;
    await sleep(50);
  }
  throw new Error(`it did not come about within ${withinMs / 1000} s`);
};
