import { randomUUID } from "node:crypto";
import { systemEvent } from "../append/system-event.js";
import { LINK_TYPE } from "../codec/stored-event.js";
import { visibleRange } from "../read/visibility.js";
import { METADATA_TYPE, metadataStreamOf, recreatedFrom } from "../streams/metadata.js";
import type { Stream } from "../streams/stream.js";
import type { Parts } from "./books.js";
import { discard, write } from "./books.js";
import type { GroupName } from "./names.js";
import { parkedStreamOf } from "./names.js";

/** What is written down about an event that nobody could handle. */
export type Parked = {
  /** `<revision>@<stream>`, as the data of a link has it. */
  readonly target: string;
  readonly reason: string;
  readonly place: bigint;
};

/** The stream of links to the events that a group has put aside. */
export class Parking {
  readonly stream: string;
  private readonly parts: Parts;

  constructor(parts: Parts, name: GroupName) {
    this.parts = parts;
    this.stream = parkedStreamOf(name);
  }

  /** The first revision that has not been replayed for good. */
  get first(): bigint {
    return visibleRange(this.lookUp().durable, Date.now()).first;
  }

  /** The revision of the next event to be parked. */
  get end(): bigint {
    return this.lookUp().durable.last + 1n;
  }

  lookUp(): Stream {
    return this.parts.streams.get(this.stream);
  }

  /** Resolves when the link is on disk: only then does the event count as handled. */
  async park({ target, reason, place }: Parked): Promise<void> {
    const added = new Date().toISOString();
    const details = JSON.stringify({ added, reason });
    await write(this.parts, this.stream, {
      id: randomUUID(),
      type: Buffer.from(LINK_TYPE),
      json: false,
      metadata: Buffer.from(`${details.slice(0, -1)},"subscriptionEventNumber":${place}}`), // may exceed 2^53
      data: Buffer.from(target),
    });
  }

  /** Hides what was replayed. Other keys of the stream's metadata stay. */
  async truncateBefore(revision: bigint): Promise<void> {
    if (revision <= this.first) return;
    const text = recreatedFrom(this.lookUp().durable.metadata, revision);
    await write(this.parts, metadataStreamOf(this.stream), systemEvent(METADATA_TYPE, text));
  }

  discard(): Promise<void> {
    return discard(this.parts, this.stream);
  }
}
