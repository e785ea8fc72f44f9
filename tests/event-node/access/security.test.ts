import { once } from "node:events";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { connect as connectHttp2 } from "node:http2";
import { request } from "node:https";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { connect } from "node:tls";
import { AccessDeniedError, EventStoreDBClient, jsonEvent } from "@eventstore/db-client";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { addUser } from "#event-node/access/users-file.js";
import type { EventNode, EventNodeOptions } from "#event-node/event-node.js";
import { startEventNode } from "#event-node/event-node.js";
import { askNode } from "#event-node/http/ask.js";
import type { CertificateFiles } from "#tests/support/certificate.js";
import { makeCertificate } from "#tests/support/certificate.js";
import { startListenedProcess } from "../node-process.js";

let dir: string;
let tls: CertificateFiles;
const nodes: EventNode[] = [];
beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), "node-security-"));
  tls = await makeCertificate(dir);
});
afterEach(async () => {
  await Promise.all(nodes.splice(0).map((node) => node.stop()));
  await rm(dir, { recursive: true, force: true });
});

const start = async (options: Partial<EventNodeOptions>): Promise<EventNode> => {
  const node = await startEventNode({ port: 0, dataDir: join(dir, "events"), ...options });
  nodes.push(node);
  return node;
};
const usersFile = async (folder: string): Promise<string> => {
  const file = join(folder, "users");
  await addUser(file, "admin", "correct horse");
  await addUser(file, "ops", "battery staple");
  await addUser(file, "relay", "tr0ub4dor&3");
  return file;
};

describe("a node refuses to start", () => {
  it.each<[string, Partial<EventNodeOptions>, string]>([
    ["without TLS on an address that others reach", { host: "0.0.0.0" }, "--insecure"],
    ["with accounts and without TLS", { users: "development" }, "Accounts need TLS"],
  ])("%s", async (_, options, reason) => {
    await expect(start(options)).rejects.toThrow(reason);
  });

  it("with TLS and without accounts", async () => {
    await expect(start({ tls })).rejects.toThrow("TLS goes with accounts");
  });

  it("with files that are no certificate, or not there", async () => {
    await writeFile(join(dir, "nonsense"), "nonsense");
    const nonsense = { ...tls, certFile: join(dir, "nonsense") };
    await expect(start({ tls: nonsense, users: "development" })).rejects.toThrow("are no certificate and its key");
    const missing = { ...tls, keyFile: join(dir, "missing") };
    await expect(start({ tls: missing, users: "development" })).rejects.toThrow(
      /key .*missing cannot be read \(ENOENT\)/,
    );
  });

  it("with a key of another certificate", async () => {
    const other = await makeCertificate(dir, "other");
    const mixed = { certFile: tls.certFile, keyFile: other.keyFile };
    await expect(start({ tls: mixed, users: "development" })).rejects.toThrow("are no certificate and its key");
  });
});

it("listens for others without TLS when it is told so by name", async () => {
  const node = await start({ host: "0.0.0.0", insecure: true });
  expect(node.connectionString).toBe(`esdb://127.0.0.1:${node.port}?tls=false`);
});

/** As curl and browsers ask over TLS. */
const statusOverHttp2 = async (port: number, path: string, method: string, auth?: string): Promise<unknown> => {
  const session = connectHttp2(`https://localhost:${port}`, { rejectUnauthorized: false });
  const authorization = auth === undefined ? {} : { authorization: `Basic ${Buffer.from(auth).toString("base64")}` };
  const asked = session.request({ ":path": path, ":method": method, ...authorization });
  const [headers] = await once(asked.end(), "response");
  asked.resume();
  await once(asked, "close");
  session.close();
  return headers[":status"];
};

