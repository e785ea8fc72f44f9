import { defineConfig } from "vitest/config";

/** Everything that `./pc test-backend` runs. Suites that take minutes live in tests/long (`npm run test:long`). */
export default defineConfig({
  test: {
    include: ["tests/**/*.test.ts"],
    exclude: ["tests/long/**"],
    globalSetup: ["tests/support/global-setup.ts"],
    testTimeout: 30_000,
    hookTimeout: 90_000,
    maxWorkers: 2,
  },
});
