import { join } from "node:path";
import { startLeashed } from "#embedded/leash.js";
import { startPostgres } from "#embedded/postgres.js";

/** A process with a Postgres and a deaf child on the leash, for a test to kill. Prints their ids as JSON and stays. */
const [folder = ""] = process.argv.slice(2);
const logFile = join(folder, "children.log");
const postgres = await startPostgres({ dataDir: folder, port: 0, logFile, durable: false, tell: () => undefined });
const deaf = startLeashed({
  command: "/bin/sh",
  args: ["-c", 'trap "" TERM; echo $$ > "$1/deaf.pid"; while :; do sleep 0.1; done', "sh", folder],
  logFile,
  stopSignal: "TERM",
  patienceSeconds: 1,
});
process.stdout.write(`${JSON.stringify({ url: postgres.url, holders: [postgres.child.pid, deaf.pid] })}\n`);
setInterval(() => undefined, 1_000);
