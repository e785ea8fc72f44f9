import type { Place } from "./places.js";
import type { GroupSettings } from "./settings.js";

/** How far a group has come: which places are handled, and up to where all of them are. */
export class Progress {
  /** Places taken up and not handled, rising, each with the place considered before it. */
  private readonly open = new Map<Place, Place | undefined>();
  private last: Place | undefined;
  private handledCount = 0;

  /** `from` is the checkpoint to go on behind. */
  constructor(from: Place | undefined) {
    this.last = from;
  }

  /** The newest place looked at. */
  get known(): Place | undefined {
    return this.last;
  }

  /** Handled since the last checkpoint was taken; what the filter left out counts as handled. */
  get handledSinceCheckpoint(): number {
    return this.handledCount;
  }

  /** Everything up to here is handled; undefined before anything is. */
  get contiguous(): Place | undefined {
    for (const before of this.open.values()) return before;
    return this.last;
  }

  takeUp(place: Place): void {
    this.open.set(place, this.last);
    this.last = place;
  }

  passOver(place: Place): void {
    this.last = place;
    this.handledCount += 1;
  }

  handled(place: Place): void {
    if (this.open.delete(place)) this.handledCount += 1;
  }

  checkpointTaken(): void {
    this.handledCount = 0;
  }
}

export type CheckpointRule = Pick<GroupSettings, "minCheckpointCount" | "maxCheckpointCount" | "checkpointAfterMs">;

/** Whether enough was handled to write a checkpoint at once. */
export const isCheckpointFull = (rule: CheckpointRule, handled: number): boolean =>
  handled >= Math.max(1, rule.maxCheckpointCount);

/** Whether one is due at the tick of a second, `sinceMs` after the last. */
export const isCheckpointDue = (rule: CheckpointRule, handled: number, sinceMs: number): boolean =>
  handled > 0 && handled >= rule.minCheckpointCount && sinceMs >= rule.checkpointAfterMs;
