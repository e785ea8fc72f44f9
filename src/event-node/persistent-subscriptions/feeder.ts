import type { LoggedEvent, StreamEvent } from "../log/reader.js";
import type { Bell } from "../read/live-feed.js";
import { PAGE } from "../read/parts.js";
import type { Source } from "../read/sources.js";
import { allSource, liveStreamSource, visibleStreamSource } from "../read/sources.js";
import type { Parts } from "./books.js";
import { ALL } from "./names.js";
import type { Place, StartAt } from "./places.js";

/** An event of what is subscribed to, with its place there. */
export type Fed = { readonly place: Place; readonly event: LoggedEvent };

/**
 * Reads what a group subscribes to: history as readers see it, then everything as it comes. It reads only when asked,
 * so that a group holds no more than its buffers; between two reads it costs a commit one call.
 */
export class Feeder {
  live = false;
  /** Nothing more is there, as far as is known. */
  exhausted = false;
  private next: Place;
  private readonly parts: Parts;
  private readonly stream: string | undefined;
  private readonly bell: Bell;
  private source: Source<LoggedEvent>;
  private closed = false;

  constructor(parts: Parts, source: string, from: Place, onNews: () => void) {
    this.parts = parts;
    this.stream = source === ALL ? undefined : source;
    this.next = from;
    this.bell = parts.feed.follow(this.stream);
    this.source = this.historySource();
    void this.watch(onNews);
  }

  /** At most `room` events; fewer do not mean that there are no more. */
  read(room: number): readonly Fed[] {
    const { events, atEnd } = this.source.next({ ...PAGE, events: Math.min(room, PAGE.events) });
    const fed = events.map((event) => ({ place: this.placeOf(event), event }));
    const last = fed.at(-1);
    if (last !== undefined) this.next = last.place + 1n;
    if (!atEnd) return fed;
    if (this.live) this.exhausted = true;
    else this.goLive(); // what was committed meanwhile is read before waiting
    return fed;
  }

  /** Consumers are too slow for what comes: back to reading history, at their pace. */
  fallBehind(): void {
    this.live = false;
    this.source = this.historySource();
  }

  close(): void {
    this.closed = true;
    this.bell.close();
  }

  private goLive(): void {
    this.live = true;
    if (this.stream === undefined) return;
    const { last } = this.lookUp(this.stream).durable;
    if (this.next <= last) this.next = last + 1n; // the rest of history is not visible
    this.source = liveStreamSource(this.parts.log, () => this.lookUp(this.stream ?? ""), this.next);
  }

  private historySource(): Source<LoggedEvent> {
    const { log } = this.parts;
    const { stream } = this;
    if (stream === undefined) return allSource(log, "forwards", this.next);
    return visibleStreamSource(log, () => this.lookUp(stream), "forwards", this.next);
  }

  private lookUp(stream: string): ReturnType<Parts["streams"]["get"]> {
    return this.parts.streams.get(stream);
  }

  private placeOf(event: LoggedEvent): Place {
    return this.stream === undefined ? event.position : (event as StreamEvent).revision;
  }

  private async watch(onNews: () => void): Promise<void> {
    for (;;) {
      await this.bell.rung();
      if (this.closed) return;
      if (!this.exhausted) continue;
      this.exhausted = false;
      onNews();
    }
  }
}

/** The place at which a group without a checkpoint begins. */
export const firstPlace = ({ log, streams }: Parts, source: string, start: StartAt): Place => {
  if (start !== "end") return start;
  return (source === ALL ? log.tail().last : streams.get(source).durable.last) + 1n;
};
