import { randomUUID } from "node:crypto";
import type { z } from "zod";
import type { CommandDefinition, Issue } from "#application/command.js";
import type { Ids } from "#application/id-blocks.js";
import { system } from "#application/metadata.js";
import type { Clock } from "#application/ports/clock.js";
import type { Runner } from "#application/runner/contract.js";

/** What factories and sandboxes are given: the way into the write side, and nothing behind it. */
export interface SandboxTools {
  readonly issue: Issue;
  readonly load: Runner["load"];
  readonly ids: Ids;
  readonly clock: Clock;
}

/** An argument of a factory that it does not know, or cannot use. Names the factory and the argument. */
export class FactoryArgumentError extends Error {
  override readonly name = "FactoryArgumentError";
}

/** Checks the arguments of a factory, so that a slip of the pen in the console is told and not ignored. */
export const checkArguments = <S extends z.ZodType>(factory: string, schema: S, given: unknown): z.output<S> => {
  const parsed = schema.safeParse(given ?? {});
  if (parsed.success) return parsed.data;
  const faults = parsed.error.issues.map(({ path, message }) =>
    path.length > 0 ? `${path.join(".")}: ${message}` : message,
  );
  throw new FactoryArgumentError(`${factory}: ${faults.join("; ")}`);
};

/** An existing thing by its id, or the arguments of a new one: one of the two. */
export const eitherOr = (factory: string, noun: string, id: number | undefined, made: object | undefined): void => {
  if (id !== undefined && made !== undefined)
    throw new FactoryArgumentError(`${factory}: give either ${noun}Id or ${noun}, not both`);
};

export type Ask = <Input, Result>(command: CommandDefinition<Input, Result>, input: Input) => Promise<Result>;

/** Issues commands as the system: factories stand for people and agents who are not there. */
export const asSystem =
  (issue: Issue): Ask =>
  async (command, input) => {
    const commandId = randomUUID();
    const { result } = await issue(command, input, { commandId, correlationId: commandId, actor: system("sandbox") });
    return result;
  };

const day = 24 * 3_600_000;

/** The instant so many days (fractions too, negative for the past) after another. */
export const daysAfter = (at: string, days: number): string => new Date(Date.parse(at) + days * day).toISOString();

/** The birth date of somebody who turned so many years old a month before an instant. */
export const birthDateOfAge = (age: number, at: string): string => {
  const date = new Date(at);
  date.setUTCMonth(date.getUTCMonth() - 1, Math.min(date.getUTCDate(), 28));
  date.setUTCFullYear(date.getUTCFullYear() - age);
  return date.toISOString().slice(0, 10);
};
