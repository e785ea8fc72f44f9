import { randomUUID } from "node:crypto";
import { expect } from "vitest";
import { type AuditReport, audit } from "#application/audit.js";
import type { EventStore } from "#application/ports/event-store.js";
import { bookOffer } from "#commands/booking/book-offer.js";
import { cancelBooking } from "#commands/booking/cancel-booking.js";
import { resumeBooking } from "#commands/booking/resume-booking.js";
import { createFactories, type Factories } from "#sandbox/factories/index.js";
import { memoryEventStore } from "#tests/support/memory-event-store.js";
import { type TestWriteSide, testClock, writeSide } from "#tests/support/write-side.js";

/** One wish to book, as the route would issue it. */
export interface Wish {
  readonly bookingId: number;
  readonly userId: number;
  readonly stockId: number;
  readonly quantity: number;
}

/** A command of nobody in particular. */
export const envelope = (commandId: string = randomUUID()) => ({
  commandId,
  correlationId: commandId,
  actor: { kind: "system" as const, id: "tests" },
});

/** What a process does with a booking. */
export const book = ({ issue }: TestWriteSide, wish: Wish, commandId?: string) =>
  issue(bookOffer, wish, envelope(commandId));
export const resume = async ({ issue }: TestWriteSide, wish: Wish) =>
  (await issue(resumeBooking, wish, envelope())).result.outcome;
export const cancel = ({ issue }: TestWriteSide, { bookingId }: Wish) =>
  issue(cancelBooking, { bookingId, by: "BENEFICIARY", authorId: null }, envelope());

export interface World {
  readonly eventStore: EventStore;
  readonly factories: Factories;
  readonly side: TestWriteSide;
  /** A further process on the same store, or on one that stands before it. */
  process(eventStore?: EventStore): Promise<TestWriteSide>;
  audit(): Promise<AuditReport>;
  /** Fails unless every invariant holds and nothing is left half done. Answers the report. */
  expectSound(): Promise<AuditReport>;
}

/** An event store with nothing in it but what the test makes. */
export const world = async (): Promise<World> => {
  const eventStore = memoryEventStore();
  const clock = testClock();
  const side = await writeSide(eventStore, clock);
  const auditNow = () => audit(eventStore, { at: clock.now() });
  return {
    eventStore,
    side,
    factories: createFactories(side),
    process: (seen = eventStore) => writeSide(seen, clock),
    audit: auditNow,
    expectSound: async () => {
      const report = await auditNow();
      expect(report.violations).toEqual([]);
      return report;
    },
  };
};
