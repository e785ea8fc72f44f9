import { z } from "zod";
import { deterministicId } from "#application/deterministic-id.js";
import type { IdKind, Ids } from "#application/id-blocks.js";
import { type EventStore, WrongExpectedRevision } from "#application/ports/event-store.js";

/** An answer as it was given. */
const answer = z.object({ status: z.int(), body: z.string(), headers: z.record(z.string(), z.string()) });
export type Answer = z.infer<typeof answer>;

const accepted = z.object({ fingerprint: z.string() });
const drawn = z.object({ kind: z.string(), id: z.int() });

/** The same key came with another request. */
export class KeyReused extends Error {
  override readonly name = "KeyReused";
}

/** A request with a key, under way. */
export interface Attempt {
  /** The answer that the request was given already; then nothing is to be done. */
  readonly given: Answer | undefined;
  /** Draws ids that the request drew in an earlier attempt again, in the same order, before new ones. */
  readonly ids: Ids;
  /** Keeps the answer for whoever asks again. */
  readonly answered: (answer: Answer) => Promise<void>;
}

/** Remembers requests by caller, route and key, in the event store: as durable as what they wrote. */
export interface Idempotency {
  /** `name` is caller, route and key; `fingerprint` stands for the request's content. Throws KeyReused. */
  begin(name: string, fingerprint: string): Promise<Attempt>;
}

/**
 * A stream for each key: RequestAccepted, an IdDrawn for each id, RequestAnswered. A crash in the middle leaves the
 * first ones, so the next attempt draws the same ids and takes the same steps under the same event ids: what was done
 * is not done twice, what was not is done. Two attempts at the same time do the same things, and one of them is told.
 */
export const createIdempotency = (eventStore: EventStore, ids: Ids): Idempotency => ({
  begin: async (name, fingerprint) => {
    const stream = `idempotency-${deterministicId("idempotency", name)}`;
    const past = {
      fingerprint: undefined as string | undefined,
      given: undefined as Answer | undefined,
      ids: new Map<string, number[]>(),
    };
    let revision = -1n;
    for await (const event of eventStore.readStream(stream)) {
      revision = event.revision;
      if (event.type === "RequestAccepted") past.fingerprint = accepted.parse(event.data).fingerprint;
      if (event.type === "RequestAnswered") past.given = answer.parse(event.data);
      if (event.type === "IdDrawn") {
        const { kind, id } = drawn.parse(event.data);
        past.ids.set(kind, [...(past.ids.get(kind) ?? []), id]);
      }
    }
    if (past.fingerprint !== undefined && past.fingerprint !== fingerprint)
      throw new KeyReused("The same key came with another request before");

    const append = async (type: string, data: object): Promise<void> => {
      const id = deterministicId(stream, `${type} ${revision + 1n}`);
      const expected = revision < 0n ? "none" : revision;
      revision = (await eventStore.append(stream, expected, [{ id, type, data, metadata: {} }])).revision;
    };
    if (past.fingerprint === undefined) await append("RequestAccepted", { fingerprint });

    // One after another: the order in which ids are drawn is what the next attempt goes by.
    let turn: Promise<unknown> = Promise.resolve();
    const inTurn = <T>(work: () => Promise<T>): Promise<T> => {
      const next = turn.then(work);
      turn = next.catch(() => undefined);
      return next;
    };
    const next = async (kind: IdKind): Promise<number> => {
      const again = past.ids.get(kind)?.shift();
      if (again !== undefined) return again;
      const id = await ids.next(kind);
      await append("IdDrawn", { kind, id });
      return id;
    };
    return {
      given: past.given,
      ids: { next: (kind) => inTurn(() => next(kind)) },
      answered: (given) =>
        inTurn(() => append("RequestAnswered", given)).catch((error: unknown) => {
          if (!(error instanceof WrongExpectedRevision)) throw error; // another attempt answered first
        }),
    };
  },
});
