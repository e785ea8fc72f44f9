import { randomUUID } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";
import { system } from "#application/metadata.js";
import type { Logger } from "#application/ports/logger.js";
import type { Envelope } from "#application/runner/contract.js";

/** A booking that holds something and is not over. */
export interface UnfinishedFlow {
  readonly bookingId: number;
  readonly stockId: number;
  readonly userId: number;
  /** Not known once the booking is being undone; it does not matter then. */
  readonly quantity: number | null;
}

export interface BookingFlows {
  /** Flows older than so many seconds that are not over, as far as the read models know; oldest first. */
  readonly unfinished: (olderThanSeconds: number, limit: number) => Promise<readonly UnfinishedFlow[]>;
  readonly resume: (flow: UnfinishedFlow & { readonly quantity: number }, envelope: Envelope) => Promise<unknown>;
  readonly logger: Logger;
  readonly signal: AbortSignal;
  /** A live request is done with a booking long before; where it is not, both do the same steps. */
  readonly graceSeconds: number;
  /** Default 5. */
  readonly pauseSeconds?: number;
}

const batch = 100;

/**
 * Finishes or undoes what a crash left half done, for ever, until the signal aborts (design.md, section 3). It looks at a
 * read model, which may be behind; that is harmless, because resuming asks the streams themselves at every step.
 */
export const manageBookingFlows = async ({
  unfinished,
  resume,
  logger,
  signal,
  graceSeconds,
  pauseSeconds = 5,
}: BookingFlows): Promise<void> => {
  while (!signal.aborted) {
    try {
      for (const flow of await unfinished(graceSeconds, batch)) {
        const commandId = randomUUID();
        const envelope = { commandId, correlationId: commandId, actor: system("booking-flows") };
        await resume({ ...flow, quantity: flow.quantity ?? 1 }, envelope);
        logger.info({ bookingId: flow.bookingId }, "An unfinished booking was taken up");
      }
    } catch (error) {
      logger.warn({ err: error }, "Unfinished bookings could not be looked after; trying again");
    }
    await sleep(pauseSeconds * 1_000, undefined, { signal }).catch(() => undefined);
  }
};
