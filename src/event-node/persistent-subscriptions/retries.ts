import type { Entry } from "./entry.js";

/** What a consumer says of an event that it did not handle; "expired" when it said nothing in time. */
export type Refusal = "park" | "retry" | "skip" | "stop" | "expired";

/** What is to be done with the event. `reason` is kept beside a parked event. */
export type Consequence =
  | { readonly kind: "handled" }
  | { readonly kind: "again"; readonly entry: Entry }
  | { readonly kind: "park"; readonly reason: string };

const ACTIONS: readonly Refusal[] = ["retry", "park", "retry", "skip", "stop"];

/** The refusal behind the number of a nack's action; an unknown one counts as retry (section 6.2). */
export const refusalOf = (action: number): Refusal => ACTIONS[action] ?? "retry";

export const again = (entry: Entry): Entry => ({ ...entry, retryCount: entry.retryCount + 1 });

/** The table of nack actions in eventstore-protocol.md, section 6.2. */
export const consequenceOf = (
  refusal: Refusal,
  entry: Entry,
  { maxRetryCount, reason }: { readonly maxRetryCount: number; readonly reason: string },
): Consequence => {
  switch (refusal) {
    case "skip":
    case "stop":
      return { kind: "handled" };
    case "park":
      return { kind: "park", reason: `Client explicitly NAK'ed message.\n${reason}` };
    case "retry":
    case "expired":
      return entry.retryCount >= maxRetryCount
        ? { kind: "park", reason: `Reached retry count of ${maxRetryCount}` }
        : { kind: "again", entry: again(entry) };
  }
};
