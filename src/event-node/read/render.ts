import { field, number64 } from "../codec/append-answers.js";
import { recordedIn } from "../codec/stored-event.js";
import { uuidHalves } from "../codec/uuid.js";
import type { LoggedEvent } from "../log/reader.js";
import type { ResolveLink } from "./links.js";
import { linkMessage } from "./links.js";

/** Turns a logged event into the message that a caller asked for. */
export type Render = (event: LoggedEvent) => Buffer;

export type RenderOptions = { readonly resolveLinks: boolean; readonly structuredIds: boolean };

/** Without options the stored bytes are the message. */
export const createRender = ({ resolveLinks, structuredIds }: RenderOptions, resolve: ResolveLink): Render => {
  const resolved: Render = (event) => {
    const result = resolve(event.message);
    return result.kind === "event" ? event.message : linkMessage(event, result.target);
  };
  const plain: Render = resolveLinks ? resolved : (event) => event.message;
  return structuredIds ? (event) => withStructuredIds(event, resolveLinks ? resolve : undefined) : plain;
};

const withStructuredIds = (event: LoggedEvent, resolve: ResolveLink | undefined): Buffer => {
  const result = resolve?.(event.message);
  const own = structuredRecord(event.message);
  const parts =
    result?.kind === "link"
      ? [
          ...(result.target === undefined ? [] : [field(0x0a, structuredRecord(result.target.message))]),
          field(0x12, own),
        ]
      : [field(0x0a, own)];
  return field(0x0a, Buffer.concat([...parts, number64(0x18, event.position)]));
};

/** The record with its id as two halves instead of text. The id is the first field and always 40 bytes. */
export const structuredRecord = (message: Buffer): Buffer => {
  const recorded = recordedIn(message);
  const { mostSignificant, leastSignificant } = uuidHalves(recorded.toString("latin1", 4, 40));
  const halves = Buffer.concat([number64(0x08, mostSignificant), number64(0x10, leastSignificant)]);
  return Buffer.concat([field(0x0a, field(0x0a, halves)), recorded.subarray(40)]);
};
