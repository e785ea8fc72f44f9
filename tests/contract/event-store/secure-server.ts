import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { startEventNode } from "#event-node/event-node.js";
import { makeCertificate } from "#tests/support/certificate.js";

/** Logins of every real node with access control, with the password that it starts with. */
export const ADMIN = { username: "admin", password: "changeit" };
export const OPS = { username: "ops", password: "changeit" };

/** A server with TLS and accounts. `url` holds no credentials. */
export type SecureServer = { readonly url: string; stop(): Promise<void> };

/** The event node over TLS, or the server that EVENTSTORE_SECURE_URL names (with `tlsCAFile`, without credentials). */
export const openSecureServer = async (): Promise<SecureServer> => {
  const given = process.env["EVENTSTORE_SECURE_URL"];
  if (given !== undefined && given !== "") return { url: given, stop: async () => undefined };
  const dir = await mkdtemp(join(tmpdir(), "secure-node-"));
  const tls = await makeCertificate(dir);
  const node = await startEventNode({ port: 0, dataDir: join(dir, "events"), tls, users: "development" });
  const stop = async (): Promise<void> => {
    await node.stop();
    await rm(dir, { recursive: true, force: true });
  };
  return { url: `${node.connectionString}&tlsCAFile=${tls.certFile}`, stop };
};
