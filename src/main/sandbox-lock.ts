import { postgresDatabase } from "#infrastructure/postgres/session.js";

/** Lets one process at a time fill a backend with a data set; the others wait. Two that fill at once would clash. */
export const fillingAlone = async <T>(databaseUrl: string, fill: () => Promise<T>): Promise<T> => {
  const session = await postgresDatabase(databaseUrl).open("culture sandbox");
  try {
    await session.query({ sql: "SET statement_timeout = '10min'" });
    await session.query({ sql: "SELECT pg_advisory_lock(hashtextextended('culture sandbox', 0))" });
    return await fill();
  } finally {
    await session.close();
  }
};
