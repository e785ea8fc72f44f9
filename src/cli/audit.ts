import { Command, InvalidArgumentError } from "commander";
import { type AuditReport, audit as auditLog } from "#application/audit.js";
import { systemClock } from "#application/ports/clock.js";
import { progress } from "#cli/progress.js";
import { runningEventStore } from "#cli/running-backend.js";
import { connectEventStore } from "#infrastructure/eventstore/adapter.js";

type Options = { json?: boolean; grace: number };

/** Proves by replaying the whole log that no seat and no euro was given twice. Exits 1 where a rule was broken. */
export const audit = (): Command =>
  new Command("audit")
    .summary("prove by replaying the log that no seat and no euro was given twice")
    .description(
      "Replays every event of stocks, wallets and bookings from EVENTSTORE_URL, or from the running backend, and checks what must always hold: no stock oversold, no wallet overdrawn, no seat and no debit without its booking, no shared token, no offer booked twice by one person. Exits 1 where a rule was broken.",
    )
    .option("--json", "one JSON object with the counts and the broken rules")
    .option("--grace <seconds>", "a booking under way for longer counts as left half done", seconds, 60)
    .addHelpText("after", "\nExample:\n  ./pc audit --json | jq .violations")
    .action(async ({ json, grace }: Options) => {
      const eventStore = connectEventStore(await runningEventStore());
      const bar = progress("audit", null);
      try {
        const onProgress = (events: number) => bar.advance(events, "events");
        const report = await auditLog(eventStore, { at: systemClock.now(), graceMs: grace * 1_000, onProgress });
        bar.finish();
        process.stdout.write(json ? `${JSON.stringify(report, withText)}\n` : describe(report));
        if (report.violationCount > 0) process.exitCode = 1;
      } finally {
        bar.finish();
        await eventStore.close();
      }
    });

const seconds = (text: string): number => {
  if (!/^\d+$/.test(text)) throw new InvalidArgumentError("It is a whole number of seconds.");
  return Number(text);
};

/** Positions are 64-bit and JSON numbers are not. */
const withText = (_key: string, value: unknown): unknown => (typeof value === "bigint" ? String(value) : value);

const describe = ({ bookings, violations, ...report }: AuditReport): string => {
  const { confirmed, live, cancelled, abandoned } = bookings;
  const counts = [
    `${report.events} events of ${report.stocks} stocks, ${report.wallets} wallets and ${confirmed} bookings`,
    `bookings: ${live} live, ${cancelled} cancelled, ${abandoned} never completed, ${report.underWay} under way`,
    `${report.seatsHeld} seats held, ${(report.spentCents / 100).toFixed(2)} EUR spent`,
    report.violationCount === 0 ? "every rule holds" : `${report.violationCount} times a rule was broken`,
  ];
  const broken = violations.map(({ rule, what, stream, position }) => `${rule}  ${what}  (${stream} at ${position})`);
  return `${[...counts, ...broken].join("\n")}\n`;
};
