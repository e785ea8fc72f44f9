import type { Town } from "#bench/support/booking-town.js";
import { tokensSignedWith } from "#http/tokens.js";

/** What young people were told about their bookings. Only an answer counts. */
export interface Ledger {
  readonly booked: ReadonlyMap<number, { readonly userId: number; readonly stockId: number }>;
  readonly cancelled: ReadonlySet<number>;
  /** Asked to be cancelled, with or without an answer. */
  readonly askedToCancel: ReadonlySet<number>;
  /** Answers that nobody should get while all is well: status and body. */
  readonly strange: readonly string[];
}

export interface Crowd {
  readonly ledger: Ledger;
  /** Everybody books and cancels at the API, one request after another, until they are sent away or it falls silent. */
  come(api: string): void;
  /** Resolves once everybody has left and no request is under way. */
  leave(): Promise<void>;
  /** What is sent for a user, whose token is good for an hour. */
  as(userId: number): { readonly authorization: string };
}

/** Live bookings that one person keeps before cancelling the oldest: the load never runs out of credit. */
const keptBookings = 3;

/** The people of a town with their phones: every other wish of theirs is the hot stock. */
export const crowdOf = ({ userIds, hotStockId, spreadStockIds }: Town, jwtSecret: string): Crowd => {
  const booked = new Map<number, { userId: number; stockId: number }>();
  const cancelled = new Set<number>();
  const askedToCancel = new Set<number>();
  const strange: string[] = [];
  const tokens = tokensSignedWith(jwtSecret, Date.now);
  const people = userIds.map((userId, index) => ({
    userId,
    authorization: `Bearer ${tokens.sign(userId, "access", 3_600)}`,
    turn: index,
    kept: [] as number[],
  }));
  type Person = (typeof people)[number];

  let present = new AbortController();
  let visits: Promise<void>[] = [];

  const book = async (api: string, person: Person): Promise<boolean> => {
    person.turn += 1;
    const stockId = person.turn % 2 === 0 ? hotStockId : spreadStockIds[(person.turn >> 1) % spreadStockIds.length];
    const answer = await post(`${api}/native/v1/bookings`, person.authorization, { stockId, quantity: 1 });
    if (answer?.status !== 200) return isRefusal(answer);
    const { bookingId } = JSON.parse(answer.body) as { bookingId: number };
    booked.set(bookingId, { userId: person.userId, stockId: stockId ?? hotStockId });
    person.kept.push(bookingId);
    return true;
  };

  const cancelOldest = async (api: string, person: Person): Promise<boolean> => {
    const [bookingId = 0] = person.kept;
    askedToCancel.add(bookingId);
    const answer = await post(`${api}/native/v1/bookings/${bookingId}/cancel`, person.authorization);
    if (answer?.status !== 204) return isRefusal(answer);
    cancelled.add(bookingId);
    person.kept.shift();
    return true;
  };

  /** A plain no is part of life; silence, or a server's fault, sends people home. */
  const isRefusal = (answer: Answer | undefined): boolean => {
    if (answer?.status === 400) return true;
    if (answer !== undefined) strange.push(`${answer.status} ${answer.body}`);
    return false;
  };

  const visit = async (api: string, person: Person, { signal }: AbortController): Promise<void> => {
    while (!signal.aborted) {
      const goesOn = person.kept.length > keptBookings ? await cancelOldest(api, person) : await book(api, person);
      if (!goesOn) return;
    }
  };

  return {
    ledger: { booked, cancelled, askedToCancel, strange },
    come: (api) => {
      present = new AbortController();
      visits = people.map((person) => visit(api, person, present));
    },
    leave: async () => {
      present.abort();
      await Promise.all(visits);
    },
    as: (userId) => ({ authorization: `Bearer ${tokens.sign(userId, "access", 3_600)}` }),
  };
};

type Answer = { readonly status: number; readonly body: string };

/** Undefined where no answer came: the server went away with the request, or was not there. */
const post = async (url: string, authorization: string, body?: object): Promise<Answer | undefined> => {
  const headers = { authorization, ...(body && { "content-type": "application/json" }) };
  try {
    const response = await fetch(url, { method: "POST", headers, ...(body && { body: JSON.stringify(body) }) });
    return { status: response.status, body: await response.text() };
  } catch {
    return undefined;
  }
};
