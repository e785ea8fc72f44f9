import { describe, expect, it } from "vitest";
import { z } from "zod";
import { eventCatalogue, publicNouns } from "#domain/event-catalogue.js";
import { factOf, publicStream, subjectOf } from "#infrastructure/nats/subject.js";

/** The nouns with an event that holds a field marked personal, at whatever depth. */
const nounsAboutPeople = Object.entries(eventCatalogue)
  .filter(([, events]) =>
    Object.values(events).some(({ data }) =>
      JSON.stringify(z.toJSONSchema(data, { unrepresentable: "any" })).includes('"personal":true'),
    ),
  )
  .map(([noun]) => noun);

describe("what goes out on NATS", () => {
  it("is no noun with a personal field, and the walk does find such nouns", () => {
    expect(nounsAboutPeople).toContain("user");
    expect(publicNouns.filter((noun) => nounsAboutPeople.includes(noun))).toEqual([]);
  });

  it("names a fact by what is left of the event type without its noun", () => {
    expect(factOf("booking", "BookingDisplayChanged")).toBe("display-changed");
    expect(factOf("wallet", "DepositGranted")).toBe("deposit-granted");
    expect(subjectOf("booking", "BookingConfirmed", "1001")).toBe("culture.v1.booking.confirmed.1001");
  });

  it("gives every event type a subject of its own", () => {
    const subjects = publicNouns.flatMap((noun) =>
      Object.keys(eventCatalogue[noun]).map((type) => subjectOf(noun, type, "*")),
    );
    expect(new Set(subjects).size).toBe(subjects.length);
  });

  it("refuses streams that are not public and ids that would make another subject", () => {
    expect(publicStream("booking-1001")).toEqual({ noun: "booking", id: "1001" });
    expect(() => publicStream("user-5")).toThrow('"user-5" are not public');
    expect(() => publicStream("booking-1.>")).toThrow("cannot stand in a subject");
  });
});
