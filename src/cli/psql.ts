import { spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline/promises";
import { Command } from "commander";
import pg from "pg";
import { runningDatabase } from "#cli/running-backend.js";
import { output } from "#embedded/run-as.js";

/** SQL on the read models of the running backend. */
export const psql = (): Command =>
  new Command("psql")
    .summary("look into the read models with SQL")
    .description(
      "Opens psql on the database of the running backend, or on DATABASE_URL. Where psql is not installed, a small prompt of our own stands in for it (statements end with a semicolon).",
    )
    .option("-c, --command <sql>", "run one statement, print its rows and leave")
    .addHelpText("after", '\nExample:\n  ./pc psql -c "SELECT count(*) FROM bookings"')
    .action(async ({ command }: { command?: string }) => {
      const url = await runningDatabase();
      const installed = await output("/bin/sh", ["-c", "command -v psql"]);
      if (installed) return runPsql(installed, url, command);
      await ownPrompt(url, command);
    });

const runPsql = async (psqlPath: string, url: string, command: string | undefined): Promise<void> => {
  process.on("SIGINT", () => undefined); // psql's to handle: it cancels the statement
  const child = spawn(psqlPath, [url, ...(command === undefined ? [] : ["-c", command])], { stdio: "inherit" });
  const [code] = await once(child, "exit");
  process.exitCode = typeof code === "number" ? code : 1;
};

const ownPrompt = async (url: string, command: string | undefined): Promise<void> => {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    if (command !== undefined) return await execute(client, command);
    const prompt = createInterface({
      input: process.stdin,
      output: process.stderr,
      prompt: process.stdin.isTTY ? "sql> " : "",
    });
    let statement = "";
    prompt.prompt();
    for await (const line of prompt) {
      if (/^\s*(\\q|exit|quit)\s*;?\s*$/.test(line)) break;
      statement += `${line}\n`;
      if (line.trimEnd().endsWith(";")) {
        await execute(client, statement);
        statement = "";
      }
      prompt.prompt();
    }
    prompt.close();
  } finally {
    await client.end();
  }
};

const execute = async (client: pg.Client, sql: string): Promise<void> => {
  try {
    const answer = await client.query(sql);
    for (const result of Array.isArray(answer) ? answer : [answer]) print(result);
    process.exitCode = 0;
  } catch (error) {
    process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
    process.exitCode = 1;
  }
};

const print = (result: pg.QueryResult): void => {
  if (result.fields.length === 0) return void process.stdout.write(`${result.command} ${result.rowCount ?? ""}\n`);
  const rows = [result.fields.map(({ name }) => name), ...result.rows.map((row) => Object.values(row).map(asText))];
  for (const row of rows) process.stdout.write(`${row.join("\t")}\n`);
};

const asText = (value: unknown): string => {
  if (value === null) return "";
  if (value instanceof Date) return value.toISOString();
  return typeof value === "object" ? JSON.stringify(value) : String(value);
};
