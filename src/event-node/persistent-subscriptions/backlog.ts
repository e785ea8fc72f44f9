import type { Entry } from "./entry.js";
import { comesBefore } from "./entry.js";

/** What became of an event that was offered: given to a consumer, not yet, or nobody has room for anything. */
export type Offer = "taken" | "wait" | "stop";

/** Events read and not under way: first those to be delivered again, then replayed ones, then new ones. */
export class Backlog {
  private readonly retries = new Line();
  private readonly replays = new Line();
  private readonly fresh = new Line();

  get retryCount(): number {
    return this.retries.length;
  }
  get replayCount(): number {
    return this.replays.length;
  }
  get freshCount(): number {
    return this.fresh.length;
  }

  addFresh(entries: readonly Entry[]): void {
    if (entries.length > 0) this.fresh.set([...this.fresh.left, ...entries]);
  }

  addReplays(entries: readonly Entry[]): void {
    if (entries.length > 0) this.replays.set([...this.replays.left, ...entries]);
  }

  /** In their order. Many at once are cheap, as when a consumer with many events goes away. */
  addRetries(entries: readonly Entry[]): void {
    if (entries.length === 0) return;
    this.retries.set([...this.retries.left, ...entries].sort((a, b) => (comesBefore(a, b) ? -1 : 1)));
  }

  /** Offers events in order until told to stop; those that must wait keep their places. */
  offer(give: (entry: Entry) => Offer): void {
    for (const line of [this.retries, this.replays, this.fresh]) if (line.offer(give) === "stop") return;
  }
}

/** Events in their order, of which the first ones go. An offer costs as much as is given, however long the line is. */
class Line {
  private entries: readonly Entry[] = [];
  /** Those before it have gone. */
  private next = 0;

  get length(): number {
    return this.entries.length - this.next;
  }
  get left(): readonly Entry[] {
    return this.entries.slice(this.next);
  }

  set(entries: readonly Entry[]): void {
    this.entries = entries;
    this.next = 0;
  }

  /** Answers "stop" when told so. */
  offer(give: (entry: Entry) => Offer): "stop" | undefined {
    const waiting: Entry[] = [];
    let index = this.next;
    let told: Offer | undefined;
    for (let entry = this.entries[index]; entry !== undefined; entry = this.entries[++index]) {
      told = give(entry);
      if (told === "stop") break;
      if (told === "wait") waiting.push(entry);
    }
    const offered = index - this.next;
    if (waiting.length === 0) this.next = index;
    else if (waiting.length < offered) this.set([...waiting, ...this.entries.slice(index)]);
    if (this.length === 0) this.set([]); // what has gone is not held on to
    return told === "stop" ? "stop" : undefined;
  }
}
