import type { FastifyInstance } from "fastify";
import type { CommandDefinition, Issue } from "#application/command.js";
import type { Envelope } from "#application/runner/contract.js";
import type { Aggregate } from "#domain/shared/aggregate.js";
import type { AnyEvent } from "#domain/shared/event.js";
import type { RegisteredUser } from "#domain/user/decider.js";
import type { HttpDependencies } from "#http/dependencies.js";
import { nativeTokens } from "#http/native/session.js";
import { buildServer } from "#http/server.js";
import { edgeDependencies, type LogLine, recordingLogger, today } from "#tests/http/support/dependencies.js";

export const zoe: RegisteredUser = {
  status: "registered",
  userId: 5,
  identity: {
    email: "zoe@example.com",
    firstName: "Zoé",
    lastName: "L'Hôte",
    civility: "Mme",
    dateOfBirth: "2008-02-29",
    validatedBirthDate: null,
    phoneNumber: null,
    address: null,
    city: null,
    postalCode: null,
    departementCode: null,
    activity: null,
  },
  passwordHash: null,
  isEmailValidated: true,
  isActive: true,
  roles: ["BENEFICIARY"],
  registeredAt: today,
  lastConnectionAt: null,
};

export interface IssuedCommand {
  readonly name: string;
  readonly input: unknown;
  readonly envelope: Envelope;
}

export interface Edge {
  readonly server: FastifyInstance;
  readonly deps: HttpDependencies;
  readonly lines: readonly LogLine[];
  /** The commands that reached the write side. */
  readonly issued: readonly IssuedCommand[];
  /** The headers of user 5, whom everything in this file calls Zoé. */
  readonly headers: { readonly authorization: string };
}

type Answer = (command: { readonly name: string }, input: unknown) => unknown;

/** The HTTP edge alone, with a write side that answers what the test says, and a Zoé who is signed in. */
export const openEdge = async (
  answer: Answer = () => ({ bookingId: 1001 }),
  given: Partial<HttpDependencies> = {},
): Promise<Edge> => {
  const logger = recordingLogger();
  const issued: IssuedCommand[] = [];
  const issue = async <Input, Result>(command: CommandDefinition<Input, Result>, input: Input, envelope: Envelope) => {
    issued.push({ name: command.name, input, envelope });
    const result = (await answer(command, input)) as Result;
    return { result, receipts: [{ stream: "booking-1001", revision: 0n, position: 1207n }] };
  };
  const load = async <State, Command, Event extends AnyEvent>(aggregate: Aggregate<State, Command, Event>) =>
    aggregate.category === "user" ? (zoe as State) : aggregate.initial;
  const deps = edgeDependencies({
    issue: issue as Issue,
    load,
    ids: { next: async () => 1001 },
    logger,
    ...given,
  });
  const server = await buildServer(deps);
  const headers = { authorization: `Bearer ${nativeTokens(deps).sign(5, "access", 900)}` };
  return { server, deps, lines: logger.lines, issued, headers };
};
