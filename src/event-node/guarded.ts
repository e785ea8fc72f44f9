export const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));

/** For a command line: what goes wrong is told in one line, without a stack, and the exit code is 1. */
export const guarded =
  <Arguments extends readonly unknown[]>(action: (...given: Arguments) => Promise<void>) =>
  async (...given: Arguments): Promise<void> => {
    try {
      await action(...given);
    } catch (error) {
      process.stderr.write(`${messageOf(error)}\n`);
      process.exitCode = 1;
    }
  };
