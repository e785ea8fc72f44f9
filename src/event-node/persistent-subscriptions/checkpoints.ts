import { systemEvent } from "../append/system-event.js";
import { bodyOf } from "../codec/stored-event.js";
import { isSoftDeleted } from "../streams/metadata.js";
import type { Parts } from "./books.js";
import { discard, keepNewest, write } from "./books.js";
import type { GroupName } from "./names.js";
import { checkpointStreamOf } from "./names.js";
import type { Place } from "./places.js";
import { parsePlace, placeText } from "./places.js";

const CHECKPOINT_TYPE = "$SubscriptionCheckpoint";
const KEPT = 2;

/** The durable mark up to where a group has handled everything. One write at a time; of those waiting the newest. */
export class Checkpoints {
  /** Known to be on disk. */
  stored: Place | undefined;
  private next: Place | undefined;
  private writing: Promise<void> | undefined;
  private readonly parts: Parts;
  private readonly source: string;
  private readonly stream: string;

  constructor(parts: Parts, name: GroupName) {
    this.parts = parts;
    this.source = name.source;
    this.stream = checkpointStreamOf(name);
    this.stored = this.load();
  }

  /** Asks for a mark; one that is not newer than the stored one is no work. */
  take(place: Place): void {
    if (place <= (this.stored ?? -1n)) return;
    this.next = place;
    this.writing ??= this.writeAll().finally(() => {
      this.writing = undefined;
    });
  }

  /** Resolves when no write is under way. */
  async settled(): Promise<void> {
    await this.writing;
  }

  async discard(): Promise<void> {
    await this.settled();
    await discard(this.parts, this.stream);
  }

  /** A mark that the disk does not take is no harm: the next one holds more, and events may repeat. */
  private async writeAll(): Promise<void> {
    for (let place = this.next; place !== undefined; place = this.next) {
      this.next = undefined;
      try {
        await keepNewest(this.parts, this.stream, KEPT);
        const text = JSON.stringify(placeText(this.source, place));
        await write(this.parts, this.stream, systemEvent(CHECKPOINT_TYPE, text));
        this.stored = place;
      } catch {
        return;
      }
    }
  }

  private load(): Place | undefined {
    const { number, durable } = this.parts.streams.get(this.stream);
    if (number === 0 || durable.tombstoned || isSoftDeleted(durable.metadata)) return undefined;
    if (durable.last < (durable.metadata.truncateBefore ?? 0n)) return undefined;
    const event = this.parts.log.eventAt(number, durable.last);
    return event === undefined ? undefined : parsePlace(bodyOf(event.message).data.toString().replaceAll('"', ""));
  }
}
