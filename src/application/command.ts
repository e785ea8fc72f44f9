import type { z } from "zod";
import { deterministicId } from "#application/deterministic-id.js";
import type { Ids } from "#application/id-blocks.js";
import type { Actor } from "#application/metadata.js";
import type { Clock } from "#application/ports/clock.js";
import type { Envelope, Receipt, Runner, RunOptions } from "#application/runner/contract.js";
import type { TokenSpace } from "#application/token-space.js";
import type { Aggregate } from "#domain/shared/aggregate.js";
import type { AnyEvent } from "#domain/shared/event.js";
import type { Instant } from "#domain/shared/values.js";

/** What commands work with. */
export interface WriteSide {
  readonly runner: Runner;
  readonly ids: Ids;
  readonly tokens: TokenSpace;
  readonly clock: Clock;
}

/** One thing that the system can be asked to do. */
export interface CommandDefinition<Input, Result> {
  /** Imperative: BookOffer. */
  readonly name: string;
  readonly schema: z.ZodType<Input>;
  /** Who may issue it. Whether this very person may touch that very thing is for the route or the decider to tell. */
  readonly issuers: readonly Actor["kind"][];
  readonly handle: (input: Input, context: CommandContext) => Promise<Result>;
}

/** A command under way: where it comes from, and the steps it takes. */
export interface CommandContext extends Omit<WriteSide, "runner"> {
  readonly envelope: Envelope;
  /** The instant of the command: one for all its steps. */
  readonly at: Instant;
  /**
   * Decides and appends on one stream. Steps are numbered as they are taken, so a repeated command takes the same steps
   * under the same ids.
   */
  readonly run: <S, C, E extends AnyEvent>(
    aggregate: Aggregate<S, C, E>,
    id: number | string,
    command: C,
    options?: RunOptions,
  ) => Promise<Receipt>;
  readonly load: Runner["load"];
}

export const defineCommand = <Input, Result>(
  definition: CommandDefinition<Input, Result>,
): CommandDefinition<Input, Result> => definition;

/** The issuer of a command is of a kind that may not issue it: a fault of the caller's code, never of a user. */
export class IssuerNotAllowed extends Error {
  override readonly name = "IssuerNotAllowed";
}

export interface Issued<Result> {
  readonly result: Result;
  /** What was written, in order. Empty when the command changed nothing. */
  readonly receipts: readonly (Receipt & { readonly position: bigint })[];
}

export type Issue = <Input, Result>(
  command: CommandDefinition<Input, Result>,
  input: Input,
  envelope: Envelope,
) => Promise<Issued<Result>>;

/**
 * The way into the write side. Resolves once everything is durable. Throws Refusal, and what Runner.run throws;
 * after OutcomeUnknown the same command with the same id is safe to send again.
 */
export const createIssue = ({ runner, ...tools }: WriteSide): Issue => {
  return async (command, input, envelope) => {
    if (!command.issuers.includes(envelope.actor.kind))
      throw new IssuerNotAllowed(`${command.name} may not be issued by a ${envelope.actor.kind}`);
    const receipts: (Receipt & { readonly position: bigint })[] = [];
    let steps = 0;
    const run: CommandContext["run"] = async (aggregate, id, step, options) => {
      steps += 1;
      const commandId = steps === 1 ? envelope.commandId : deterministicId(envelope.commandId, `step ${steps}`);
      const causationId = steps === 1 ? envelope.causationId : envelope.commandId;
      const receipt = await runner.run(aggregate, id, step, { ...envelope, commandId, causationId }, options);
      if (receipt.position !== null) receipts.push({ ...receipt, position: receipt.position });
      return receipt;
    };
    const result = await command.handle(command.schema.parse(input), {
      ...tools,
      envelope,
      at: tools.clock.now(),
      run,
      load: runner.load,
    });
    return { result, receipts };
  };
};
