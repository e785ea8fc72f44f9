import { randomUUID } from "node:crypto";
import { describe, expect, it } from "vitest";
import { type CommandDefinition, IssuerNotAllowed } from "#application/command.js";
import type { Actor } from "#application/metadata.js";
import { createOfferer } from "#commands/offerer/create-offerer.js";
import { validateOfferer } from "#commands/offerer/validate-offerer.js";
import { registerUser } from "#commands/user/register-user.js";
import { createVenue } from "#commands/venue/create-venue.js";
import { offerer } from "#domain/offerer/decider.js";
import { user } from "#domain/user/decider.js";
import { world } from "#tests/support/booking-world.js";
import { venueCreated } from "#tests/support/facts.js";
import { faultAt, unreliable } from "#tests/support/unreliable-event-store.js";
import type { TestWriteSide } from "#tests/support/write-side.js";

const issue = <Input, Result>(
  side: TestWriteSide,
  command: CommandDefinition<Input, Result>,
  input: Input,
  kind: Actor["kind"] = "system",
) => {
  const commandId = randomUUID();
  return side.issue(command, input, { commandId, correlationId: commandId, actor: { kind, id: 1 } });
};

const person = (userId: number, email: string) => ({
  userId,
  identity: {
    email,
    firstName: null,
    lastName: null,
    civility: null,
    dateOfBirth: null,
    validatedBirthDate: null,
    phoneNumber: null,
    address: null,
    city: null,
    postalCode: null,
    departementCode: null,
    activity: null,
  },
  passwordHash: null,
  isEmailValidated: true,
  roles: [],
});
const structure = (offererId: number, siren = "881457238") => ({
  offererId,
  name: "Ma petite entreprise",
  siren,
  userId: null,
});
const { createdAt: _, ...place } = venueCreated().data as Parameters<typeof createVenue.handle>[0] & {
  createdAt: string;
};

describe("what must be unique", () => {
  it("is an e-mail, whatever its capitals", async () => {
    const { side } = await world();
    await issue(side, registerUser, person(5, "Zoe@Example.com"));
    await expect(issue(side, registerUser, person(6, "zoe@example.com "))).rejects.toMatchObject({
      code: "ALREADY_CLAIMED",
    });
    expect(await side.load(user, 5)).toMatchObject({ identity: { email: "zoe@example.com" } });
    expect(await side.load(user, 6)).toEqual({ status: "absent" });
  });
  it("is a SIREN, and a SIRET", async () => {
    const { side } = await world();
    await issue(side, createOfferer, structure(2));
    await expect(issue(side, createOfferer, structure(3))).rejects.toMatchObject({
      code: "ALREADY_CLAIMED",
      facts: { holderId: 2 },
    });
    await issue(side, createVenue, place);
    await expect(issue(side, createVenue, { ...place, venueId: 4 })).rejects.toMatchObject({ code: "ALREADY_CLAIMED" });
  });
  it("stays unique when two processes ask at once", async () => {
    const { process } = await world();
    const sides = await Promise.all([process(), process(), process()]);
    const answers = await Promise.allSettled(
      sides.map((side, index) => issue(side, createOfferer, structure(index + 2))),
    );
    expect(answers.filter(({ status }) => status === "fulfilled")).toHaveLength(1);
  });
  it("is not asked of a venue without a SIRET, which says why", async () => {
    const { side } = await world();
    await issue(side, createOfferer, structure(2));
    await issue(side, createVenue, { ...place, siret: null, comment: "No SIRET" });
    await issue(side, createVenue, { ...place, venueId: 4, siret: null, comment: "No SIRET" });
    await expect(issue(side, createVenue, { ...place, venueId: 5, comment: "and a SIRET" })).rejects.toThrow(
      /either a SIRET or a comment/,
    );
  });
});

describe("validating an offerer", () => {
  it("makes its members pros", async () => {
    const { side, factories } = await world();
    const { userId } = await factories.pros.create({ roles: ["NON_ATTACHED_PRO"] });
    await issue(side, createOfferer, { ...structure(2), userId });
    await issue(side, validateOfferer, { offererId: 2 });
    expect(await side.load(user, userId)).toMatchObject({ roles: ["PRO"] });
  });
  it("makes them pros when it is asked again after a crash, and refuses all the same", async () => {
    const { side, factories, process, eventStore } = await world();
    const { userId } = await factories.pros.create({ roles: ["NON_ATTACHED_PRO"] });
    await issue(side, createOfferer, { ...structure(2), userId });
    const dying = unreliable(eventStore, faultAt("dies before", 1));
    void issue(await process(dying), validateOfferer, { offererId: 2 });
    await dying.death;
    await expect(issue(await process(), validateOfferer, { offererId: 2 })).rejects.toMatchObject({
      code: "OFFERER_ALREADY_VALIDATED",
    });
    expect(await side.load(user, userId, { fresh: true })).toMatchObject({ roles: ["PRO"] });
    expect(await side.load(offerer, 2, { fresh: true })).toMatchObject({ status: "VALIDATED" });
  });
});

describe("a command", () => {
  it("is carried out for those who may issue it only", async () => {
    const { side } = await world();
    await expect(issue(side, validateOfferer, { offererId: 2 }, "user")).rejects.toThrow(IssuerNotAllowed);
  });
  it("names the field that is wrong, and changes nothing", async () => {
    const { side } = await world();
    await expect(issue(side, createOfferer, structure(2, "123"))).rejects.toThrow(/siren/);
    expect(await side.load(offerer, 2)).toEqual({ status: "absent" });
  });
  it("tells where its facts stand, in order, the last one last", async () => {
    const { side, eventStore } = await world();
    const { receipts } = await issue(side, createOfferer, structure(2));
    expect(receipts.map(({ stream }) => stream)).toEqual(["siren-881457238", "offerer-2"]);
    expect(receipts.at(-1)?.position).toBe((await eventStore.readLast("offerer-2"))?.position);
    expect((await issue(side, createOfferer, structure(2))).receipts).toEqual([]);
  });
});
