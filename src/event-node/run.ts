import type { EventNodeOptions } from "./event-node.js";
import { startEventNode } from "./event-node.js";
import { messageOf } from "./guarded.js";

/** Runs a node until SIGTERM or SIGINT; SIGHUP makes it read certificate and accounts again; with `leash` also until stdin closes, as it does when the parent is killed. */
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
  if (options.tls !== undefined)
    process.on("SIGHUP", () => {
      node.reload().then(
        () => console.error("Certificate and accounts were read again"),
        (error: unknown) => console.error(`Nothing was changed: ${messageOf(error)}`),
      );
    });
  if (leash) process.stdin.on("end", stop).on("error", stop).resume();
  console.log(node.connectionString);
};
