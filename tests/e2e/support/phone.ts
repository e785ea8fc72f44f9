import { z } from "zod";
import { tokensSignedWith } from "#http/tokens.js";

export interface Answer {
  readonly status: number;
  readonly retryAfter: string | null;
  readonly body: unknown;
  /** Of a booking that was made. */
  readonly bookingId: number | undefined;
}

/** One young person's app, signed in. */
export interface Phone {
  get(path: string): Promise<Answer>;
  post(path: string, body?: object): Promise<Answer>;
  book(stockId: number): Promise<Answer>;
  /** The ids that the list of bookings shows as ongoing. Fails where there is no list. */
  liveBookings(): Promise<readonly number[]>;
}

const bookings = z.object({ ongoingBookings: z.array(z.object({ id: z.number() })) });
const booked = z.object({ bookingId: z.number() });

export const phoneOf = (api: string, userId: number, jwtSecret: string): Phone => {
  const token = tokensSignedWith(jwtSecret, Date.now).sign(userId, "access", 3_600);
  const authorization = `Bearer ${token}`;
  const ask = async (path: string, init: RequestInit): Promise<Answer> => {
    const response = await fetch(`${api}${path}`, init);
    const text = await response.text();
    const body: unknown = /json/.test(response.headers.get("content-type") ?? "") ? JSON.parse(text) : text;
    const { bookingId } = booked.safeParse(body).data ?? {};
    return { status: response.status, retryAfter: response.headers.get("retry-after"), body, bookingId };
  };
  const get = (path: string) => ask(path, { headers: { authorization } });
  const post = (path: string, body: object = {}) =>
    ask(path, {
      method: "POST",
      headers: { authorization, "content-type": "application/json" },
      body: JSON.stringify(body),
    });
  return {
    get,
    post,
    book: (stockId) => post("/native/v1/bookings", { stockId, quantity: 1 }),
    liveBookings: async () =>
      bookings.parse((await get("/native/v2/bookings")).body).ongoingBookings.map(({ id }) => id),
  };
};
