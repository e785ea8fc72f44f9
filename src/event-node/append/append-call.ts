import type { Guard } from "../access/guard.js";
import { appendSucceeded, appendWrongVersion } from "../codec/append-answers.js";
import type { AppendOptions, Proposal } from "../codec/append-requests.js";
import { readAppendRequest } from "../codec/append-requests.js";
import type { ProposedEvent } from "../codec/stored-event.js";
import type { Call } from "../grpc/call.js";
import { appendTooLarge, invalidArgument, missingMetadata, streamDeleted } from "../grpc/errors.js";
import type { Handler } from "../grpc/server.js";
import type { Append, AppendOutcome } from "./appender.js";
import { sizeOfEvent, streamNameFault } from "./limits.js";

export type AppendParts = { readonly append: Append; readonly guard: Guard; readonly maxAppendBytes: number };

/** One append as a call of its own: options, events, half-close, one answer (section 3.3). */
export const appendCall =
  ({ append, guard, maxAppendBytes }: AppendParts): Handler =>
  (call) => {
    let options: AppendOptions | undefined;
    const events: ProposedEvent[] = [];
    let size = 0;

    const add = ({ event, fault }: Proposal): void => {
      refuseFaulty(fault);
      size += sizeOfEvent(event);
      if (size > maxAppendBytes) throw appendTooLarge(maxAppendBytes);
      events.push(event);
    };

    call.listen({
      onMessage: (message) => {
        const request = readAppendRequest(message);
        if (request === undefined) throw invalidArgument("An append request holds options or an event");
        if ("proposal" in request) {
          if (options === undefined) throw invalidArgument("The first request of an append holds its options");
          return add(request.proposal);
        }
        const name = streamNameFault(request.options.stream.toString());
        if (name !== undefined) throw invalidArgument(name);
        guard.require(call.caller, "write", request.options.stream.toString());
        options = request.options;
      },
      onHalfClose: () => {
        if (options === undefined) throw invalidArgument("The first request of an append holds its options");
        const { stream, expected } = options;
        const name = stream.toString();
        append({ stream: name, expected, events }, (outcome) => answer(call, name, expected, outcome));
      },
    });
  };

const refuseFaulty = (fault: Proposal["fault"]): void => {
  if (fault === "missing-metadata") throw missingMetadata();
  if (fault === "bad-id") throw invalidArgument("The event id is missing or no GUID");
  if (fault === "empty-type") throw invalidArgument("The event type is empty");
};

const answer = (call: Call, stream: string, expected: bigint, outcome: AppendOutcome): void => {
  switch (outcome.kind) {
    case "appended":
      call.send(appendSucceeded(outcome.last));
      call.end();
      return;
    case "wrong-expected-version":
      call.send(appendWrongVersion(expected, outcome.actual));
      call.end();
      return;
    case "stream-deleted":
      call.fail(streamDeleted(stream));
      return;
    case "failed":
      call.fail(outcome.error);
  }
};
