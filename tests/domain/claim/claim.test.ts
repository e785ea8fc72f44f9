import { describe, expect, it } from "vitest";
import {
  type ClaimCommand,
  eanClaim,
  emailClaim,
  sandboxClaim,
  sirenClaim,
  siretClaim,
} from "#domain/claim/decider.js";
import type { ClaimEvent } from "#domain/claim/events.js";
import { streamOf } from "#domain/shared/aggregate.js";
import { specification } from "#tests/support/specification.js";

const given = specification(sirenClaim);
const take = (holderId: number): ClaimCommand => ({ type: "TakeClaim", data: { holderId } });
const release = (holderId: number): ClaimCommand => ({ type: "ReleaseClaim", data: { holderId } });
const taken = (holderId: number): ClaimEvent => ({ type: "ClaimTaken", data: { holderId } });
const released = (holderId: number): ClaimEvent => ({ type: "ClaimReleased", data: { holderId } });

describe("what only one may hold", () => {
  it("is taken by whoever comes first", () => {
    given().when(take(2)).then(taken(2));
    given(taken(2)).when(take(3)).thenRefused("ALREADY_CLAIMED", { holderId: 2 });
  });
  it("stays with its holder, who may ask again", () => given(taken(2)).when(take(2)).thenNothing());
  it("is released by its holder only, and then free", () => {
    given(taken(2)).when(release(2)).then(released(2));
    given(taken(2)).when(release(3)).thenNothing();
    given().when(release(2)).thenNothing();
    given(taken(2), released(2)).when(take(3)).then(taken(3));
  });
  it("has a stream for each kind of thing", () => {
    const kinds = [emailClaim, sirenClaim, siretClaim, eanClaim, sandboxClaim];
    expect(kinds.map((kind) => streamOf(kind, "x"))).toEqual(["email-x", "siren-x", "siret-x", "ean-x", "sandbox-x"]);
  });
});
