import type { Parts } from "./books.js";
import { Checkpoints } from "./checkpoints.js";
import type { Loaded } from "./delivery.js";
import { linkTo } from "./delivery.js";
import type { Entry } from "./entry.js";
import { failed } from "./errors.js";
import { Parking } from "./parking.js";
import { isCheckpointDue, isCheckpointFull, Progress } from "./progress.js";
import { Replay } from "./replay.js";
import type { Definition } from "./settings.js";

/** Links on their way to the parked stream; above this no more should be delivered until the disk has caught up. */
const MAX_PARKING = 1000;

/** A group's books: which events are handled, parked or to come again, and what of that is written down. */
export class Ledger {
  readonly progress: Progress;
  readonly checkpoints: Checkpoints;
  readonly parking: Parking;
  readonly replay = new Replay();
  private readonly definition: Definition;
  private readonly beingParked = new Set<Promise<void>>();
  private checkpointedAt = Date.now();

  constructor(parts: Parts, definition: Definition) {
    this.definition = definition;
    this.checkpoints = new Checkpoints(parts, definition);
    this.parking = new Parking(parts, definition);
    this.progress = new Progress(this.checkpoints.stored);
  }

  get parkedCount(): bigint {
    return this.replay.left(this.parking.first, this.parking.end);
  }

  /** So much is being parked that delivering more would only make it longer. */
  get busy(): boolean {
    return this.beingParked.size >= MAX_PARKING;
  }

  settle({ replayed, place }: Entry): void {
    if (!replayed) {
      this.progress.handled(place);
      return;
    }
    const replayedBelow = this.replay.handled(place);
    if (replayedBelow !== undefined) void this.hideParkedBelow(replayedBelow);
  }

  /** `after` is told whether the disk took it: only then does the event count as handled. */
  park(entry: Entry, loaded: Loaded, reason: string, after: (parked: boolean) => void): void {
    const work = this.parking.park({ target: linkTo(loaded), reason, place: entry.place }).then(
      () => true,
      () => false,
    );
    const done = work.then((parked) => {
      this.beingParked.delete(done);
      if (parked) this.settle(entry);
      after(parked);
    });
    this.beingParked.add(done);
  }

  /** `stopAt` is a revision of the parked stream, exclusive; its end when undefined. */
  askReplay(stopAt: bigint | undefined): void {
    if (stopAt !== undefined && stopAt < 0n)
      throw failed(this.definition, `Cannot stop replaying parked messages at a negative version (${stopAt})`);
    const { first, end } = this.parking;
    this.replay.ask(first, stopAt === undefined || stopAt > end ? end : stopAt);
  }

  /** Writes a checkpoint if so much was handled that it cannot wait for the tick. */
  checkpointIfFull(): void {
    if (isCheckpointFull(this.definition.settings, this.progress.handledSinceCheckpoint)) this.takeCheckpoint();
  }

  tick(now: number): void {
    const { settings } = this.definition;
    const handled = this.progress.handledSinceCheckpoint;
    if (isCheckpointDue(settings, handled, now - this.checkpointedAt)) this.takeCheckpoint();
  }

  /** Resolves when nothing is on its way to disk. */
  async settled(): Promise<void> {
    await Promise.all(this.beingParked);
    await this.checkpoints.settled();
  }

  /** For those that go on with this group later: marks how far it came, so that as little as possible repeats. */
  async markProgress(): Promise<void> {
    this.takeCheckpoint();
    await this.checkpoints.settled();
    if (this.replay.active) await this.hideParkedBelow(this.replay.doneBelow);
  }

  async discard(): Promise<void> {
    await this.checkpoints.discard();
    await this.parking.discard();
  }

  private takeCheckpoint(): void {
    const place = this.progress.contiguous;
    this.checkpointedAt = Date.now();
    this.progress.checkpointTaken();
    if (place !== undefined) this.checkpoints.take(place);
  }

  /** What the disk does not take stays visible, and may be replayed once more. */
  private async hideParkedBelow(revision: bigint): Promise<void> {
    await this.parking.truncateBefore(revision).catch(() => undefined);
  }
}
