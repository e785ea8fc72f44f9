import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { z } from "zod";
import type { SandboxReport } from "#sandbox/index.js";

/** What the banner shows of the sandbox that filled the data folder: kept, so that later starts show it too. */
const Showcase = z.object({
  accounts: z.array(z.object({ email: z.string(), who: z.string() })),
  apiKeys: z.array(z.string()),
  password: z.string(),
  /** An offer that a young person with a fresh credit can book. */
  bookable: z.object({ name: z.string(), stockId: z.number() }).nullable(),
});
export type Showcase = z.infer<typeof Showcase>;

const fileIn = (dataDir: string): string => join(dataDir, "sandbox.json");

export const readShowcase = async (dataDir: string): Promise<Showcase | null> => {
  try {
    return Showcase.parse(JSON.parse(await readFile(fileIn(dataDir), "utf8")));
  } catch {
    return null; // no sandbox was loaded here
  }
};

/** Holds an API key and passwords of test accounts, hence for its owner only. */
export const keepShowcase = async (dataDir: string, report: SandboxReport): Promise<void> => {
  await writeFile(fileIn(dataDir), JSON.stringify(showcaseOf(report)), { mode: 0o600 });
};

const showcaseOf = ({ accounts, apiKeys, password, offers }: SandboxReport): Showcase => {
  const stocks = offers.flatMap(({ name, stocks: planned }) =>
    planned.map(({ stockId, priceCents }) => ({ name, stockId, priceCents })),
  );
  const [cheapest = null] = stocks.sort((one, other) => one.priceCents - other.priceCents);
  return Showcase.parse({ accounts, apiKeys, password, bookable: cheapest });
};
