import { bookingFlowsProjector } from "#projections/booking-flows/projector.js";
import { bookingsProjector } from "#projections/bookings/projector.js";
import type { Projector } from "#projections/define.js";
import type { ProjectionName } from "#projections/names.js";
import { offersProjector } from "#projections/offers/projector.js";
import { stocksProjector } from "#projections/stocks/projector.js";
import { usersProjector } from "#projections/users/projector.js";
import { venuesProjector } from "#projections/venues/projector.js";
import { walletsProjector } from "#projections/wallets/projector.js";

/** Every projection, in the version that today's code keeps up to date. */
export const projections = {
  users: usersProjector,
  venues: venuesProjector,
  offers: offersProjector,
  stocks: stocksProjector,
  bookings: bookingsProjector,
  wallets: walletsProjector,
  booking_flows: bookingFlowsProjector,
} satisfies Record<ProjectionName, Projector>;
