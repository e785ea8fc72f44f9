import { booking } from "#domain/booking/decider.js";
import { offer } from "#domain/offer/decider.js";
import type { SandboxContent, SandboxContext, SandboxOffer } from "#sandbox/define-sandbox.js";

type Load = SandboxContext["load"];

/** An offer as the report shows it, with its stocks in the order in which they were planned. */
export const describeOffer = async (load: Load, offerId: number): Promise<SandboxOffer> => {
  const known = await load(offer, offerId);
  if (known.status === "absent") throw new Error(`The sandbox made offer ${offerId}, which cannot be found`);
  const stocks = known.stocks.map(({ stockId, priceCents, beginningDatetime }) => ({
    stockId,
    priceCents,
    beginningDatetime,
  }));
  return { offerId, name: known.name, stocks };
};

/** A booking as the report shows it, with the token that the venue asks for. */
export const describeBooking = async (load: Load, bookingId: number): Promise<SandboxContent["bookings"][number]> => {
  const known = await load(booking, bookingId);
  if (known.phase !== "booked") throw new Error(`The sandbox made booking ${bookingId}, which cannot be found`);
  return { bookingId, token: known.token, offer: (await describeOffer(load, known.offerId)).name };
};
