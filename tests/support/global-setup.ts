import { chmod, mkdtemp, rm } from "node:fs/promises";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { TestProject } from "vitest/node";
import { type EmbeddedPostgres, startPostgres } from "#embedded/postgres.js";

declare module "vitest" {
  interface ProvidedContext {
    /** Answers GET /postgres with the URL of the run's Postgres, which the first question starts. */
    testServersUrl: string;
    /** Servers that the run was told to do without, in TEST_WITHOUT: nats, redis. */
    without: readonly string[];
  }
}

/** What the test files of one run share lives here, in vitest's own process: a run that needs no Postgres starts none. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const folder = await mkdtemp(join(tmpdir(), "culture-tests-"));
  await chmod(folder, 0o711); // as root, Postgres runs as another user, which must pass
  let starting: Promise<EmbeddedPostgres> | null = null;
  const postgres = (): Promise<EmbeddedPostgres> => {
    starting ??= startPostgres({
      dataDir: folder,
      port: 0,
      logFile: join(folder, "postgres.log"),
      durable: false,
      tell: () => undefined,
    });
    return starting;
  };

  const server = createServer((_request, response) => {
    postgres().then(
      ({ url }) => response.end(url),
      (error: unknown) => response.writeHead(500).end(String(error)),
    );
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  project.provide("testServersUrl", `http://127.0.0.1:${port}`);

  project.provide("without", (process.env["TEST_WITHOUT"] ?? "").split(",").filter(Boolean));

  return async () => {
    server.close();
    await starting?.then(({ child }) => child.stop()).catch(() => undefined); // a test has told why it did not start
    await rm(folder, { recursive: true, force: true });
  };
}
