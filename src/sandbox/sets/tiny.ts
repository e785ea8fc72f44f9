import type { Sandbox, SandboxContext } from "#sandbox/define-sandbox.js";
import { describeBooking, describeOffer } from "#sandbox/describe.js";
import { daysAfter } from "#sandbox/factories/define-factory.js";

const prices = [
  { label: "Plein tarif", priceCents: 12_00 },
  { label: "Tarif réduit", priceCents: 8_00 },
];
const concertDays = [7, 14, 21];

/** One of everything (operations.md, section 11): enough to try every route by hand. */
export const tiny: Sandbox = {
  summary: "one venue with two events and a book, one young person with 150 €, one API key",
  steps: 6,
  fill: async (context) => {
    const { step, load } = context;
    step("accounts");
    const accounts = await people(context);
    step("Ma petite entreprise");
    const { offererId, venueId } = await place(context, accounts.tom.userId);
    step("the book");
    const book = await bookshelf(context, venueId);
    step("the concert");
    const concert = await concerts(context, venueId);
    step("the conference");
    const conference = await conferences(context, venueId);
    step("the API key");
    const apiKey = await ticketing(context, offererId, venueId);
    return {
      accounts: [
        { ...accounts.bene, who: "a beneficiary of 18 with a fresh credit of 150 €" },
        { ...accounts.tom, who: "the pro of Ma petite entreprise" },
      ],
      offerers: [{ offererId, name: "Ma petite entreprise" }],
      venues: [{ venueId, name: "Petit lieu" }],
      offers: await Promise.all([book, concert, conference.offerId].map((offerId) => describeOffer(load, offerId))),
      bookings: [await describeBooking(load, conference.bookingId)],
      apiKeys: [apiKey],
    };
  },
};

const people = async ({ factories }: SandboxContext) => {
  const tom = await factories.pros.create({ email: "tom.pouce@example.com", firstName: "Tom", lastName: "Pouce" });
  const bene = await factories.beneficiaries.create({
    email: "bene_18@example.com",
    firstName: "Béné",
    lastName: "Dix-huit",
  });
  const known = ({ userId, email }: { readonly userId: number; readonly email: string }) => ({ userId, email });
  return { tom: known(tom), bene: known(bene) };
};

const place = async ({ factories, once }: SandboxContext, userId: number) => {
  const offererId = await once("offerer", "offerer", (id) =>
    factories.offerers.create({ id, name: "Ma petite entreprise", userId }),
  );
  const venueId = await once("venue", "venue", (id) =>
    factories.venues.create({ id, offererId, name: "Petit lieu", isPermanent: true, isOpenToPublic: true }),
  );
  return { offererId, venueId };
};

const bookshelf = async ({ factories, once, idOf }: SandboxContext, venueId: number) => {
  const stockId = await idOf("book.stock", "stock");
  const stocks = [{ id: stockId, priceCents: 15_90, quantity: 1_000 }];
  const description = "Un tour du monde par les librairies.";
  return once("book", "offer", (id) =>
    factories.thingOffers.create({ id, venueId, name: "Petit livre du grand voyage", description, stocks }),
  );
};

const concerts = async ({ factories, once, idOf, at }: SandboxContext, venueId: number) => {
  const dates = concertDays.flatMap((days) => prices.map(({ label }) => ({ days, label })));
  const stocks: { id: number; priceLabel: string; quantity: number; beginningDatetime: string }[] = [];
  for (const { days, label } of dates) {
    const id = await idOf(`concert.${days}.${label}`, "stock");
    stocks.push({ id, priceLabel: label, quantity: 50, beginningDatetime: evening(at, days) });
  }
  return once("concert", "offer", (id) =>
    factories.eventOffers.create({
      id,
      venueId,
      subcategoryId: "CONCERT",
      name: "Concert du Petit lieu",
      durationMinutes: 90,
      extraData: { performer: "Les Petits Pois" },
      priceCategories: prices,
      stocks,
    }),
  );
};

const conferences = async ({ factories, once, idOf, at }: SandboxContext, venueId: number) => {
  const stockId = await idOf("conference.stock", "stock");
  const stocks = [{ id: stockId, quantity: 10, beginningDatetime: evening(at, 20) }];
  const offerId = await once("conference", "offer", (id) =>
    factories.eventOffers.create({ id, venueId, subcategoryId: "CONFERENCE", name: "Conférence gesticulée", stocks }),
  );
  const bookingId = await once("conference.booking", "booking", (id) =>
    factories.bookings.create({ id, stockId, user: { email: "jeanne.doux.tiny@example.com" } }),
  );
  return { offerId, bookingId };
};

const ticketing = async ({ factories, once }: SandboxContext, offererId: number, venueId: number) => {
  const [prefix, secret] = [`development_${offererId}`, `clearSecret${offererId}`];
  await once("ticketing", "provider", async (id) => {
    await factories.providers.create({ id, name: "TicketBusters", venueIds: [venueId] });
    await factories.apiKeys.create({ providerId: id, prefix, secret });
  });
  return `${prefix}_${secret}`;
};

/** 18:30 UTC of the day so many days ahead. */
const evening = (at: string, days: number): string => `${daysAfter(at, days).slice(0, 10)}T18:30:00.000Z`;
