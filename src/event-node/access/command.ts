import { createInterface } from "node:readline";
import { Command } from "commander";
import { guarded } from "../guarded.js";
import { addUser } from "./users-file.js";

/** Accounts from the command line. The password comes from standard input: never an argument, which others could see. */
export const addUserCommand = (): Command =>
  new Command("add-user")
    .description("Add an account to a users file, or give it another password; reads the password from standard input")
    .argument("<login>", "who: admin and ops are what they are on a real node")
    .option("--users <file>", "the users file; created when missing (required)")
    .option("--group <name...>", "groups, such as $admins, $ops or your own (default: as before)")
    .addHelpText(
      "after",
      "\nExample:\n  pc event-node add-user admin --users .data/users < password.txt\nA node that is running reads the file again on SIGHUP.",
    )
    .action(
      guarded(async (login: string, { group }: { group?: string[] }, command: Command) => {
        const { users } = command.optsWithGlobals<{ users?: string }>();
        if (users === undefined) throw new Error("Name the users file: --users FILE");
        await addUser(users, login, await passwordFromInput(login), group);
        console.log(`${login} stands in ${users}`);
      }),
    );

/** One line; at a terminal it is asked for and not shown. */
const passwordFromInput = async (login: string): Promise<string> => {
  const { stdin, stderr } = process;
  if (stdin.isTTY) stderr.write(`Password for ${login}: `);
  const lines = createInterface({ input: stdin, terminal: stdin.isTTY });
  try {
    for await (const line of lines) return line;
    throw new Error("No password came from standard input");
  } finally {
    lines.close();
    if (stdin.isTTY) stderr.write("\n");
  }
};
