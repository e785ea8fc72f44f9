import type { Guard } from "../access/guard.js";
import type { MessageOf } from "../codec/schema.js";
import { readUuid } from "../codec/uuid.js";
import type { Call } from "../grpc/call.js";
import { invalidArgument } from "../grpc/errors.js";
import type { Handler } from "../grpc/server.js";
import { Consumer } from "./consumer.js";
import { confirmationMessage } from "./delivery.js";
import type { Group } from "./group.js";
import type { ReadOptionsMessage } from "./messages.js";
import { ReadRequest } from "./messages.js";
import { keyOf } from "./names.js";
import type { Registry } from "./registry.js";
import { groupIn } from "./requests.js";
import { refusalOf } from "./retries.js";

type ReadRequestMessage = MessageOf<typeof ReadRequest>;

/** PersistentSubscriptions.Read: options first, then answers to what is delivered, for as long as the call lasts. */
export const readCall =
  (registry: Registry, guard: Guard): Handler =>
  (call) => {
    let begun = false;
    let joined: { readonly group: Group; readonly consumer: Consumer; readonly source: string } | undefined;

    const begin = async (options: ReadOptionsMessage): Promise<void> => {
      const name = groupIn(options);
      guard.require(call.caller, "read", name.source);
      const group = await registry.find(name);
      if (call.over) return;
      const consumer = consumerOf(call, options);
      group.join(consumer);
      joined = { group, consumer, source: name.source };
      call.send(confirmationMessage(keyOf(name)));
    };

    call.listen({
      onMessage: (message) => {
        const request = ReadRequest.decode(message);
        if (begun) {
          if (joined === undefined) return;
          take(joined.group, request);
          guard.require(call.caller, "read", joined.source); // who may no longer read is given nothing more
          return;
        }
        if (request.options === undefined) throw invalidArgument("The first request of a read holds its options");
        begun = true;
        begin(request.options).catch((error: unknown) => call.fail(error));
      },
      onHalfClose: () => call.end(), // without answers from it, it can be given nothing more
      onClosed: () => joined?.group.leave(joined.consumer),
    });
  };

const consumerOf = (call: Call, { bufferSize = 0, uuidOption }: ReadOptionsMessage): Consumer => {
  if (uuidOption === undefined) throw invalidArgument("uuid_option must be set");
  if (bufferSize < 1) throw invalidArgument(`buffer_size must be at least 1, and is ${bufferSize}`);
  return new Consumer(call, { bufferSize, structuredIds: uuidOption.structured !== undefined });
};

const take = (group: Group, { ack, nack }: ReadRequestMessage): void => {
  if (ack !== undefined) group.ack(idsIn(ack.ids));
  if (nack !== undefined) group.nack(idsIn(nack.ids), refusalOf(nack.action ?? 0), nack.reason ?? "");
};

/** What is no GUID can be no event's id, and is ignored like any unknown id. */
const idsIn = (ids: readonly Buffer[] = []): readonly string[] => ids.map(readUuid).filter((id) => id !== undefined);
