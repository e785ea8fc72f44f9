import { type DestinationStream, pino } from "pino";
import type { Logger } from "#application/ports/logger.js";

/** Severities as log collectors name them (operations.md, section 8). */
const severities: Readonly<Record<string, string>> = { trace: "DEBUG", warn: "WARNING", fatal: "CRITICAL" };

/** Values that a log line must never show, wherever they stand. */
const redact = {
  paths: [
    "password",
    "*.password",
    "token",
    "*.token",
    "authorization",
    "*.authorization",
    "cookie",
    "*.cookie",
    "passwordHash",
    "*.passwordHash",
  ],
  censor: "[hidden]",
};

export interface LoggerOptions {
  readonly level: string;
  /** Lines to read instead of JSON. */
  readonly isPlain: boolean;
  readonly module: string;
}

/** JSON lines on standard output, or plain ones for people. */
export const createLogger = ({ level, isPlain, module }: LoggerOptions): Logger =>
  pino(
    {
      level,
      base: { module, pid: process.pid },
      messageKey: "message",
      redact,
      formatters: { level: (label) => ({ severity: severities[label] ?? label.toUpperCase() }) },
      timestamp: () => `,"time":"${new Date().toISOString()}"`,
    },
    isPlain ? plainLines : process.stdout,
  );

const plainLines: DestinationStream = {
  write: (line) => {
    const { time, severity, module, message, pid: _, err, ...extra } = JSON.parse(line) as Record<string, unknown>;
    const details = Object.keys(extra).length > 0 ? ` ${JSON.stringify(extra)}` : "";
    const cause = err === undefined ? "" : `\n${(err as { stack?: string }).stack ?? JSON.stringify(err)}`;
    process.stdout.write(`${String(time).slice(11, 23)} ${severity} [${module}] ${message}${details}${cause}\n`);
  },
};
