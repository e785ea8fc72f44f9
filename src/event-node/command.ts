import { Command, InvalidArgumentError } from "commander";
import { careCommands } from "./care/commands.js";
import { guarded } from "./guarded.js";
import { runEventNode } from "./run.js";

type Options = {
  readonly port: number;
  readonly host: string;
  readonly data?: string;
  readonly advertise?: string;
  readonly maxAppendSize?: number;
  readonly leash?: boolean;
};

/** The command line of the node: prints its connection string on stdout once it is ready. */
export const eventNodeCommand = (): Command => {
  const command = new Command("event-node")
    .description("Run a single durable event store that EventStoreDB's clients can talk to")
    .option("--data <dir>", "folder that holds the log; created when missing (required)")
    .option("--port <number>", "port for gRPC and HTTP; 0 takes a free one", port, 2113)
    .option("--host <address>", "address to listen on", "127.0.0.1")
    .option("--advertise <host>", "name under which clients reach this node (default: the address)")
    .option("--max-append-size <bytes>", "largest append (default: 1048576)", bytes)
    .option("--leash", "stop when stdin closes, so that the node ends with the process that started it")
    .addHelpText(
      "after",
      "\nExample:\n  pc event-node --port 2113 --data .data/events\n  (prints esdb://127.0.0.1:2113?tls=false when ready; stops on Ctrl-C)",
    )
    .action(
      guarded(async ({ data, maxAppendSize, leash = false, ...rest }: Options) => {
        if (data === undefined) throw new Error("Name the folder of the log: --data DIR");
        const size = maxAppendSize === undefined ? {} : { maxAppendBytes: maxAppendSize };
        await runEventNode({ ...rest, ...size, dataDir: data, leash });
      }),
    );
  for (const care of careCommands()) command.addCommand(care);
  return command;
};

const port = (text: string): number => {
  const value = Number(text);
  if (Number.isInteger(value) && value >= 0 && value <= 65_535) return value;
  throw new InvalidArgumentError("A port is a number from 0 to 65535.");
};

const bytes = (text: string): number => {
  const value = Number(text);
  if (Number.isInteger(value) && value >= 1) return value;
  throw new InvalidArgumentError("A size is a whole number of bytes, at least 1.");
};
