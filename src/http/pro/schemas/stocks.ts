import { z } from "zod";
import { maxStocks } from "#domain/offer/stock-rules.js";
import { id } from "#domain/shared/values.js";
import { model } from "#http/pro/schemas/model.js";
import { dayInput, textBoolean, textCount, textId } from "#http/pro/schemas/values.js";
import { instantInput } from "#http/shared/instant-input.js";

/** `quantity`: all that can ever be sold; null or missing is unlimited. */
const EventStockCreateBodyModel = model(
  "EventStockCreateBodyModel",
  z.strictObject({
    beginningDatetime: instantInput,
    bookingLimitDatetime: instantInput.nullish(),
    priceCategoryId: id,
    quantity: z.int().min(0).max(1_000_000).nullish(),
  }),
);

export type EventStockInput = z.infer<typeof EventStockCreateBodyModel>;

export const EventStocksBulkCreateBodyModel = model(
  "EventStocksBulkCreateBodyModel",
  z.strictObject({
    offerId: id,
    stocks: z
      .array(EventStockCreateBodyModel)
      .max(maxStocks, `Le nombre maximum de stocks par offre est de ${maxStocks}`),
  }),
);

export const StocksOrderedBy = model(
  "StocksOrderedBy",
  z.enum([
    "DATE",
    "TIME",
    "BEGINNING_DATETIME",
    "PRICE_CATEGORY_ID",
    "BOOKING_LIMIT_DATETIME",
    "REMAINING_QUANTITY",
    "DN_BOOKED_QUANTITY",
  ]),
);
export type StocksOrderedBy = z.infer<typeof StocksOrderedBy>;

/** `date` is a UTC day; `time` is local at the offer's place, to the minute (offers.md, section 9.6). */
export const GetStocksQueryModel = z.strictObject({
  date: dayInput.optional(),
  time: z
    .string()
    .regex(/^([01]\d|2[0-3]):[0-5]\d(:[0-5]\d(\.\d+)?)?$/)
    .optional(),
  price_category_id: textId.optional(),
  order_by: StocksOrderedBy.default("BEGINNING_DATETIME"),
  order_by_desc: textBoolean.default(false),
  page: textCount.default(1),
  stocks_limit_per_page: textCount.default(20),
});

const GetOfferStockResponseModel = model(
  "GetOfferStockResponseModel",
  z.object({
    activationCodesExpirationDatetime: z.string().nullable(),
    beginningDatetime: z.string().nullable(),
    bookingLimitDatetime: z.string().nullable(),
    bookingsQuantity: z.number(),
    hasActivationCode: z.boolean(),
    id: z.number(),
    isEventDeletable: z.boolean(),
    /** Euros. */
    price: z.number(),
    priceCategoryId: z.number().nullable(),
    /** null is unlimited. */
    quantity: z.number().nullable(),
    remainingQuantity: z.union([z.number(), z.literal("unlimited")]),
  }),
);
export type GetOfferStockResponse = z.infer<typeof GetOfferStockResponseModel>;

export const GetStocksResponseModel = model(
  "GetStocksResponseModel",
  z.object({
    editedStockCount: z.number(),
    stocks: z.array(GetOfferStockResponseModel),
    totalStockCount: z.number(),
  }),
);
export type GetStocksResponse = z.infer<typeof GetStocksResponseModel>;
