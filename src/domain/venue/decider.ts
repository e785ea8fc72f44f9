import type { z } from "zod";
import type { Aggregate } from "#domain/shared/aggregate.js";
import { type VenueEvent, venueEvents } from "#domain/venue/events.js";

type Created = z.infer<(typeof venueEvents)["VenueCreated"]["data"]>;

export type Venue = { readonly status: "absent" } | ({ readonly status: "open" } & Created);

export type VenueCommand = { readonly type: "CreateVenue"; readonly data: Created };

export const venue: Aggregate<Venue, VenueCommand, VenueEvent> = {
  category: "venue",
  events: venueEvents,
  initial: { status: "absent" },
  decide: (command, state) => (state.status === "absent" ? [{ type: "VenueCreated", data: command.data }] : []),
  evolve: (_, event) => ({ status: "open", ...event.data }),
};
