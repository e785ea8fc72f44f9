/**
 * Settles on the first Ctrl-C, SIGTERM or hang-up. The second one ends the process at once: its children end with it.
 */
export const untilAskedToStop = (tell: (line: string) => void): Promise<{ signal: NodeJS.Signals }> =>
  new Promise((resolve) => {
    let asked = false;
    const onSignal = (signal: NodeJS.Signals) => {
      if (asked) process.exit(130);
      asked = true;
      tell("Stopping. Once more to stop at once.");
      resolve({ signal });
    };
    for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) process.on(signal, onSignal);
  });
