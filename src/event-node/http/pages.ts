import type { Caller } from "../access/caller.js";
import { isKnown, isOperator } from "../access/caller.js";
import type { Scavenger } from "../care/scavenge.js";
import type { CallerOf } from "../grpc/server.js";
import { RpcError, Status } from "../grpc/status.js";
import { SERVER_VERSION } from "../services/server-features.js";

export type Stats = Readonly<Record<string, string | number>>;

export type HttpParts = {
  readonly isReady: () => boolean;
  readonly stats: () => Stats;
  readonly members: () => readonly object[];
  readonly scavenger: Scavenger;
  readonly callerOf: CallerOf;
  /** How callers show who they are: `insecure` without TLS. */
  readonly authentication: "insecure" | "internal";
};

/** What pages need of a request and its response; those of HTTP/1.1 and of HTTP/2 both have it. */
export type PageRequest = {
  readonly method?: string | undefined;
  readonly url?: string | undefined;
  readonly headers: { readonly authorization?: string | undefined };
};
export type PageResponse = {
  writeHead(status: number, headers?: Record<string, string>): { end(body: string): unknown };
};
export type Pages = (request: PageRequest, response: PageResponse) => void;

type Page = {
  readonly methods: readonly string[];
  readonly may: (caller: Caller) => boolean;
  answer(response: PageResponse, url: URL, method: string): void;
};

const READ = ["GET", "HEAD"];
const anybody = (): boolean => true;

/**
 * The small HTTP side of the port (eventstore-protocol.md, section 7): health checks and tools ask here. Who may ask is
 * as on a real node of version 24.10, where strangers read nothing that tells about data.
 */
const pagesOf = ({ isReady, stats, members, scavenger, authentication }: HttpParts): ReadonlyMap<string, Page> =>
  new Map<string, Page>([
    ["/health/live", { methods: READ, may: anybody, answer: (response, url) => live(response, url, isReady()) }],
    ["/ping", { methods: READ, may: anybody, answer: (response) => json(response, PING) }],
    ["/info", { methods: READ, may: anybody, answer: (response) => json(response, infoOf(authentication)) }],
    ["/gossip", { methods: READ, may: anybody, answer: (response) => json(response, { members: members() }) }],
    ["/stats", { methods: READ, may: isKnown, answer: (response) => json(response, stats()) }],
    [
      "/admin/scavenge",
      {
        methods: [...READ, "POST"],
        may: isOperator,
        answer: (response, _, method) =>
          json(response, method === "POST" ? scavenger.start() : (scavenger.current() ?? { state: "none" })),
      },
    ],
  ]);

export const httpPages = (parts: HttpParts): Pages => {
  const pages = pagesOf(parts);
  const answer = async (request: PageRequest, response: PageResponse): Promise<void> => {
    const url = new URL(request.url ?? "/", "http://node");
    const { method = "GET" } = request;
    const page = pages.get(url.pathname);
    if (page === undefined) return text(response, 404, "Not Found");
    if (!page.methods.includes(method)) return text(response, 405, "Method Not Allowed");
    if (page.may !== anybody && !page.may(await parts.callerOf(request.headers.authorization)))
      return refuse(response, request.headers.authorization === undefined ? 401 : 403);
    page.answer(response, url, method);
  };
  return (request, response) => {
    answer(request, response).catch((error: unknown) =>
      error instanceof RpcError && error.code === Status.UNAUTHENTICATED
        ? refuse(response, 401)
        : text(response, 503, error instanceof Error ? error.message : String(error)),
    );
  };
};

const PING = { msgTypeId: 1, text: "Ping request successfully handled" };

const infoOf = (authentication: string): object => ({
  esVersion: SERVER_VERSION,
  state: "leader",
  features: { projections: false, userManagement: false, atomPub: false },
  authentication: { type: authentication, properties: {} },
});

const live = (response: PageResponse, url: URL, ready: boolean): void => {
  response.writeHead(ready ? liveCode(url) : 503).end("");
};

const refuse = (response: PageResponse, status: 401 | 403): void => {
  if (status === 403) text(response, status, "Forbidden");
  else text(response, status, "Unauthorized", { "www-authenticate": 'Basic realm="event node"' });
};

const liveCode = (url: URL): number => {
  const asked = Number(url.searchParams.get("liveCode"));
  return Number.isInteger(asked) && asked >= 200 && asked <= 599 ? asked : 204;
};

const json = (response: PageResponse, body: object): void => {
  response.writeHead(200, { "content-type": "application/json" }).end(JSON.stringify(body));
};

const text = (response: PageResponse, status: number, body: string, headers: Record<string, string> = {}): void => {
  response.writeHead(status, { "content-type": "text/plain", ...headers }).end(body);
};
