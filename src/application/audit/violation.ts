import type { StoredEvent } from "#application/ports/event-store.js";

/** The invariants of design.md, section 3, each under a stable name. */
export type Rule =
  | "UNREADABLE_EVENT"
  | "STREAM_HAS_GAP"
  | "WRITTEN_OUT_OF_ORDER"
  | "STOCK_OVERSOLD"
  | "WALLET_OVERDRAWN"
  | "CAP_EXCEEDED"
  | "DEPOSIT_NOT_ALLOWED"
  | "RESERVED_TWICE"
  | "DEBITED_TWICE"
  | "BOOKED_WITHOUT_SEATS"
  | "BOOKED_WITHOUT_DEBIT"
  | "SEATS_LEFT_HELD"
  | "CREDIT_LEFT_SPENT"
  | "TOKEN_SHARED"
  | "OFFER_BOOKED_TWICE";

export interface Violation {
  readonly rule: Rule;
  /** What is wrong, in one sentence, with the ids. */
  readonly what: string;
  readonly stream: string;
  /** Of the event by which the rule was broken. */
  readonly position: bigint;
}

/** Where in the log something was seen. */
export type Place = Pick<StoredEvent, "stream" | "position">;

export type Complain = (rule: Rule, what: string, place: Place) => void;
