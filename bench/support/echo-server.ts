import { randomUUID } from "node:crypto";
import type {
  ServerDuplexStream,
  ServerUnaryCall,
  ServerWritableStream,
  ServiceDefinition,
  sendUnaryData,
} from "@grpc/grpc-js";
import { Server, ServerCredentials } from "@grpc/grpc-js";
import { batchSucceeded } from "#event-node/codec/append-answers.js";
import { readBatchRequest } from "#event-node/codec/append-requests.js";
import { CHECKSUM_BYTES, createdEntry, encodeStored } from "#event-node/codec/stored-event.js";

/**
 * What the network alone costs: a grpc-js server that answers the client's messages and does nothing else. An append
 * is answered as soon as it is parsed; a read of N events sends one ready-made event N times. The messages are the
 * event node's own, by its own codec, so that the difference to the node is storing, ordering and finding events.
 */

const raw = (bytes: Buffer): Buffer => bytes;
const method = (path: string, requestStream: boolean, responseStream: boolean): ServiceDefinition[string] => ({
  path,
  requestStream,
  responseStream,
  requestSerialize: raw,
  requestDeserialize: raw,
  responseSerialize: raw,
  responseDeserialize: raw,
});

const streams = "/event_store.client.streams.Streams";
const service: ServiceDefinition = {
  features: method("/event_store.client.server_features.ServerFeatures/GetSupportedMethods", false, false),
  batchAppend: method(`${streams}/BatchAppend`, true, true),
  read: method(`${streams}/Read`, false, true),
};

/** SupportedMethods with batchappend as the only one. */
const features = (): Buffer => {
  const text = (tag: number, value: string): Buffer =>
    Buffer.concat([Buffer.from([tag, value.length]), Buffer.from(value)]);
  const supported = Buffer.concat([text(0x0a, "batchappend"), text(0x12, "event_store.client.streams.streams")]);
  return Buffer.concat([Buffer.from([0x0a, supported.length]), supported, text(0x12, "24.10.4")]);
};

const payloadBytes = Number(process.argv[2] ?? 200);
const event = encodeStored(
  {
    id: randomUUID(),
    type: Buffer.from("BenchNoted"),
    json: true,
    metadata: Buffer.alloc(0),
    data: Buffer.from(JSON.stringify({ n: 1, text: "x".repeat(payloadBytes) })),
  },
  Buffer.from(`bench-${randomUUID()}`),
  1000n,
  1_000_000n,
  createdEntry(Date.now()),
).subarray(CHECKSUM_BYTES);

const batchAppend = (call: ServerDuplexStream<Buffer, Buffer>): void => {
  let revision = 0n;
  call.on("data", (message: Buffer) => {
    const { correlation, options, proposals } = readBatchRequest(message);
    if (options === undefined) return;
    revision += BigInt(proposals.length);
    call.write(
      batchSucceeded(
        { correlation, identifierBytes: options.identifierBytes, expected: options.expected },
        { revision, position: revision },
      ),
    );
  });
  call.on("end", () => call.end());
};

/** The number of events is told by the name of the stream: `echo-10000`. */
const read = (call: ServerWritableStream<Buffer, Buffer>): void => {
  let left = Number(/echo-(\d+)/.exec(call.request.toString("latin1"))?.[1] ?? 0);
  const go = (): void => {
    while (left > 0) {
      left -= 1;
      if (!call.write(event)) {
        call.once("drain", go);
        return;
      }
    }
    call.end();
  };
  go();
};

const server = new Server({ "grpc.max_receive_message_length": 16 * 1024 * 1024 });
server.addService(service, {
  features: (_: ServerUnaryCall<Buffer, Buffer>, answer: sendUnaryData<Buffer>) => answer(null, features()),
  batchAppend,
  read,
});
server.bindAsync("127.0.0.1:0", ServerCredentials.createInsecure(), (error, port) => {
  if (error !== null) throw error;
  console.log(`esdb://127.0.0.1:${port}?tls=false`);
});
process.stdin.on("end", () => process.exit(0)).resume();
