import { describe, it } from "vitest";
import { type ApikeyCommand, apikey } from "#domain/apikey/decider.js";
import type { ApikeyEvent } from "#domain/apikey/events.js";
import { specification } from "#tests/support/specification.js";

const given = specification(apikey);
const key = { prefix: "development_2", providerId: 8, secretHash: "$sha3_512$salt$hash" };
const issue = (providerId = 8): ApikeyCommand => ({ type: "IssueApikey", data: { ...key, providerId } });
const issued: ApikeyEvent = { type: "ApikeyIssued", data: key };
const revoke: ApikeyCommand = { type: "RevokeApikey", data: {} };
const revoked: ApikeyEvent = { type: "ApikeyRevoked", data: { prefix: "development_2" } };

describe("an API key", () => {
  it("is issued once", () => {
    given().when(issue()).then(issued);
    given(issued).when(issue()).thenNothing();
  });
  it("keeps its prefix to its provider", () =>
    given(issued).when(issue(9)).thenRefused("ALREADY_CLAIMED", { prefix: "development_2" }));
  it("is revoked once, and never lives again", () => {
    given(issued).when(revoke).then(revoked);
    given(issued, revoked).when(revoke).thenNothing();
    given(issued, revoked).when(issue()).thenNothing();
    given().when(revoke).thenNothing();
  });
});
