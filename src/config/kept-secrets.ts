import { randomBytes } from "node:crypto";
import { linkSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { z } from "zod";
import { OperatorError } from "#embedded/operator-error.js";

const Secrets = z.object({ jwtSecretKey: z.string().min(32), proSessionSecret: z.string().min(32) });

/**
 * The secrets of a local installation, made on the first call and kept in the data folder, readable by its owner only:
 * sessions outlive a restart. Several processes may ask at once: all get the same.
 */
export const keptSecrets = (dataDir: string): z.infer<typeof Secrets> => {
  const file = join(dataDir, "secrets.json");
  try {
    return Secrets.parse(JSON.parse(readFileSync(file, "utf8")));
  } catch (error) {
    if (!isMissing(error))
      throw new OperatorError(`${file} does not hold the secrets of this installation; remove it to get new ones.`);
  }
  const draft = `${file}.${process.pid}`;
  const secret = () => randomBytes(48).toString("base64");
  try {
    mkdirSync(dataDir, { recursive: true });
    writeFileSync(draft, JSON.stringify({ jwtSecretKey: secret(), proSessionSecret: secret() }), { mode: 0o600 });
  } catch (error) {
    throw new OperatorError(
      `DATA_DIR: cannot write to ${dataDir} (${error instanceof Error ? error.message : String(error)}). Set DATA_DIR to a folder of your own.`,
    );
  }
  try {
    linkSync(draft, file);
  } catch {
    // another process was quicker: its secrets count
  } finally {
    rmSync(draft);
  }
  return Secrets.parse(JSON.parse(readFileSync(file, "utf8")));
};

const isMissing = (error: unknown): boolean => error instanceof Error && "code" in error && error.code === "ENOENT";
