import { type ClaimEvent, claimEvents } from "#domain/claim/events.js";
import type { Aggregate } from "#domain/shared/aggregate.js";
import { Refusal } from "#domain/shared/refusal.js";

/** Who holds something that only one may hold. */
export interface Claim {
  readonly holderId: number | null;
}

export type ClaimCommand =
  | { readonly type: "TakeClaim"; readonly data: { readonly holderId: number } }
  | { readonly type: "ReleaseClaim"; readonly data: { readonly holderId: number } };

const decide = (command: ClaimCommand, { holderId }: Claim): readonly ClaimEvent[] => {
  switch (command.type) {
    case "TakeClaim":
      if (holderId === command.data.holderId) return [];
      if (holderId !== null) throw new Refusal("ALREADY_CLAIMED", { holderId });
      return [{ type: "ClaimTaken", data: command.data }];
    case "ReleaseClaim":
      return holderId === command.data.holderId ? [{ type: "ClaimReleased", data: command.data }] : [];
  }
};

const evolve = (_: Claim, event: ClaimEvent): Claim => ({
  holderId: event.type === "ClaimTaken" ? event.data.holderId : null,
});

const claim = (category: string): Aggregate<Claim, ClaimCommand, ClaimEvent> => ({
  category,
  events: claimEvents,
  initial: { holderId: null },
  decide,
  evolve,
});

/** Stream `email-<sha-256 of the address>`: who signs in with it. */
export const emailClaim = claim("email");
/** Stream `siren-<nine digits>`: which offerer it is. */
export const sirenClaim = claim("siren");
/** Stream `siret-<fourteen digits>`: which venue it is. */
export const siretClaim = claim("siret");
/** Stream `sandbox-<set>.<thing>`: the id that a ready-made data set gave to one of its things. */
export const sandboxClaim = claim("sandbox");
/** Stream `ean-<venue>.<thirteen digits>`: the venue's published offer of that article. */
export const eanClaim = claim("ean");
