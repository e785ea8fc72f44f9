import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { z } from "zod";
import { definitionOf, eventCatalogue, readEvent, UnreadableEvent } from "#domain/event-catalogue.js";

// One file for each version of an event type that was ever released: `<EventType>.v<version>.json`, a list of its data.
// A released file is never changed nor removed: it stands for what is in the logs of the world.
const folder = join(import.meta.dirname, "samples");
const files = readdirSync(folder).map((file) => {
  const [, type = "", version = ""] = /^(\w+)\.v(\d+)\.json$/.exec(file) ?? [];
  const data = z
    .array(z.unknown())
    .min(1)
    .parse(JSON.parse(readFileSync(join(folder, file), "utf8")));
  return { file, type, version: Number(version), data };
});
const types = Object.values(eventCatalogue).flatMap((events) => Object.keys(events));

describe("samples of every event that was ever released", () => {
  it.each(types)("there is one of each version of %s", (type) => {
    const versions = files
      .filter((one) => one.type === type)
      .map((one) => one.version)
      .sort();
    const released = Array.from({ length: definitionOf(type).schemaVersion }, (_, index) => index + 1);
    expect(versions, `add tests/contract/events/samples/${type}.v<version>.json`).toEqual(released);
  });
  it.each(files)("today's code reads $file", ({ type, version, data }) => {
    for (const one of data) {
      const read = readEvent(type, version, one);
      // Today's version comes back whole: a field that the schema forgot would be missing.
      if (version === definitionOf(type).schemaVersion) expect(read).toEqual({ type, data: one });
    }
  });
});

describe("an event that today's code cannot read", () => {
  it("is named, and never its values", () => {
    const secret = { userId: 5, role: "zoe@example.com" };
    expect(() => readEvent("UserRoleGranted", 1, secret)).toThrow(
      "UserRoleGranted does not fit its schema (role: invalid_value)",
    );
  });
  it("may be of a type or a version from the future", () => {
    expect(() => readEvent("UserFlew", 1, {})).toThrow(UnreadableEvent);
    expect(() => readEvent("ClaimTaken", 2, { holderId: 5 })).toThrow("ClaimTaken has version 2; this code knows 1");
  });
});

describe("personal data", () => {
  it("stands in events of users only", () => {
    const marked = (schema: unknown): boolean => JSON.stringify(schema).includes('"personal":true');
    for (const [noun, events] of Object.entries(eventCatalogue))
      for (const [type, { data }] of Object.entries(events))
        if (marked(z.toJSONSchema(data))) expect(noun, `${type} tells who somebody is`).toBe("user");
    expect(marked(z.toJSONSchema(eventCatalogue.user.UserRegistered.data))).toBe(true);
  });
});