describe("the HTTP pages of a node with accounts", () => {
  let pages: EventNode;
  let files: string;
  let certificate: CertificateFiles;
  beforeAll(async () => {
    files = await mkdtemp(join(tmpdir(), "node-pages-"));
    certificate = await makeCertificate(files);
    const users = { file: await usersFile(files) };
    pages = await startEventNode({ port: 0, dataDir: join(files, "events"), tls: certificate, users });
  });
  afterAll(async () => {
    await pages.stop();
    await rm(files, { recursive: true, force: true });
  });

  const anybody = { stranger: 200, relay: 200, ops: 200 };
  it.each([
    ["GET", "/ping", anybody],
    ["GET", "/info", anybody],
    ["GET", "/gossip", anybody],
    ["GET", "/health/live?liveCode=200", anybody],
    ["GET", "/stats", { stranger: 401, relay: 200, ops: 200 }],
    ["GET", "/admin/scavenge", { stranger: 401, relay: 403, ops: 200 }],
    ["POST", "/admin/scavenge", { stranger: 401, relay: 403, ops: 200 }],
  ])("%s %s", async (method, path, expected) => {
    const { port } = pages;
    const status = async (auth?: string): Promise<number | undefined> => {
      const asked = request({ port, path, method, rejectUnauthorized: false, ...(auth === undefined ? {} : { auth }) });
      const [response] = await once(asked.end(), "response");
      response.resume();
      expect(await statusOverHttp2(port, path, method, auth)).toBe(response.statusCode);
      return response.statusCode;
    };
    expect({
      stranger: await status(),
      relay: await status("relay:tr0ub4dor&3"),
      ops: await status("ops:battery staple"),
    }).toEqual(expected);
    if (expected.stranger === 401) expect(await status("ops:wrong")).toBe(401);
  });

  it("are asked by the command line with the login of a connection string", async () => {
    const { connectionString } = pages;
    const url = `${connectionString}&tlsCAFile=${certificate.certFile}`;
    const as = (login: string): string => url.replace("//", `//${login}@`);
    expect(await askNode(as("ops:battery%20staple"), "/admin/scavenge", "POST")).toHaveProperty("scavengeId");
    await expect(askNode(url, "/admin/scavenge", "GET")).rejects.toThrow("wants a login");
    await expect(askNode(as("relay:tr0ub4dor&3"), "/admin/scavenge", "POST")).rejects.toThrow("relay may not do this");
    await expect(askNode(connectionString, "/ping", "GET")).rejects.toThrow("No node answers");
  });
});

describe("a node as a process, with TLS", () => {
  const serialOf = async (port: number): Promise<string> => {
    const socket = connect({ port, rejectUnauthorized: false });
    await once(socket, "secureConnect");
    const { serialNumber } = socket.getPeerCertificate();
    socket.destroy();
    return serialNumber;
  };
  const canAppend = async (url: string, login: string): Promise<boolean> => {
    const client = EventStoreDBClient.connectionString(url.replace("//", `//${login}@`));
    try {
      await client.appendToStream("security", jsonEvent({ type: "Noted", data: {} }));
      return true;
    } catch (error) {
      if (error instanceof AccessDeniedError) return false;
      throw error;
    } finally {
      await client.dispose();
    }
  };

  it("reads certificate and accounts again on SIGHUP, and keeps what it has when one is wrong", async () => {
    const users = await usersFile(dir);
    const flags = ["--tls-cert", tls.certFile, "--tls-key", tls.keyFile, "--users", users];
    const node = await startListenedProcess(join(dir, "events"), ...flags);
    const said = createInterface({ input: node.child.stderr as NodeJS.ReadableStream })[Symbol.asyncIterator]();
    const renew = async (): Promise<string> => {
      node.child.kill("SIGHUP");
      return (await said.next()).value as string;
    };
    const url = `${node.url}&tlsCAFile=${tls.certFile}`;
    const port = Number(new URL(node.url.replace("esdb", "http")).port);
    const before = await serialOf(port);
    expect(await canAppend(url, "relay:tr0ub4dor&3")).toBe(true);

    await makeCertificate(dir);
    await addUser(users, "relay", "another password");
    expect(await renew()).toBe("Certificate and accounts were read again");
    expect(await serialOf(port)).not.toBe(before);
    expect(await canAppend(url, "relay:tr0ub4dor&3")).toBe(false);
    expect(await canAppend(url, "relay:another password")).toBe(true);

    await writeFile(users, "nonsense\n");
    expect(await renew()).toContain("Nothing was changed: ");
    expect(await canAppend(url, "relay:another password")).toBe(true);
    expect(await node.end("SIGTERM")).toBe(0);
  });
});
