import type { Codec } from "../codec/schema.js";
import type { Call } from "./call.js";
import type { Handler } from "./server.js";
import { RpcError, Status } from "./status.js";

/** A call with one request and one answer. */
export const unary =
  <Request, Answer>(
    request: Codec<Request>,
    answer: Codec<Answer>,
    handle: (request: Request, call: Call) => Answer | Promise<Answer>,
  ): Handler =>
  (call) => {
    let received: Buffer | undefined;
    const respond = async (): Promise<void> => {
      if (received === undefined) throw new RpcError(Status.INVALID_ARGUMENT, "The request holds no message");
      call.send(answer.encode(await handle(request.decode(received), call)));
      call.end();
    };
    call.listen({
      onMessage: (message) => {
        received = message;
      },
      onHalfClose: () => void respond().catch((error: unknown) => call.fail(error)),
    });
  };
