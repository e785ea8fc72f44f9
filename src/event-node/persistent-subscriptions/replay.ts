import { earlier, later } from "../log/revisions.js";

/** Which parked events are to come again: read as there is room, and hidden once all of them are handled. */
export class Replay {
  private next = 0n;
  private stop = 0n;
  /** Revisions read and not handled, rising. */
  private readonly open = new Set<bigint>();

  /** Asks for the parked events from `first` (unless read already) to before `stop`. A further request goes on behind. */
  ask(first: bigint, stop: bigint): void {
    this.next = later(this.next, first);
    this.stop = later(this.stop, later(stop, this.next));
  }

  /** The revisions to be read next; undefined when there are none. */
  get wanted(): { readonly from: bigint; readonly to: bigint } | undefined {
    return this.next < this.stop ? { from: this.next, to: this.stop - 1n } : undefined;
  }

  get active(): boolean {
    return this.wanted !== undefined || this.open.size > 0;
  }

  /** How many of the events parked between `first` and `end` have not come again. */
  left(first: bigint, end: bigint): bigint {
    return later(0n, end - later(first, this.next));
  }

  /** These were read; with `atEnd` there is nothing more behind them. */
  wasRead(revisions: readonly bigint[], atEnd: boolean): void {
    for (const revision of revisions) this.open.add(revision);
    const last = revisions.at(-1);
    this.next = atEnd ? this.stop : earlier(this.stop, last === undefined ? this.next : last + 1n);
  }

  /** Answers the revision below which everything came again and was handled, when that ends the replay. */
  handled(revision: bigint): bigint | undefined {
    this.open.delete(revision);
    return this.active ? undefined : this.next;
  }

  /** Below this everything came again and was handled; what is still under way may come once more after a restart. */
  get doneBelow(): bigint {
    for (const revision of this.open) return revision;
    return this.next;
  }
}
