import { createCipheriv, randomBytes, randomUUID } from "node:crypto";
import { z } from "zod";
import { type EventStore, WrongExpectedRevision } from "#application/ports/event-store.js";
import { bookingIdOf, tokenOf } from "#domain/booking/token.js";

/** Turns bookings into tokens and back. One key for ever: another key would give tokens out a second time. */
export interface TokenSpace {
  tokenOf(bookingId: number): string;
  /** The booking that the token would belong to, whether it exists or not; undefined for what is no token. */
  bookingIdOf(token: string): number | undefined;
}

const stream = "tokenSpace-booking";
const opened = z.object({ key: z.hex().length(32) });

const roundsUnder = (key: Buffer) => {
  const cipher = createCipheriv("aes-128-ecb", key, null).setAutoPadding(false);
  const block = Buffer.alloc(16);
  return (round: number, value: number): number => {
    block.writeUInt32BE(round, 0);
    block.writeUInt32BE(value, 4);
    return cipher.update(block).readUInt32BE(0);
  };
};

/**
 * The token space of this event store. Its key is drawn at random by whoever comes first and stands in the store: it
 * must live exactly as long as the bookings do, and whoever reads the log reads the tokens anyhow.
 */
export const openTokenSpace = async (eventStore: EventStore): Promise<TokenSpace> => {
  const known = await eventStore.readLast(stream);
  if (known === undefined) {
    const data = { key: randomBytes(16).toString("hex") };
    try {
      await eventStore.append(stream, "none", [{ id: randomUUID(), type: "TokenSpaceOpened", data, metadata: {} }]);
    } catch (error) {
      if (!(error instanceof WrongExpectedRevision)) throw error;
    }
    return openTokenSpace(eventStore);
  }
  const round = roundsUnder(Buffer.from(opened.parse(known.data).key, "hex"));
  return { tokenOf: (bookingId) => tokenOf(bookingId, round), bookingIdOf: (token) => bookingIdOf(token, round) };
};
