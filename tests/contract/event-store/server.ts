import { randomUUID } from "node:crypto";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { startEventNode } from "#event-node/event-node.js";

/** The event node, or the server that EVENTSTORE_URL names. Imports no client: two of them in one process collide. */
export type ServerUnderTest = { readonly url: string; stop(): Promise<void> };

export const openServerUnderTest = async (): Promise<ServerUnderTest> => {
  const given = process.env["EVENTSTORE_URL"];
  if (given !== undefined && given !== "") return { url: given, stop: async () => undefined };
  const dataDir = await mkdtemp(join(tmpdir(), "event-node-"));
  const node = await startEventNode({ port: 0, dataDir });
  const stop = async (): Promise<void> => {
    await node.stop();
    await rm(dataDir, { recursive: true, force: true });
  };
  return { url: node.connectionString, stop };
};

/** A stream that nobody else uses. */
export const freshStream = (prefix = "contract"): string => `${prefix}-${randomUUID()}`;

/** The error of something that must fail. */
export const failureOf = async (work: Promise<unknown>): Promise<Error & Record<string, unknown>> => {
  const outcome = await work.then(
    (value) => ({ value }),
    (error: Error & Record<string, unknown>) => ({ error }),
  );
  if ("error" in outcome) return outcome.error;
  throw new Error(
    `Expected a failure, got ${JSON.stringify(outcome.value, (_, v) => (typeof v === "bigint" ? `${v}` : v))}`,
  );
};
