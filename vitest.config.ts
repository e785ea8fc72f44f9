import { defineConfig } from "vitest/config";

/** A server that somebody names is one for all files; what they write to `$all` would disturb each other. */
const sharesOneServer = [process.env["EVENTSTORE_URL"], process.env["EVENTSTORE_SECURE_URL"]].some(Boolean);

/** Everything that `./pc test-backend` runs. Suites that take minutes live in tests/long (`npm run test:long`). */
export default defineConfig({
  test: {
    include: ["tests/**/*.test.ts"],
    exclude: ["tests/long/**"],
    globalSetup: ["tests/support/global-setup.ts"],
    testTimeout: 30_000,
    hookTimeout: 90_000,
    maxWorkers: sharesOneServer ? 1 : 2,
  },
});
