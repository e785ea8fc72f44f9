import { z } from "zod";
import { type CommandContext, defineCommand } from "#application/command.js";
import { undoBooking } from "#commands/booking/undo-booking.js";
import { booking } from "#domain/booking/decider.js";
import { isAutomaticallyUsed, refuseUnlessBookable } from "#domain/booking/may-book.js";
import { cancellationLimit } from "#domain/booking/rules.js";
import { domainsOf, offer } from "#domain/offer/decider.js";
import { offerer } from "#domain/offerer/decider.js";
import { Refusal } from "#domain/shared/refusal.js";
import { id } from "#domain/shared/values.js";
import { stock } from "#domain/stock/decider.js";
import { user } from "#domain/user/decider.js";
import { wallet } from "#domain/wallet/decider.js";

const input = z.object({
  bookingId: id,
  userId: id,
  stockId: id,
  /** 1 or 2; the offer says whether two seats go together. */
  quantity: z.int(),
});

/**
 * Books an offer (bookings-and-stocks.md, section 7): looks before it leaps, then reserves the seats, spends the credit
 * and confirms, each step undone by its counterpart when a later one is refused. With the same booking id it takes up
 * where it was left: a process manager does that for what a crash cut short.
 */
export const bookOffer = defineCommand({
  name: "BookOffer",
  schema: input,
  issuers: ["user", "system"],
  handle: async (wish, context) => {
    const { bookingId, userId, stockId, quantity } = wish;
    const found = await look(wish, context);
    const offerId = found.offer.offerId;
    await context.run(stock, stockId, { type: "ReserveStock", data: { bookingId, userId, quantity, at: context.at } });
    try {
      const amountCents = quantity * found.stock.priceCents;
      await context.run(wallet, userId, {
        type: "DebitWallet",
        data: { userId, bookingId, offerId, amountCents, ...domainsOf(found.offer), at: context.at },
      });
      await confirm(wish, found, context);
    } catch (error) {
      if (error instanceof Refusal)
        await undoBooking({ bookingId, stockId, userId, offerId, reason: error.code }, context);
      throw error;
    }
    return { bookingId };
  },
});

type Wish = z.infer<typeof input>;
type Found = Awaited<ReturnType<typeof loadAll>>;

/** Refuses what the rules refuse; but never on a state that may be stale: a first no is looked at again. */
const look = async (wish: Wish, context: CommandContext): Promise<Found> => {
  try {
    return await lookOnce(wish, context, false);
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    return lookOnce(wish, context, true);
  }
};

const lookOnce = async (wish: Wish, context: CommandContext, fresh: boolean): Promise<Found> => {
  const found = await loadAll(wish, context, fresh);
  // What is already held for this booking was looked at before it was held.
  if (!found.stock.held.has(wish.bookingId))
    refuseUnlessBookable({ ...found, quantity: wish.quantity, at: context.at });
  return found;
};

const loadAll = async ({ userId, stockId }: Wish, { load }: CommandContext, fresh: boolean) => {
  const [booker, purse, lot] = await Promise.all([
    load(user, userId, { fresh }),
    load(wallet, userId, { fresh }),
    load(stock, stockId, { fresh }),
  ]);
  if (lot.status === "absent") throw new Refusal("STOCK_NOT_FOUND", { stockId });
  if (booker.status === "absent") throw new Refusal("USER_NOT_FOUND");
  const offered = await load(offer, lot.offerId, { fresh });
  if (offered.status === "absent") throw new Refusal("STOCK_NOT_FOUND", { stockId });
  return {
    user: booker,
    wallet: purse,
    stock: lot,
    offer: offered,
    offerer: await load(offerer, offered.offererId, { fresh }),
  };
};

const confirm = async (wish: Wish, found: Found, { run, load, tokens, at }: CommandContext): Promise<void> => {
  const { bookingId, userId, stockId, quantity } = wish;
  const { offer: offered, stock: lot } = found;
  const debit = (await load(wallet, userId)).debits.get(bookingId);
  const command = {
    type: "ConfirmBooking" as const,
    data: {
      bookingId,
      token: tokens.tokenOf(bookingId),
      userId,
      stockId,
      offerId: offered.offerId,
      venueId: offered.venueId,
      offererId: offered.offererId,
      depositId: debit?.depositId ?? null,
      quantity,
      unitAmountCents: lot.priceCents,
      priceCategoryLabel: lot.priceCategoryLabel,
      cancellationLimitDate: cancellationLimit(lot.beginningDatetime, at),
      bookedAt: at,
      isAutomaticallyUsed: isAutomaticallyUsed(offered.subcategoryId, lot.priceCents),
    },
  };
  await run(booking, bookingId, command, { isNew: true });
};
