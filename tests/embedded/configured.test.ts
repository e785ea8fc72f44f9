import { describe, expect, it, onTestFinished } from "vitest";
import { checkEventstore, checkNats, checkPostgres, checkRedis } from "#embedded/configured.js";
import { listening } from "#tests/embedded/support/listening.js";
import { createTestDatabase } from "#tests/support/postgres.js";

const servers = [
  { setting: "EVENTSTORE_URL", check: checkEventstore, urlOf: (port: number) => `esdb://127.0.0.1:${port}?tls=false` },
  { setting: "DATABASE_URL", check: checkPostgres, urlOf: (port: number) => `postgres://u:p4ss@127.0.0.1:${port}/db` },
  { setting: "NATS_URL", check: checkNats, urlOf: (port: number) => `nats://127.0.0.1:${port}` },
  { setting: "REDIS_URL", check: checkRedis, urlOf: (port: number) => `redis://:p4ss@127.0.0.1:${port}` },
];

describe.concurrent.each(servers)(
  "a configured server that does not answer ($setting)",
  ({ setting, check, urlOf }) => {
    it("is refused in one line that names the setting and hides the password, when nothing listens", async () => {
      const refused = await check(urlOf(1), 300).catch(String);
      expect(refused).toMatch(new RegExp(`^OperatorError: ${setting}: .*127.0.0.1:1.* does not answer`));
      expect(refused).not.toMatch(/\n|p4ss/);
    });

    it("is refused in bounded time when something listens and never speaks", async () => {
      const { port, close } = await listening();
      onTestFinished(close);
      await expect(check(urlOf(port), 300)).rejects.toThrow(`does not answer`);
    });
  },
);

describe("a configured Postgres", () => {
  it("that refuses our account, or lacks the database, is refused at once", async () => {
    const database = await createTestDatabase();
    onTestFinished(database.drop);
    await expect(checkPostgres(database.url.replace("passq", "wrong"))).rejects.toThrow(/:\*\*\*@.* refuses us/);
    await expect(checkPostgres(`${database.url}_missing`)).rejects.toThrow(/refuses us .*does not exist/);
    expect(await checkPostgres(database.url)).toBe(database.url);
  });
});
