import { connect, type JsMsg, type NatsConnection, type StreamState } from "nats";
import { expect } from "vitest";

/** Runs a question on a connection of its own. */
export const withNats = async <T>(url: string, ask: (connection: NatsConnection) => Promise<T>): Promise<T> => {
  const connection = await connect({ servers: url });
  try {
    return await ask(connection);
  } finally {
    await connection.close();
  }
};

export const streamState = (url: string, stream: string): Promise<StreamState> =>
  withNats(url, async (connection) => (await (await connection.jetstreamManager()).streams.info(stream)).state);

/** Every message of a stream, in its order. */
export const messagesOf = (url: string, stream: string): Promise<JsMsg[]> =>
  withNats(url, async (connection) => {
    const { state } = await (await connection.jetstreamManager()).streams.info(stream);
    const found: JsMsg[] = [];
    if (state.messages === 0) return found;
    const consumer = await connection.jetstream().consumers.get(stream);
    const messages = await consumer.consume();
    for await (const message of messages) {
      found.push(message);
      if (message.seq >= state.last_seq) break;
    }
    return found;
  });

/** Resolves once the stream holds so many messages. */
export const untilMessages = (url: string, stream: string, count: number): Promise<void> =>
  withNats(url, async (connection) => {
    const jsm = await connection.jetstreamManager();
    const held = (): Promise<number> =>
      jsm.streams.info(stream).then(
        ({ state }) => state.messages,
        () => 0,
      );
    await expect.poll(held, { interval: 5, timeout: 25_000 }).toBeGreaterThanOrEqual(count);
  });
