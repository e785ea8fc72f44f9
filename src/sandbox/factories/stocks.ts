import type { z } from "zod";
import { subcategoryOf } from "#domain/catalogue/subcategories.js";
import { offer } from "#domain/offer/decider.js";
import { id } from "#domain/shared/values.js";
import {
  checkArguments,
  eitherOr,
  FactoryArgumentError,
  type SandboxTools,
} from "#sandbox/factories/define-factory.js";
import { type MadeStock, offerArguments, type offerFactories, stockFields } from "#sandbox/factories/offers.js";

export const stockArguments = stockFields.extend({
  offerId: id.optional(),
  /** A new offer that has this stock and no other. */
  offer: offerArguments.omit({ stocks: true }).optional(),
});
export type StockArguments = z.input<typeof stockArguments>;

/** Bookable lots: of a new offer (a thing by default), or one more of an offer that is there. */
export const stockFactory = ({ load }: SandboxTools, factories: ReturnType<typeof offerFactories>) => {
  const only = ([stock]: readonly MadeStock[]): MadeStock => {
    if (stock === undefined) throw new FactoryArgumentError("stocks.create: the offer has such a stock already");
    return stock;
  };

  const create = async (given: StockArguments = {}): Promise<MadeStock> => {
    const { offerId, offer: wanted, ...fields } = checkArguments("stocks.create", stockArguments, given);
    eitherOr("stocks.create", "offer", offerId, wanted);
    if (offerId === undefined) return only((await factories.offers.create({ ...wanted, stocks: [fields] })).stocks);
    const known = await load(offer, offerId, { fresh: true });
    if (known.status === "absent")
      throw new FactoryArgumentError(`stocks.create: offerId: there is no offer ${offerId}`);
    const { isEvent } = subcategoryOf(known.subcategoryId);
    return only(await factories.planAll(offerId, [fields], isEvent ? known.priceCategories : null));
  };

  return { create };
};
