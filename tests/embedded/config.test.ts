import { mkdtempSync, readFileSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { settings } from "#config/settings.js";
import { loadConfig } from "#config.js";

describe("the settings", () => {
  const folder = mkdtempSync(join(tmpdir(), "culture-config-"));
  afterAll(() => rmSync(folder, { recursive: true }));
  const load = (env: Record<string, string> = {}) => loadConfig({ DATA_DIR: folder, ...env });

  it("need not be given: a development machine starts with none", () => {
    expect(load()).toMatchObject({
      env: "development",
      apiPort: 5001,
      postgresPort: 5434,
      eventstoreUrl: null,
      logPlainText: true,
      canRunSandbox: true,
      bodyLimitBytes: 8_388_608,
    });
  });

  it("keep the secrets that they make in development, for their owner only", () => {
    const first = load();
    expect(load().jwtSecretKey).toBe(first.jwtSecretKey);
    expect(first.jwtSecretKey).not.toBe(first.proSessionSecret);
    expect(statSync(join(folder, "secrets.json")).mode & 0o777).toBe(0o600);
  });

  it("refuse to make secrets in production, and name the setting", () => {
    expect(() => load({ ENV: "production" })).toThrow(/^JWT_SECRET_KEY is empty, which ENV=production does not allow/);
    const secrets = { JWT_SECRET_KEY: "k".repeat(40), PRO_SESSION_SECRET: "s".repeat(40) };
    expect(load({ ENV: "production", ...secrets })).toMatchObject({ canRunSandbox: false, logPlainText: false });
  });

  it("count an empty value as none", () => {
    expect(load({ API_PORT: "", NATS_URL: "" })).toMatchObject({ apiPort: 5001, natsUrl: null });
  });

  it.each([
    ["API_PORT", "web", 'API_PORT: "web" is not a whole number; for example API_PORT=5001'],
    ["API_PORT", "70000", 'API_PORT: "70000" is not between 0 and 65535; for example API_PORT=5001'],
    ["ENV", "prod", /^ENV: "prod" is none of development, testing, .*; for example ENV=development$/],
    ["NATS_URL", "localhost:4222", "NATS_URL: does not begin with nats://; for example NATS_URL=nats://127.0.0.1:4222"],
    ["JWT_SECRET_KEY", "short", /^JWT_SECRET_KEY: is shorter than 32 characters; for example/],
    ["CORS_ALLOWED_ORIGINS", "(", /^CORS_ALLOWED_ORIGINS: "\(" holds something that is no regular expression/],
  ])("refuse %s=%s in one line that says how it is meant", (name, value, line) => {
    expect(() => load({ [name]: value })).toThrow(line);
  });

  it("name every wrong setting at once", () => {
    expect(() => load({ API_PORT: "x", LOG_LEVEL: "loud" })).toThrow(/^API_PORT.*\nLOG_LEVEL.*$/);
  });

  it("refuse two equal ports and name both, but not two that are free to choose", () => {
    expect(() => load({ API_PORT: "5434" })).toThrow("API_PORT and POSTGRES_PORT are both 5434");
    expect(load({ API_PORT: "0", POSTGRES_PORT: "0" })).toMatchObject({ apiPort: 0, postgresPort: 0 });
    const url = "postgres://u:p@127.0.0.1:5432/d";
    expect(load({ API_PORT: "5434", DATABASE_URL: url })).toMatchObject({ databaseUrl: url });
  });

  it("are all in .env.example, with their meaning", () => {
    const example = readFileSync(join(import.meta.dirname, "../../.env.example"), "utf8");
    for (const { name, meaning } of settings) expect(example).toContain(`# ${meaning}.\n#${name}=`);
  });
});
