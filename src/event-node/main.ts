import { eventNodeCommand } from "./command.js";

try {
  await eventNodeCommand().parseAsync();
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
}
