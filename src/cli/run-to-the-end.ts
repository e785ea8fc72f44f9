import { inspect } from "node:util";
import { OperatorError } from "#embedded/operator-error.js";

/**
 * Runs something that stays until it is stopped, and then ends this process: what still waits (a keep-alive connection, a
 * timer) has no say. What an operator can put right is one line; anything else comes with its stack and its causes.
 */
export const runToTheEnd = async (work: (tell: (line: string) => void) => Promise<number>): Promise<never> => {
  // A terminal that was closed cannot be written to any more, which must not keep us from stopping in good order.
  for (const stream of [process.stdout, process.stderr]) stream.on("error", () => undefined);
  const tell = (line: string) => void process.stderr.write(`${line}\n`);
  try {
    process.exit(await work(tell));
  } catch (error) {
    tell(error instanceof OperatorError ? error.message : inspect(error));
    process.exit(1);
  }
};
