import { compileFilter } from "../read/filters.js";
import type { Offer } from "./backlog.js";
import { Backlog } from "./backlog.js";
import type { Parts } from "./books.js";
import type { Consumer } from "./consumer.js";
import { eventMessage, load } from "./delivery.js";
import { toEntries, toReplayed } from "./entries.js";
import type { Entry } from "./entry.js";
import { dropped, maximumSubscribersReached } from "./errors.js";
import { Feeder } from "./feeder.js";
import type { Flight } from "./in-flight.js";
import { InFlight } from "./in-flight.js";
import { Ledger } from "./ledger.js";
import { Deliveries } from "./measurements.js";
import type { Place } from "./places.js";
import type { Refusal } from "./retries.js";
import { again, consequenceOf } from "./retries.js";
import { roomIn } from "./room.js";
import type { Definition } from "./settings.js";
import { filterOptionsOf } from "./settings.js";
import { createStrategy } from "./strategies.js";
import type { Strategy } from "./strategy.js";

/** Under way at once in one group, whatever its consumers would take. About 300 bytes each. */
const MAX_IN_FLIGHT = 100_000;
/** Parked events read ahead of their delivery. */
const REPLAY_PAGE = 256;

/** One subscription group at work: takes events up, hands them out, hears the answers (section 6.2). */
export class Group {
  readonly definition: Definition;
  readonly ledger: Ledger;
  readonly backlog = new Backlog();
  readonly inFlight: InFlight<Consumer>;
  readonly feeder: Feeder;
  readonly consumers = new Set<Consumer>();
  readonly deliveries = new Deliveries(Date.now());
  private readonly parts: Parts;
  private readonly strategy: Strategy<Consumer>;
  private readonly accepts: (message: Buffer) => boolean;
  private answers: (() => void)[] = [];
  private scheduled = false;
  private closed = false;

  /** `start` counts where no checkpoint is stored. */
  constructor(parts: Parts, definition: Definition, start: Place) {
    const { settings, source, filter } = definition;
    this.parts = parts;
    this.definition = definition;
    this.accepts = filter === undefined ? () => true : compileFilter(filterOptionsOf(filter)).matches;
    this.inFlight = new InFlight(settings.messageTimeoutMs);
    this.strategy = createStrategy(settings.strategy);
    this.ledger = new Ledger(parts, definition);
    const { stored } = this.ledger.checkpoints;
    this.feeder = new Feeder(parts, source, stored === undefined ? start : stored + 1n, () => this.schedule());
    this.step(); // at once, so that a group with little to read is live when its creation is answered
  }

  /** Refuses a consumer too many. The group gives it events from the next turn of the event loop on. */
  join(consumer: Consumer): void {
    const { maxSubscriberCount } = this.definition.settings;
    if (this.closed) throw dropped(this.definition);
    if (maxSubscriberCount > 0 && this.consumers.size >= maxSubscriberCount)
      throw maximumSubscribersReached(this.definition);
    this.consumers.add(consumer);
    this.strategy.join(consumer);
    this.schedule();
  }

  /** What it had not answered goes to others, however often it was tried before. */
  leave(consumer: Consumer): void {
    if (!this.consumers.delete(consumer)) return;
    this.strategy.leave(consumer);
    this.takeAnswers();
    this.backlog.addRetries(this.inFlight.takeFrom(consumer).map(({ entry }) => again(entry)));
    this.schedule();
  }

  /** Unknown ids are ignored: the event may have timed out meanwhile. */
  ack(ids: readonly string[]): void {
    this.hear(() => {
      for (const { entry } of this.answered(ids)) this.ledger.settle(entry);
    });
  }

  nack(ids: readonly string[], refusal: Refusal, reason: string): void {
    this.hear(() => this.refuse(this.answered(ids), refusal, reason));
  }

  /** `stopAt` is a revision of the parked stream, exclusive; its end when undefined. */
  replayParked(stopAt: bigint | undefined): void {
    this.ledger.askReplay(stopAt);
    this.schedule();
  }

  /** Once a second. */
  tick(now: number): void {
    this.takeAnswers();
    const expired = this.inFlight.takeExpired(now);
    for (const { consumer } of expired) consumer.release();
    this.refuse(expired, "expired", "");
    this.ledger.tick(now);
    this.schedule(); // also tries again what a full disk did not let be parked
  }

  /** Ends every consumer's call and waits for what is on its way to disk. Only the ledger is of use afterwards. */
  async close(): Promise<void> {
    this.closed = true;
    this.takeAnswers();
    this.feeder.close();
    this.dropConsumers(dropped(this.definition));
    await this.ledger.settled();
  }

