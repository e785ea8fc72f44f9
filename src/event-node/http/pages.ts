import type { IncomingMessage, RequestListener, ServerResponse } from "node:http";
import type { Scavenger } from "../care/scavenge.js";
import { SERVER_VERSION } from "../services/server-features.js";

export type Stats = Readonly<Record<string, string | number>>;

export type HttpParts = {
  readonly isReady: () => boolean;
  readonly stats: () => Stats;
  readonly members: () => readonly object[];
  readonly scavenger: Scavenger;
};

type Page = (response: ServerResponse, url: URL) => void;

/** The small HTTP side of the port (eventstore-protocol.md, section 7): health checks and tools ask here. */
export const httpPages = ({ isReady, stats, members, scavenger }: HttpParts): RequestListener => {
  const pages = new Map<string, Page>([
    ["/health/live", (response, url) => response.writeHead(isReady() ? liveCode(url) : 503).end()],
    ["/ping", (response) => json(response, { msgTypeId: 1, text: "Ping request successfully handled" })],
    ["/info", (response) => json(response, info)],
    ["/gossip", (response) => json(response, { members: members() })],
    ["/stats", (response) => json(response, stats())],
    ["/admin/scavenge", (response) => json(response, scavenger.current() ?? { state: "none" })],
  ]);
  const actions = new Map<string, Page>([["/admin/scavenge", (response) => json(response, scavenger.start())]]);
  return (request, response) => {
    const url = new URL(request.url ?? "/", "http://node");
    if (!pages.has(url.pathname)) text(response, 404, "Not Found");
    else {
      const page = (isRead(request) ? pages : request.method === "POST" ? actions : undefined)?.get(url.pathname);
      if (page === undefined) text(response, 405, "Method Not Allowed");
      else page(response, url);
    }
  };
};

const info = {
  esVersion: SERVER_VERSION,
  state: "leader",
  features: { projections: false, userManagement: false, atomPub: false },
  authentication: { type: "insecure", properties: {} },
};

const isRead = ({ method }: IncomingMessage): boolean => method === "GET" || method === "HEAD";

const liveCode = (url: URL): number => {
  const asked = Number(url.searchParams.get("liveCode"));
  return Number.isInteger(asked) && asked >= 200 && asked <= 599 ? asked : 204;
};

const json = (response: ServerResponse, body: object): void => {
  response.writeHead(200, { "content-type": "application/json" }).end(JSON.stringify(body));
};

const text = (response: ServerResponse, status: number, body: string): void => {
  response.writeHead(status, { "content-type": "text/plain" }).end(body);
};
