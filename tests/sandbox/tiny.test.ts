import { verify } from "@node-rs/argon2";
import { describe, expect, it } from "vitest";
import { isApiSecret, splitApiKey } from "#application/api-keys.js";
import { apikey } from "#domain/apikey/decider.js";
import { offer } from "#domain/offer/decider.js";
import { user } from "#domain/user/decider.js";
import { creditOf } from "#domain/wallet/credit.js";
import { debitsOf, wallet } from "#domain/wallet/decider.js";
import type { SandboxTools } from "#sandbox/factories/define-factory.js";
import { runSandbox, UnknownSandbox } from "#sandbox/index.js";
import { memoryEventStore } from "#tests/support/memory-event-store.js";
import { testClock, writeSide } from "#tests/support/write-side.js";

describe("the tiny sandbox", () => {
  it("holds a pro, a young person with 150 € and something to book", async () => {
    const side = await writeSide(memoryEventStore());
    const { accounts, offers, bookings, ...report } = await runSandbox("tiny", side);

    expect(accounts.map(({ email }) => email)).toEqual(["bene_18@example.com", "tom.pouce@example.com"]);
    expect(offers.map(({ name, stocks }) => [name, stocks.length])).toEqual([
      ["Petit livre du grand voyage", 1],
      ["Concert du Petit lieu", 6],
      ["Conférence gesticulée", 1],
    ]);
    expect(bookings).toEqual([{ bookingId: 1, token: side.tokens.tokenOf(1), offer: "Conférence gesticulée" }]);
    expect(report.appends).toBeGreaterThan(0);
    expect(report.position).not.toBeNull();

    const [bene, tom] = accounts;
    const known = await side.load(user, bene?.userId ?? 0);
    expect(known.status === "registered" && (await verify(known.passwordHash ?? "", report.password))).toBe(true);
    expect(known.status === "registered" && known.roles).toEqual(["BENEFICIARY"]);
    const pro = await side.load(user, tom?.userId ?? 0);
    expect(pro.status === "registered" && pro.roles).toEqual(["PRO"]);

    const purse = await side.load(wallet, bene?.userId ?? 0);
    const [deposit] = purse.deposits;
    expect(deposit && creditOf(deposit, debitsOf(purse), side.clock.now())).toEqual({
      all: { initialCents: 150_00, remainingCents: 150_00 },
      digital: { initialCents: 100_00, remainingCents: 100_00 },
      physical: null,
    });

    const concert = await side.load(offer, offers[1]?.offerId ?? 0);
    expect(concert.status === "known" && [concert.isDuo, concert.validation]).toEqual([true, "APPROVED"]);
  });

  it("opens the public API with the key it reports", async () => {
    const side = await writeSide(memoryEventStore());
    const { apiKeys, offerers } = await runSandbox("tiny", side);
    const offererId = offerers[0]?.offererId;
    expect(apiKeys).toEqual([`development_${offererId}_clearSecret${offererId}`]);
    const parts = splitApiKey(apiKeys[0] ?? "");
    const known = await side.load(apikey, parts?.prefix ?? "");
    expect(known.status === "live" && isApiSecret(parts?.secret ?? "", known.secretHash)).toBe(true);
  });

  it("changes nothing when it is run again, a year later and by another process", async () => {
    const eventStore = memoryEventStore();
    const { position, ...first } = await runSandbox("tiny", await writeSide(eventStore));
    const later = await writeSide(eventStore, testClock("2027-03-02T10:00:00.000Z"));
    const second = await runSandbox("tiny", later);
    expect(second).toEqual({ ...first, appends: 0, position: null });
    expect(position).not.toBeNull();
  });

  it("is completed by a second run wherever the first was cut short", async () => {
    const counted = counting(await writeSide(memoryEventStore()));
    const whole = await runSandbox("tiny", counted);
    for (let survived = 0; survived < counted.commands(); survived += 5) {
      const eventStore = memoryEventStore();
      const dying = await writeSide(eventStore);
      await expect(runSandbox("tiny", cutShort(dying, survived))).rejects.toThrow("the power failed");
      const report = await runSandbox("tiny", await writeSide(eventStore));
      expect({ ...report, appends: 0, position: null }).toMatchObject({
        offers: whole.offers.map(({ name, stocks }) => ({
          name,
          stocks: stocks.map(({ priceCents }) => ({ priceCents })),
        })),
        bookings: [{ offer: "Conférence gesticulée" }],
      });
      expect(await runSandbox("tiny", await writeSide(eventStore))).toMatchObject({ appends: 0 });
    }
  });

  it("says which sandboxes there are when it is asked for another", async () => {
    await expect(runSandbox("huge", await writeSide(memoryEventStore()))).rejects.toThrow(UnknownSandbox);
  });
});

const counting = (tools: SandboxTools): SandboxTools & { readonly commands: () => number } => {
  let commands = 0;
  const issue: SandboxTools["issue"] = (...args) => {
    commands += 1;
    return tools.issue(...args);
  };
  return { ...tools, issue, commands: () => commands };
};

/** A process that dies when it wants to issue its n-th command. */
const cutShort = (tools: SandboxTools, commands: number): SandboxTools => {
  let left = commands;
  const issue: SandboxTools["issue"] = (...args) => {
    left -= 1;
    return left < 0 ? Promise.reject(new Error("the power failed")) : tools.issue(...args);
  };
  return { ...tools, issue };
};
