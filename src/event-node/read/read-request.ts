import type { ReadOptionsMessage } from "../codec/read-messages.js";
import { ReadRequest } from "../codec/read-messages.js";
import { invalidArgument } from "../grpc/errors.js";
import { RpcError, Status } from "../grpc/status.js";
import { MAX_REVISION } from "../log/keys.js";
import type { Direction } from "../log/reader.js";
import type { Filter } from "./filters.js";
import { compileFilter } from "./filters.js";
import type { RenderOptions } from "./render.js";

export type Start = "start" | "end" | bigint;

export type ParsedRead = RenderOptions & {
  /** undefined reads `$all`. */
  readonly stream: string | undefined;
  readonly from: Start;
  readonly direction: Direction;
  /** undefined for a subscription. */
  readonly count: bigint | undefined;
  readonly filter: Filter | undefined;
};

const END_OF_STREAM = 2n ** 64n - 1n;

/** Reads and checks a read request; refuses what has no meaning (eventstore-protocol.md, section 4). */
export const parseRead = (message: Buffer): ParsedRead => {
  const { options } = ReadRequest.decode(message);
  if (options === undefined) throw invalidArgument("The read request has no options");
  if (options.uuidOption === undefined) throw invalidArgument("uuid_option must be set");
  const direction: Direction = options.direction === 1 ? "backwards" : "forwards";
  const target = targetOf(options);
  const read: ParsedRead = {
    ...target,
    direction,
    count: options.subscription === undefined ? options.count : undefined,
    filter: options.filter === undefined ? undefined : compileFilter(options.filter),
    resolveLinks: options.resolveLinks === true,
    structuredIds: options.uuidOption.structured !== undefined,
  };
  refuseNonsense(read, options);
  return read;
};

const targetOf = ({ stream, all }: ReadOptionsMessage): Pick<ParsedRead, "stream" | "from"> => {
  if (stream !== undefined) {
    const name = stream.identifier?.name?.toString() ?? "";
    if (name === "" || name === "$$") throw invalidArgument("The stream name is empty");
    return { stream: name, from: startOf(stream.start, stream.end, stream.revision) };
  }
  if (all === undefined) throw invalidArgument("The read request names neither a stream nor $all");
  const { position } = all;
  return {
    stream: undefined,
    from: startOf(all.start, all.end, position === undefined ? undefined : (position.commit ?? 0n)),
  };
};

const startOf = (start: object | undefined, end: object | undefined, at: bigint | undefined): Start => {
  if (end !== undefined || at === END_OF_STREAM) return "end";
  return start !== undefined ? "start" : (at ?? "start");
};

const refuseNonsense = (read: ParsedRead, options: ReadOptionsMessage): void => {
  const subscription = options.subscription !== undefined;
  if (subscription && read.direction === "backwards") throw invalidArgument("Subscriptions read forwards");
  if (!subscription && (read.count ?? 0n) === 0n) throw invalidArgument("The count must be above 0");
  if (read.filter !== undefined && read.stream !== undefined) throw invalidArgument("Only $all can be filtered");
  if (subscription && read.filter?.checkpointInterval === 0) {
    throw invalidArgument("The checkpoint interval multiplier must be above 0");
  }
  refuseReadFromEnd(read, subscription);
  if (read.stream !== undefined && typeof read.from === "bigint" && read.from > MAX_REVISION)
    throw invalidArgument(`The revision ${read.from} is above 2^63-1`);
};

const refuseReadFromEnd = ({ stream, from, direction }: ParsedRead, subscription: boolean): void => {
  if (stream !== undefined && from === "end" && direction === "forwards" && !subscription) {
    throw new RpcError(Status.UNKNOWN, "A stream cannot be read forwards from its end");
  }
};
