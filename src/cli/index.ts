import { Command } from "commander";
import { OperatorError } from "#embedded/operator-error.js";

/** Every verb by name. Only the one that is asked for is loaded, so that a small verb answers at once. */
const verbs: Readonly<Record<string, () => Promise<Command>>> = {
  "start-backend": async () => (await import("#cli/start-backend.js")).startBackend(),
  "restart-backend": async () => (await import("#cli/restart-backend.js")).restartBackend(),
  "test-backend": async () => (await import("#cli/test-backend.js")).testBackend(),
  sandbox: async () => (await import("#cli/sandbox.js")).sandbox(),
  migrate: async () => (await import("#cli/migrate.js")).migrate(),
  "event-node": async () => (await import("#cli/event-node.js")).eventNode(),
  status: async () => (await import("#cli/status.js")).status(),
  audit: async () => (await import("#cli/audit.js")).audit(),
  projections: async () => (await import("#cli/projections.js")).projections(),
  logs: async () => (await import("#cli/logs.js")).logs(),
  psql: async () => (await import("#cli/psql.js")).psql(),
  console: async () => (await import("#cli/console.js")).console(),
  "install-hooks": async () => (await import("#cli/install-hooks.js")).installHooks(),
};

const main = async (args: readonly string[]): Promise<void> => {
  const [first, ...rest] = args;
  if (first === undefined || first === "--help" || first === "-h") return printVerbs();
  if (first === "help") return rest[0] === undefined ? printVerbs() : main([rest[0], "--help"]);
  const load = verbs[first];
  if (!load) throw new OperatorError(`There is no verb "${first}". Verbs: ${Object.keys(verbs).join(", ")}, help.`);
  await new Command("pc").addCommand(await load()).parseAsync([...args], { from: "user" });
};

const printVerbs = async (): Promise<void> => {
  const program = new Command("pc")
    .usage("<verb> [options]")
    .description("The pass Culture backend: start it, test it, look into it.")
    .helpCommand("help [verb]", "Show the options of a verb and an example")
    .addHelpText(
      "after",
      "\nFirst steps:\n  ./pc start-backend     everything in one go, Ctrl-C stops it\n  ./pc help sandbox      how to fill it with data",
    );
  for (const load of Object.values(verbs)) program.addCommand(await load());
  program.outputHelp();
};

try {
  await main(process.argv.slice(2));
} catch (error) {
  if (!(error instanceof OperatorError)) throw error;
  process.stderr.write(`${error.message}\n`);
  process.exitCode = 1;
}
