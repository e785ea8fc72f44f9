import type { Entry } from "./entry.js";

/** An event with a consumer that has not answered yet. Times in milliseconds. */
export type Flight<C> = { readonly entry: Entry; readonly consumer: C; readonly sentAt: number };

/** What is delivered and unanswered. An id is under way at most once: two streams may hold events of one id. */
export class InFlight<C> {
  /** In the order of delivery, which is that of their timeouts. */
  private readonly flights = new Map<string, Flight<C>>();
  private readonly timeoutMs: number;

  constructor(timeoutMs: number) {
    this.timeoutMs = timeoutMs;
  }

  get size(): number {
    return this.flights.size;
  }

  has(id: string): boolean {
    return this.flights.has(id);
  }

  add(flight: Flight<C>): void {
    this.flights.set(flight.entry.id, flight);
  }

  /** Takes out what was answered; undefined for an unknown id, and for an answer that came too late. */
  take(id: string): Flight<C> | undefined {
    const flight = this.flights.get(id);
    if (flight !== undefined) this.flights.delete(id);
    return flight;
  }

  /** Takes out what was not answered in time. */
  takeExpired(now: number): readonly Flight<C>[] {
    const expired: Flight<C>[] = [];
    for (const [id, flight] of this.flights) {
      if (flight.sentAt + this.timeoutMs > now) break;
      this.flights.delete(id);
      expired.push(flight);
    }
    return expired;
  }

  /** Takes out what is with a consumer that has gone. */
  takeFrom(consumer: C): readonly Flight<C>[] {
    const taken = [...this.flights.values()].filter((flight) => flight.consumer === consumer);
    for (const { entry } of taken) this.flights.delete(entry.id);
    return taken;
  }
}
