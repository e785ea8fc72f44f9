import { Argument, Command } from "commander";
import { runMigrations } from "#cli/run-migrations.js";
import { runningDatabase } from "#cli/running-backend.js";

/** Database migrations by hand. start-backend runs both phases by itself. */
export const migrate = (): Command =>
  new Command("migrate")
    .summary("bring the tables up to date, before (pre) or after (post) new code")
    .description(
      "Runs the missing migrations of one phase on DATABASE_URL, or on the Postgres of the running backend. pre runs before the new code starts and only adds; post runs after it and may drop.",
    )
    .addArgument(new Argument("<phase>", "which folder of migrations/").choices(["pre", "post"]))
    .addHelpText("after", "\nExample:\n  ./pc migrate pre")
    .action(async (phase: "pre" | "post") => {
      await runMigrations(await runningDatabase(), phase, (line) => void process.stderr.write(`${line}\n`));
    });
