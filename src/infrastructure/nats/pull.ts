import { createInbox, type Msg, type MsgHdrs, type NatsConnection, nanos } from "nats";

/** One delivery of a stored message to a pull consumer. */
export interface Delivery {
  readonly body: string;
  readonly headers: MsgHdrs | undefined;
  readonly sequence: number;
  /** 1 the first time. */
  readonly count: number;
  /** It will not come again. Resolves when the server knows. */
  acknowledge(): Promise<void>;
  /** It shall come again, not before this many milliseconds. */
  again(afterMs: number): void;
  /** Work on it goes on: the server starts its patience anew. */
  inProgress(): void;
}

export interface Puller {
  /** One message after the other, asked for when the one before is done with. Ends when the puller is stopped. Once only. */
  deliveries(): AsyncIterable<Delivery>;
  /** A message that arrives from now on is given back at once. */
  stop(): void;
  close(): Promise<void>;
}

/** How long one request for a message stands, in milliseconds. */
const requestExpires = 30_000;

interface Waiting {
  readonly resolve: (delivery: Delivery | undefined) => void;
  readonly reject: (error: Error) => void;
  readonly timer: NodeJS.Timeout;
}

/**
 * Asks a durable consumer for one message at a time. The client library's own `consume` fetches ahead, and what it has
 * fetched when the process stops would have to wait for its acknowledgement to time out.
 */
export const openPuller = (connection: NatsConnection, stream: string, consumer: string): Puller => {
  const inbox = createInbox();
  let waiting: Waiting | undefined;
  let stopped = false;

  const takeWaiting = (): Waiting | undefined => {
    const found = waiting;
    waiting = undefined;
    clearTimeout(found?.timer);
    return found;
  };
  const receive = (error: Error | null, message: Msg): void => {
    const found = takeWaiting();
    if (error !== null) found?.reject(error);
    else if (message.reply) hand(deliveryOf(connection, message, message.reply), found);
    else if (isNoMessage(message)) found?.resolve(undefined);
    else found?.reject(new Error(`NATS gives no messages of ${stream} to ${consumer}: ${statusOf(message)}`));
  };
  const hand = (delivery: Delivery, found: Waiting | undefined): void => {
    if (found === undefined) delivery.again(0);
    else found.resolve(delivery);
  };
  const subscription = connection.subscribe(inbox, { callback: receive });
  void connection.closed().then((error) => {
    takeWaiting()?.reject(error ?? new Error("The connection to NATS closed"));
  });

  const next = (): Promise<Delivery | undefined> =>
    new Promise((resolve, reject) => {
      const late = (): void => takeWaiting()?.reject(new Error("NATS does not answer a request for messages"));
      waiting = { resolve, reject, timer: setTimeout(late, requestExpires + 10_000) };
      const request = JSON.stringify({ batch: 1, expires: nanos(requestExpires) });
      connection.publish(`$JS.API.CONSUMER.MSG.NEXT.${stream}.${consumer}`, request, { reply: inbox });
    });

  return {
    deliveries: async function* () {
      while (!stopped) {
        const delivery = await next();
        if (delivery !== undefined) yield delivery;
      }
    },
    stop: () => {
      stopped = true;
      takeWaiting()?.resolve(undefined);
    },
    close: () => subscription.drain(),
  };
};

/** The server had nothing for us now (404), or for as long as the request stood (408). */
const isNoMessage = ({ headers }: Msg): boolean => headers?.code === 404 || headers?.code === 408;
const statusOf = ({ headers }: Msg): string => `${headers?.code} ${headers?.description}`;

const deliveryOf = (connection: NatsConnection, message: Msg, reply: string): Delivery => ({
  body: message.string(),
  headers: message.headers,
  ...placeOf(reply),
  acknowledge: async () => {
    await connection.request(reply, "+ACK", { timeout: 5_000 });
  },
  again: (afterMs) => connection.publish(reply, `-NAK {"delay": ${nanos(afterMs)}}`),
  inProgress: () => connection.publish(reply, "+WPI"),
});

/** `$JS.ACK.<stream>.<consumer>.<count>.<sequence>.…`, where a domain and an account may stand before the stream. */
const placeOf = (reply: string): { readonly count: number; readonly sequence: number } => {
  const tokens = reply.split(".");
  const first = tokens.length > 9 ? 6 : 4;
  return { count: Number(tokens[first]), sequence: Number(tokens[first + 1]) };
};
