import { randomUUID } from "node:crypto";
import { z } from "zod";
import { type EventStore, OutcomeUnknown, WrongExpectedRevision } from "#application/ports/event-store.js";

/** What has integer ids of its own. */
export type IdKind =
  | "user"
  | "offerer"
  | "venue"
  | "address"
  | "provider"
  | "offer"
  | "priceCategory"
  | "stock"
  | "deposit"
  | "booking";

export interface Ids {
  /** An id that nobody else ever got. Ids rise within a process; a stopped process leaves a gap. */
  next(kind: IdKind): Promise<number>;
}

/** How many ids one lease holds. May change: each lease says where it ends. */
const blockSize = 500;
const triesToLease = 20;

const lease = z.object({ from: z.int().positive(), to: z.int().positive() });
type Lease = z.infer<typeof lease>;

/**
 * Ids in blocks (hi/lo): one append to `idBlock-<kind>` leases 500 of them, so that an id costs no write. The next
 * block is leased while the last quarter of the present one is being used.
 */
export const createIds = (eventStore: EventStore): Ids => {
  const blocks = new Map<IdKind, { next: number; to: number; coming: Promise<Lease> | undefined }>();

  const leaseBlock = async (kind: IdKind): Promise<Lease> => {
    const stream = `idBlock-${kind}`;
    for (let tries = 0; tries < triesToLease; tries += 1) {
      const last = await eventStore.readLast(stream);
      const from = last === undefined ? 1 : lease.parse(last.data).to + 1;
      const block = { from, to: from + blockSize - 1 };
      try {
        await eventStore.append(stream, last?.revision ?? "none", [
          { id: randomUUID(), type: "IdBlockLeased", data: block, metadata: {} },
        ]);
        return block;
      } catch (error) {
        // Taken by another process, or nobody knows: either way the next look at the stream tells what is free.
        if (!(error instanceof WrongExpectedRevision || error instanceof OutcomeUnknown)) throw error;
      }
    }
    throw new OutcomeUnknown(`No block of ${kind} ids could be leased`);
  };

  const blockOf = (kind: IdKind) => {
    const known = blocks.get(kind) ?? { next: 1, to: 0, coming: undefined };
    blocks.set(kind, known);
    return known;
  };

  return {
    next: async (kind) => {
      const block = blockOf(kind);
      for (;;) {
        if (block.to - block.next < blockSize / 4 && block.coming === undefined) {
          block.coming = leaseBlock(kind);
          block.coming.catch(() => {
            block.coming = undefined; // whoever waits for it is told; the next asker tries again
          });
        }
        if (block.next <= block.to) return block.next++;
        const coming = block.coming;
        const { from, to } = await (coming ?? leaseBlock(kind));
        if (block.next > block.to && block.coming === coming)
          Object.assign(block, { next: from, to, coming: undefined });
      }
    },
  };
};
