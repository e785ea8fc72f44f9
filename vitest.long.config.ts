import { defineConfig } from "vitest/config";

/** The slow suites: chaos, long runs. One after another, minutes each. */
export default defineConfig({
  test: {
    include: ["tests/long/**/*.test.ts"],
    globalSetup: ["tests/support/global-setup.ts"],
    testTimeout: 1_800_000,
    hookTimeout: 120_000,
    fileParallelism: false,
  },
});
