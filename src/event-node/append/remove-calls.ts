import type { Guard } from "../access/guard.js";
import { field, positionMessage } from "../codec/append-answers.js";
import { readOptions } from "../codec/append-requests.js";
import { Reader } from "../codec/wire.js";
import { invalidArgument, streamDeleted, wrongExpectedVersion } from "../grpc/errors.js";
import type { Handler } from "../grpc/server.js";
import type { AppendOutcome } from "./appender.js";
import { streamNameFault } from "./limits.js";
import type { Remove } from "./remove.js";

const EMPTY = Buffer.alloc(0);

/** Delete and Tombstone: the same request, the same answer, only what is written differs. */
export const removeCall =
  (remove: Remove, guard: Guard): Handler =>
  (call) => {
    let request: Buffer | undefined;
    call.listen({
      onMessage: (message) => {
        request = message;
      },
      onHalfClose: () => {
        const { stream, expected } = readOptions(optionsIn(request ?? EMPTY));
        const name = stream.toString();
        const fault = streamNameFault(name);
        if (fault !== undefined) throw invalidArgument(fault);
        guard.require(call.caller, "delete", name);
        remove(name, expected, (outcome) => {
          if (outcome.kind !== "appended") return call.fail(errorFor(name, expected, outcome));
          call.send(
            outcome.last?.position === undefined
              ? field(0x12, EMPTY)
              : field(0x0a, positionMessage(outcome.last.position)),
          );
          call.end();
        });
      },
    });
  };

const optionsIn = (request: Buffer): Buffer => {
  const reader = new Reader(request);
  return reader.more && reader.uint32() === 0x0a ? reader.bytes() : EMPTY;
};

const errorFor = (stream: string, expected: bigint, outcome: Exclude<AppendOutcome, { kind: "appended" }>): Error => {
  switch (outcome.kind) {
    case "wrong-expected-version":
      return wrongExpectedVersion(stream, expected, outcome.actual);
    case "stream-deleted":
      return streamDeleted(stream);
    case "failed":
      return outcome.error;
  }
};
