import { randomUUID } from "node:crypto";
import type { ProposedEvent } from "../codec/stored-event.js";

const EMPTY = Buffer.alloc(0);

/** An event that the node itself writes. Without a text it is binary and empty, as a tombstone is. */
export const systemEvent = (type: string, json?: string): ProposedEvent => ({
  id: randomUUID(),
  type: Buffer.from(type),
  json: json !== undefined,
  metadata: EMPTY,
  data: json === undefined ? EMPTY : Buffer.from(json),
});
