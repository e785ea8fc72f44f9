import { describe, it } from "vitest";
import { type VenueCommand, venue } from "#domain/venue/decider.js";
import { venueCreated } from "#tests/support/facts.js";
import { specification } from "#tests/support/specification.js";

const given = specification(venue);
const { data } = venueCreated();
const create: VenueCommand = { type: "CreateVenue", data };

describe("a venue", () => {
  it("is opened once", () => {
    given().when(create).then(venueCreated());
    given(venueCreated()).when(create).thenNothing();
  });
});
