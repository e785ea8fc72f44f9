import type { CommandContext } from "#application/command.js";
import { booking } from "#domain/booking/decider.js";
import { stock } from "#domain/stock/decider.js";
import { wallet } from "#domain/wallet/decider.js";

/** What a booking that never came to be held. */
export interface Attempt {
  readonly bookingId: number;
  readonly stockId: number;
  readonly userId: number;
  readonly offerId: number;
}

/**
 * Undoes a booking that could not be completed. The booking's own stream comes first: once it says "abandoned", nobody
 * who is still at work on the same booking can confirm it. The seats come last: as long as they are held, the process
 * manager sees that something is left to do.
 */
export const undoBooking = async (
  attempt: Attempt & { readonly reason: string },
  context: CommandContext,
): Promise<void> => {
  await context.run(booking, attempt.bookingId, { type: "AbandonBooking", data: attempt });
  await giveBack(attempt, context);
};

/** Returns the credit and the seats of a booking that is abandoned or cancelled. Safe to repeat. */
export const giveBack = async (
  { bookingId, stockId, userId, offerId }: Attempt,
  { run }: CommandContext,
): Promise<void> => {
  await run(wallet, userId, { type: "RefundWallet", data: { userId, bookingId, offerId } });
  await run(stock, stockId, { type: "ReleaseStock", data: { bookingId } });
};
