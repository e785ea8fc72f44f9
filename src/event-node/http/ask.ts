import { readFileSync } from "node:fs";
import type { RequestOptions } from "node:http";
import { request as plainRequest } from "node:http";
import { request as secureRequest } from "node:https";

/** How long the node may take to answer. */
const TIMEOUT_MS = 30_000;

/**
 * Asks a page of a running node, named by the connection string that its clients use: with its credentials, and with
 * `tlsCAFile` for a certificate of one's own authority. Answers the JSON; anything but 200 is an error.
 */
export const askNode = async (connectionString: string, path: string, method: "GET" | "POST"): Promise<unknown> => {
  const node = new URL(connectionString.replace(/^esdb(\+discover)?:/, "http:"));
  const { searchParams: settings, hostname, port, username, password } = node;
  const place = `${hostname}:${port || "2113"}`;
  const caFile = settings.get("tlsCAFile");
  const options: RequestOptions & { ca?: Buffer } = {
    hostname,
    port: port || 2113,
    path,
    method,
    timeout: TIMEOUT_MS,
    ...(username === "" ? {} : { auth: `${decodeURIComponent(username)}:${decodeURIComponent(password)}` }),
    ...(caFile === null ? {} : { ca: readFileSync(caFile) }),
  };
  const { status, body } = await send(settings.get("tls") === "false" ? plainRequest : secureRequest, options).catch(
    (error: Error) => {
      throw new Error(`No node answers at ${place}. Start it, or name another with --url (${error.message})`);
    },
  );
  if (status === 401) throw new Error(`${place} wants a login: --url "esdb://LOGIN:PASSWORD@${place}?…"`);
  if (status === 403) throw new Error(`${username} may not do this on ${place}: it takes somebody of $ops or $admins`);
  if (status !== 200) throw new Error(`${place}${path} answered ${status}: ${body}`);
  return JSON.parse(body);
};

const send = (
  request: typeof plainRequest | typeof secureRequest,
  options: RequestOptions,
): Promise<{ status: number | undefined; body: string }> =>
  new Promise((resolve, reject) => {
    const asked = request(options, (response) => {
      let body = "";
      response.setEncoding("utf8").on("data", (chunk: string) => {
        body += chunk;
      });
      response.on("end", () => resolve({ status: response.statusCode, body })).on("error", reject);
    });
    asked.on("timeout", () => asked.destroy(new Error(`no answer within ${TIMEOUT_MS / 1000} s`)));
    asked.on("error", reject).end();
  });
