import { Empty, message, nested, repeated, string } from "../codec/schema.js";
import type { Handler } from "../grpc/server.js";
import { unary } from "../grpc/unary.js";

/** The version whose behaviour this node shows; other languages' clients branch on it. */
export const SERVER_VERSION = "24.10.4";

const SupportedMethod = message({ method: string(1), service: string(2), features: repeated(string(3)) });
const SupportedMethods = message({ methods: repeated(nested(1, SupportedMethod)), version: string(2) });

/** What a method can do beyond its name, where clients ask for it. */
const FEATURES: Readonly<Record<string, readonly string[]>> = {
  "event_store.client.streams.streams/batchappend": ["deadline_duration"],
  "event_store.client.streams.streams/read": ["position", "events"],
};
const PERSISTENT = "event_store.client.persistent_subscriptions.persistentsubscriptions/";

/** Lists the methods that are served, by their paths, and nothing else. Names in lower case, as real nodes send them. */
export const serverFeatures = (paths: () => Iterable<string>): Handler =>
  unary(Empty, SupportedMethods, () => ({
    methods: [...paths()].map((path) => {
      const name = path.slice(1).toLowerCase();
      const [service = "", method = ""] = name.split("/");
      return { method, service, features: FEATURES[name] ?? (name.startsWith(PERSISTENT) ? ["stream", "all"] : []) };
    }),
    version: SERVER_VERSION,
  }));
