import { Command } from "commander";
import { progress } from "#cli/progress.js";
import { configOfRunning } from "#cli/running-backend.js";
import { OperatorError } from "#embedded/operator-error.js";

/** Ready-made data sets, made by commands. */
export const sandbox = (): Command =>
  new Command("sandbox")
    .summary("fill the running backend with a ready-made data set")
    .description(
      "Fills the running backend with a ready-made data set, by commands: a history like any other. Run again, it makes only what is missing. Needs CAN_RUN_SANDBOX, on by default in development.",
    )
    .requiredOption("-n, --name <name>", "the data set: tiny")
    .addHelpText("after", "\nExample:\n  ./pc sandbox -n tiny")
    .action(async ({ name }: { name: string }) => {
      const config = await configOfRunning();
      if (!config.canRunSandbox)
        throw new OperatorError(
          `CAN_RUN_SANDBOX is off, as always with ENV=${config.env} unless it is set: set CAN_RUN_SANDBOX=1 to fill this installation with test data.`,
        );
      const [{ openConsole }, { fillingAlone }, { runSandbox, UnknownSandbox }, { keepShowcase }] = await Promise.all([
        import("#main/console.js"),
        import("#main/sandbox-lock.js"),
        import("#sandbox/index.js"),
        import("#main/showcase.js"),
      ]);
      const open = await openConsole(config);
      const bar = progress(`Sandbox ${name}`, null);
      try {
        const onProgress = ({ done, label }: { done: number; label: string }) => bar.advance(done, label);
        const report = await fillingAlone(config.databaseUrl ?? "", () => runSandbox(name, { ...open, onProgress }));
        bar.finish(
          report.appends === 0
            ? `Sandbox ${name} was there already`
            : `Sandbox ${name} made, in ${report.appends} appends`,
        );
        await keepShowcase(config.dataDir, report);
        process.stdout.write(`${JSON.stringify(report, withBigints, 2)}\n`);
      } catch (error) {
        throw error instanceof UnknownSandbox ? new OperatorError(error.message) : error;
      } finally {
        bar.finish();
        await open.close();
      }
    });

const withBigints = (_key: string, value: unknown): unknown => (typeof value === "bigint" ? String(value) : value);
