import type { Entry } from "./entry.js";
import { comesBefore } from "./entry.js";

/** What became of an event that was offered: given to a consumer, not yet, or nobody has room for anything. */
export type Offer = "taken" | "wait" | "stop";

/** Events read and not under way: first those to be delivered again, then replayed ones, then new ones. */
export class Backlog {
  private retries: readonly Entry[] = [];
  private replays: readonly Entry[] = [];
  private fresh: readonly Entry[] = [];

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
    if (entries.length > 0) this.fresh = [...this.fresh, ...entries];
  }

  addReplays(entries: readonly Entry[]): void {
    if (entries.length > 0) this.replays = [...this.replays, ...entries];
  }

  /** In their order. Many at once are cheap, as when a consumer with many events goes away. */
  addRetries(entries: readonly Entry[]): void {
    if (entries.length === 0) return;
    this.retries = [...this.retries, ...entries].sort((a, b) => (comesBefore(a, b) ? -1 : 1));
  }

  /** Offers events in order until told to stop; those that must wait keep their places. */
  offer(give: (entry: Entry) => Offer): void {
    let stopped = false;
    const offered = (entries: readonly Entry[]): readonly Entry[] => {
      if (stopped) return entries;
      const { left, stop } = offerEach(entries, give);
      stopped = stop;
      return left;
    };
    this.retries = offered(this.retries);
    this.replays = offered(this.replays);
    this.fresh = offered(this.fresh);
  }
}

const offerEach = (
  entries: readonly Entry[],
  give: (entry: Entry) => Offer,
): { left: readonly Entry[]; stop: boolean } => {
  const waiting: Entry[] = [];
  for (const [index, entry] of entries.entries()) {
    const offer = give(entry);
    if (offer === "stop") return { left: index === 0 ? entries : [...waiting, ...entries.slice(index)], stop: true };
    if (offer === "wait") waiting.push(entry);
  }
  return { left: waiting.length === entries.length ? entries : waiting, stop: false };
};
