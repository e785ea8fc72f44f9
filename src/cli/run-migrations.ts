import { OperatorError } from "#embedded/operator-error.js";

/** Runs what is missing of one phase. What somebody has to put right first is one line, not a stack. */
export const runMigrations = async (
  databaseUrl: string,
  phase: "pre" | "post",
  tell: (line: string) => void,
): Promise<void> => {
  const { migrate, MigrationRefused } = await import("#infrastructure/postgres/migrate.js");
  try {
    await migrate(databaseUrl, phase, { tell });
  } catch (error) {
    throw error instanceof MigrationRefused ? new OperatorError(error.message) : error;
  }
};
