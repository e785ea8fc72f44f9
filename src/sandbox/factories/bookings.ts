import { z } from "zod";
import { bookOffer } from "#commands/booking/book-offer.js";
import { cancelBooking } from "#commands/booking/cancel-booking.js";
import { useBooking } from "#commands/booking/use-booking.js";
import { booking } from "#domain/booking/decider.js";
import { id } from "#domain/shared/values.js";
import { beneficiaryArguments, type beneficiaryFactory } from "#sandbox/factories/beneficiaries.js";
import { asSystem, checkArguments, eitherOr, type SandboxTools } from "#sandbox/factories/define-factory.js";
import { stockArguments, type stockFactory } from "#sandbox/factories/stocks.js";

export const bookingArguments = z
  .strictObject({
    id,
    quantity: z.int().min(1).max(2),
    userId: id,
    /** A new beneficiary of 18, by default. */
    user: beneficiaryArguments,
    stockId: id,
    stock: stockArguments,
  })
  .partial();
export type BookingArguments = z.input<typeof bookingArguments>;

export interface MadeBooking {
  readonly bookingId: number;
  readonly token: string;
  readonly userId: number;
  readonly stockId: number;
  readonly offerId: number;
}

/** Bookings, booked the way a young person books: whatever the rules refuse is refused here too. */
export const bookingFactories = (
  { issue, load, ids }: SandboxTools,
  beneficiaries: ReturnType<typeof beneficiaryFactory>,
  stocks: ReturnType<typeof stockFactory>,
) => {
  const ask = asSystem(issue);

  const book = async (factory: string, given: BookingArguments): Promise<MadeBooking> => {
    const args = checkArguments(factory, bookingArguments, given);
    eitherOr(factory, "user", args.userId, args.user);
    eitherOr(factory, "stock", args.stockId, args.stock);
    const userId = args.userId ?? (await beneficiaries.create(args.user)).userId;
    const stockId = args.stockId ?? (await stocks.create(args.stock)).stockId;
    const bookingId = args.id ?? (await ids.next("booking"));
    await ask(bookOffer, { bookingId, userId, stockId, quantity: args.quantity ?? 1 });
    const booked = await load(booking, bookingId);
    if (booked.phase !== "booked") throw new Error(`Booking ${bookingId} was confirmed and cannot be found`);
    return { bookingId, token: booked.token, userId, stockId, offerId: booked.offerId };
  };

  return {
    bookings: { create: (args: BookingArguments = {}) => book("bookings.create", args) },
    /** Validated by the venue. Of an event it is refused until its cancellation limit has passed. */
    usedBookings: {
      create: async (args: BookingArguments = {}) => {
        const made = await book("usedBookings.create", args);
        await ask(useBooking, { bookingId: made.bookingId });
        return made;
      },
    },
    /** Cancelled by the young person. */
    cancelledBookings: {
      create: async (args: BookingArguments = {}) => {
        const made = await book("cancelledBookings.create", args);
        await ask(cancelBooking, { bookingId: made.bookingId, by: "BENEFICIARY", authorId: null });
        return made;
      },
    },
  };
};
