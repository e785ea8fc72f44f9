import { Command, InvalidArgumentError } from "commander";
import { addUserCommand } from "./access/command.js";
import type { SecurityOptions } from "./access/security.js";
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
  readonly tlsCert?: string;
  readonly tlsKey?: string;
  readonly users?: string;
  readonly devUsers?: boolean;
  readonly insecure?: boolean;
};

/** The command line of the node: prints its connection string on stdout once it is ready. */
export const eventNodeCommand = (): Command => {
  const command = new Command("event-node")
    .description("Run a single durable event store that EventStoreDB's clients can talk to")
    .option("--data <dir>", "folder that holds the log; created when missing (required)")
    .option("--port <number>", "port for gRPC and HTTP; 0 takes a free one", port, 2113)
    .option("--host <address>", "address to listen on", "127.0.0.1")
    .option("--advertise <host>", "name under which clients reach this node (default: the address)")
    .option("--tls-cert <file>", "serve over TLS with this certificate (PEM, with its chain); needs accounts")
    .option("--tls-key <file>", "the certificate's key (PEM)")
    .option("--users <file>", "accounts, as pc event-node add-user writes them")
    .option("--dev-users", "DEVELOPMENT ONLY: accounts admin and ops with the password changeit")
    .option("--insecure", "without TLS: offer everything to everybody, also on other addresses than this machine's own")
    .option("--max-append-size <bytes>", "largest append (default: 1048576)", bytes)
    .option("--leash", "stop when stdin closes, so that the node ends with the process that started it")
    .addHelpText(
      "after",
      "\nExample:\n  pc event-node --port 2113 --data .data/events\n  (prints esdb://127.0.0.1:2113?tls=false when ready; stops on Ctrl-C)",
    )
    .action(
      guarded(async ({ data, maxAppendSize, port, host, advertise, leash = false, ...security }: Options) => {
        if (data === undefined) throw new Error("Name the folder of the log: --data DIR");
        const named = advertise === undefined ? {} : { advertise };
        const size = maxAppendSize === undefined ? {} : { maxAppendBytes: maxAppendSize };
        await runEventNode({ port, host, ...named, ...size, ...securityIn(security), dataDir: data, leash });
      }),
    );
  for (const verb of [...careCommands(), addUserCommand()]) command.addCommand(verb);
  return command;
};

type SecurityFlags = Pick<Options, "tlsCert" | "tlsKey" | "users" | "devUsers" | "insecure">;

const securityIn = ({ tlsCert, tlsKey, users, devUsers, insecure }: SecurityFlags): SecurityOptions => {
  if ((tlsCert === undefined) !== (tlsKey === undefined)) throw new Error("--tls-cert and --tls-key go together");
  if (users !== undefined && devUsers === true) throw new Error("Either --users or --dev-users, not both");
  return {
    ...(tlsCert === undefined || tlsKey === undefined ? {} : { tls: { certFile: tlsCert, keyFile: tlsKey } }),
    ...(users === undefined ? {} : { users: { file: users } }),
    ...(devUsers === true ? { users: "development" } : {}),
    ...(insecure === undefined ? {} : { insecure }),
  };
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
