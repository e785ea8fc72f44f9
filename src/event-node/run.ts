import type { EventNodeOptions } from "./event-node.js";
import { startEventNode } from "./event-node.js";

/** Runs a node until SIGTERM or SIGINT; with `leash` also until stdin closes, as it does when the parent is killed. */
export const runEventNode = async ({
  leash,
  ...options
}: EventNodeOptions & { readonly leash: boolean }): Promise<void> => {
  const node = await startEventNode(options);
  let stopping = false;
  const stop = (): void => {
    if (stopping) return;
    stopping = true;
    node.stop().then(
      () => process.exit(0),
      (error: unknown) => {
        console.error(error);
        process.exit(1);
      },
    );
  };
  process.on("SIGTERM", stop);
  process.on("SIGINT", stop);
  if (leash) process.stdin.on("end", stop).on("error", stop).resume();
  console.log(node.connectionString);
};