  private schedule(): void {
    if (this.scheduled || this.closed) return;
    this.scheduled = true;
    setImmediate(() => this.step());
  }

  private step(): void {
    this.scheduled = false;
    if (this.closed) return;
    try {
      this.takeAnswers();
      this.refill();
      this.dispatch();
      this.ledger.checkpointIfFull();
      for (const consumer of this.consumers) consumer.whenReady(() => this.schedule());
      if (this.hasRoomToRead()) this.schedule();
    } catch (error) {
      this.dropConsumers(error); // it cannot be read on
    }
  }

  private hear(answer: () => void): void {
    this.answers.push(answer);
    this.schedule();
  }

  /**
   * Each answer is followed at once by what it makes room for, as on a real node: the order of what is delivered does
   * not hang on how many answers came together. They wait for one step, so that it leaves in one write.
   */
  private takeAnswers(): void {
    const { answers } = this;
    this.answers = [];
    for (const answer of answers) {
      answer();
      this.dispatch();
    }
  }

  private refill(): void {
    const { feeder, backlog, parts, ledger } = this;
    const { settings } = this.definition;
    if (this.hasRoomToReplay())
      backlog.addReplays(toReplayed(parts, ledger.parking, ledger.replay, settings.strategy, REPLAY_PAGE));
    if (feeder.exhausted) return;
    if (feeder.live && roomIn(settings, true, backlog.freshCount) === 0) feeder.fallBehind();
    const room = roomIn(settings, feeder.live, backlog.freshCount);
    if (room > 0) backlog.addFresh(toEntries(parts, feeder.read(room), ledger.progress, this.accepts, settings));
  }

  private hasRoomToReplay(): boolean {
    return this.ledger.replay.wanted !== undefined && this.backlog.replayCount < REPLAY_PAGE;
  }

  private hasRoomToRead(): boolean {
    if (this.hasRoomToReplay()) return true;
    const { feeder, backlog } = this;
    return !feeder.exhausted && roomIn(this.definition.settings, feeder.live, backlog.freshCount) > 0;
  }

  private dispatch(): void {
    if (this.closed) return;
    let fault: unknown;
    this.backlog.offer((entry) => {
      try {
        return this.give(entry);
      } catch (error) {
        fault = error; // thrown from here it would leave the backlog with events that were given away
        return "stop";
      }
    });
    if (fault !== undefined) this.dropConsumers(fault); // a damaged event: nobody can be served past it
  }

  private give(entry: Entry): Offer {
    if (this.inFlight.size >= MAX_IN_FLIGHT || this.ledger.busy) return "stop";
    if (this.inFlight.has(entry.id)) return "wait";
    const consumer = this.strategy.choose(entry.bucket);
    if (consumer === "full") return "stop";
    if (consumer === "wait") return "wait";
    const loaded = load(this.parts, entry, this.definition.settings.resolveLinks);
    if (loaded === undefined) {
      this.ledger.settle(entry);
      return "taken";
    }
    this.inFlight.add({ entry, consumer, sentAt: Date.now() });
    this.deliveries.total += 1;
    consumer.deliver(eventMessage(loaded, entry.retryCount, consumer.options.structuredIds));
    return "taken";
  }

  private answered(ids: readonly string[]): readonly Flight<Consumer>[] {
    const now = Date.now();
    const flights = ids.map((id) => this.inFlight.take(id)).filter((flight) => flight !== undefined);
    for (const { consumer, sentAt } of flights) consumer.release(now - sentAt);
    if (flights.length > 0) this.schedule();
    return flights;
  }

  private refuse(flights: readonly Flight<Consumer>[], refusal: Refusal, reason: string): void {
    const { maxRetryCount } = this.definition.settings;
    const retries: Entry[] = [];
    for (const { entry } of flights) {
      const consequence = consequenceOf(refusal, entry, { maxRetryCount, reason });
      if (consequence.kind === "handled") this.ledger.settle(entry);
      else if (consequence.kind === "again") retries.push(consequence.entry);
      else this.park(entry, consequence.reason);
    }
    this.backlog.addRetries(retries);
  }

  private park(entry: Entry, reason: string): void {
    const loaded = load(this.parts, entry, this.definition.settings.resolveLinks);
    if (loaded === undefined) {
      this.ledger.settle(entry);
      return;
    }
    this.ledger.park(entry, loaded, reason, (parked) => {
      if (parked)
        this.schedule(); // there may have been too many on their way
      else this.backlog.addRetries([entry]); // the disk did not take it: at the next tick again, not lost
    });
  }

  private dropConsumers(error: unknown): void {
    for (const { call } of this.consumers) call.fail(error);
  }
}
