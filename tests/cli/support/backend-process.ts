import { appendFileSync } from "node:fs";
import { createServer } from "node:http";
import { join } from "node:path";
import { runToTheEnd } from "#cli/run-to-the-end.js";
import { loadConfig } from "#config.js";
import { runAllInOne, type Wiring } from "#main/all-in-one.js";

/** start-backend with a small API and a small background process, each of which notes in `order` what becomes of it. */
const config = loadConfig();
const note = (line: string) => appendFileSync(join(config.dataDir, "order"), `${line}\n`);

const wiring: Wiring = {
  migrate: async () => note("migrated"),
  startApi: async ({ apiHost }, _, { port, release }) => {
    await release();
    const server = createServer((_request, response) => void response.end("here"));
    await new Promise<void>((resolve) => server.listen(port, apiHost, resolve));
    note("api up");
    return {
      close: async () => {
        server.close();
        note("api closed");
      },
    };
  },
  backgroundScript: join(import.meta.dirname, "background-process.ts"),
  fillWhenEmpty: async () => note("filled"),
  banner: async ({ api }) => `serving ${api}\n`,
};

await runToTheEnd((tell) => runAllInOne(config, wiring, tell));
