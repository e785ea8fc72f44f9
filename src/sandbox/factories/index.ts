import { systemClock } from "#application/ports/clock.js";
import { beneficiaryFactory } from "#sandbox/factories/beneficiaries.js";
import { bookingFactories } from "#sandbox/factories/bookings.js";
import type { SandboxTools } from "#sandbox/factories/define-factory.js";
import { offererFactories } from "#sandbox/factories/offerers.js";
import { offerFactories } from "#sandbox/factories/offers.js";
import { providerFactories } from "#sandbox/factories/providers.js";
import { stockFactory } from "#sandbox/factories/stocks.js";
import { userFactories } from "#sandbox/factories/users.js";
import { venueFactory } from "#sandbox/factories/venues.js";

/**
 * One factory a noun, each with a `create` that fills in what is not said (operations.md, section 13) and answers the
 * ids. Arguments nest: `bookings.create({ stock: { offer: { venue: { publicName: "Petit lieu" } } } })`; `…Id` takes
 * what is there instead. An unknown argument is a FactoryArgumentError. Everything is made by commands, so a refusal of
 * the domain is a refusal here; accounts alone are found again by their e-mail.
 */
export const createFactories = (given: Omit<SandboxTools, "clock"> & Partial<Pick<SandboxTools, "clock">>) => {
  const tools: SandboxTools = { clock: systemClock, ...given };
  const { register, users, admins, pros } = userFactories(tools);
  const beneficiaries = beneficiaryFactory(tools, register);
  const { offerers, userOfferers } = offererFactories(tools, pros);
  const venues = venueFactory(tools, offerers);
  const made = offerFactories(tools, venues);
  const stocks = stockFactory(tools, made);
  const { offers, eventOffers, thingOffers, digitalOffers } = made;
  return {
    users,
    admins,
    pros,
    beneficiaries,
    offerers,
    userOfferers,
    venues,
    offers,
    eventOffers,
    thingOffers,
    digitalOffers,
    stocks,
    ...bookingFactories(tools, beneficiaries, stocks),
    ...providerFactories(tools),
  };
};

export type Factories = ReturnType<typeof createFactories>;
