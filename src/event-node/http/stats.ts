import type { Call } from "../grpc/call.js";
import { SERVER_VERSION } from "../services/server-features.js";
import type { Store } from "../store.js";
import type { Stats } from "./pages.js";

/** Figures for people and dashboards, taken when asked. Sizes in bytes, times in seconds. */
export const createStats = ({ log, waitingBytes }: Store, calls: ReadonlySet<Call>): (() => Stats) => {
  const startedAt = Date.now();
  return () => {
    const { rss, heapUsed } = process.memoryUsage();
    return {
      "es-version": SERVER_VERSION,
      "proc-id": process.pid,
      "proc-uptime": (Date.now() - startedAt) / 1000,
      "proc-mem": rss,
      "proc-heap": heapUsed,
      "log-end-position": String(log.tail().next),
      "append-waiting-bytes": waitingBytes(),
      "calls-open": calls.size,
    };
  };
};
