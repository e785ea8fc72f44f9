import { randomUUID } from "node:crypto";
import { system } from "#application/metadata.js";
import { silent } from "#application/ports/logger.js";
import { commands } from "#commands/catalogue.js";
import { openWriteSide, type WriteSideOfProcess } from "#main/write-side.js";
import { createFactories } from "#sandbox/factories/index.js";

/** Young people with a fresh credit, and stocks to book. */
export interface Town {
  readonly userIds: readonly number[];
  /** One stock that everybody wants. */
  readonly hotStockId: number;
  readonly spreadStockIds: readonly number[];
}

export interface TownSize {
  readonly people: number;
  /** Seats of the hot stock. */
  readonly hotSeats: number;
  readonly spreadStocks: number;
}

const priceCents = 1_000;
const inAMonth = (): string => new Date(Date.now() + 30 * 24 * 3_600_000).toISOString();

/** Makes a town by commands, in the event store of a running backend. Seats of the spread stocks are plenty. */
export const makeTown = async (eventstoreUrl: string, size: TownSize): Promise<Town> => {
  const writeSide = await openWriteSide(eventstoreUrl, silent);
  try {
    const { offererId, venueId } = await createFactories(writeSide).venues.create();
    const newStock = (quantity: number) => publishedStock(writeSide, venueId, quantity);
    const hotStockId = await newStock(size.hotSeats);
    const spreadStockIds: number[] = [];
    for (let i = 0; i < size.spreadStocks; i += 1) spreadStockIds.push(await newStock(size.people));
    const userIds = await people(writeSide, size.people);
    if (offererId === undefined) throw new Error("A venue belongs to an offerer");
    return { userIds, hotStockId, spreadStockIds };
  } finally {
    await writeSide.close();
  }
};

const envelope = () => ({ commandId: randomUUID(), correlationId: randomUUID(), actor: system("bench") });

const publishedStock = async (
  { issue, ids }: WriteSideOfProcess,
  venueId: number,
  quantity: number,
): Promise<number> => {
  const [offerId, stockId] = [await ids.next("offer"), await ids.next("stock")];
  const accessibility = { audio: false, mental: false, motor: false, visual: false };
  const offer = { offerId, venueId, name: `Visite ${offerId}`, subcategoryId: "VISITE_GUIDEE", description: null };
  await issue(
    commands.createOffer,
    { ...offer, durationMinutes: null, extraData: {}, accessibility, url: null, bookingEmail: null },
    envelope(),
  );
  const prices = [{ priceCategoryId: null, label: "Plein tarif", priceCents }];
  const { result } = await issue(commands.setOfferPrices, { offerId, prices }, envelope());
  const priceCategoryId = result.priceCategories[0]?.priceCategoryId ?? null;
  const dates = { beginningDatetime: inAMonth(), bookingLimitDatetime: inAMonth() };
  const stock = { stockId, priceCategoryId, priceCents: null, quantity, ...dates };
  await issue(
    commands.planStocks,
    { offerId, stocks: [{ ...stock, bookingLimitDatetime: stock.beginningDatetime }] },
    envelope(),
  );
  await issue(commands.publishOffer, { offerId, publicationDatetime: null, bookingAllowedDatetime: null }, envelope());
  return stockId;
};

/** So many at a time: enough to keep the event store's group commits full. */
const atATime = 200;

const people = async (writeSide: WriteSideOfProcess, count: number): Promise<number[]> => {
  const userIds: number[] = [];
  const register = async (): Promise<void> => {
    while (userIds.length < count) {
      const userId = await writeSide.ids.next("user");
      if (userIds.length >= count) return;
      userIds.push(userId);
      await beneficiary(writeSide, userId);
    }
  };
  await Promise.all(Array.from({ length: Math.min(atATime, count) }, register));
  return userIds;
};

const beneficiary = async ({ issue, ids }: WriteSideOfProcess, userId: number): Promise<void> => {
  const identity = {
    email: `bench-${userId}@example.com`,
    firstName: "Banc",
    lastName: "d'Essai",
    civility: null,
    dateOfBirth: "2008-01-01",
    validatedBirthDate: "2008-01-01",
    phoneNumber: null,
    address: null,
    city: "Paris",
    postalCode: "75001",
    departementCode: "75",
    activity: null,
  };
  await issue(
    commands.registerUser,
    { userId, identity, passwordHash: null, isEmailValidated: true, roles: ["BENEFICIARY"] },
    envelope(),
  );
  const deposit = { userId, depositId: await ids.next("deposit"), type: "GRANT_17_18" as const, amountCents: 15_000 };
  const caps = {
    digitalCapCents: 10_000,
    physicalCapCents: null,
    expiresAt: "2029-01-01T11:00:00.000Z",
    source: "bench",
  };
  await issue(commands.grantDeposit, { ...deposit, ...caps, recredits: [] }, envelope());
};
