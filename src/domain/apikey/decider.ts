import { type ApikeyEvent, apikeyEvents } from "#domain/apikey/events.js";
import type { Aggregate } from "#domain/shared/aggregate.js";
import { Refusal } from "#domain/shared/refusal.js";

export type Apikey =
  | { readonly status: "absent" }
  | {
      readonly status: "live" | "revoked";
      readonly prefix: string;
      readonly providerId: number;
      readonly secretHash: string;
    };

export type ApikeyCommand =
  | {
      readonly type: "IssueApikey";
      readonly data: { readonly prefix: string; readonly providerId: number; readonly secretHash: string };
    }
  | { readonly type: "RevokeApikey"; readonly data: Record<never, never> };

const decide = (command: ApikeyCommand, apikey: Apikey): readonly ApikeyEvent[] => {
  switch (command.type) {
    case "IssueApikey":
      if (apikey.status === "absent") return [{ type: "ApikeyIssued", data: command.data }];
      if (apikey.providerId !== command.data.providerId)
        throw new Refusal("ALREADY_CLAIMED", { prefix: apikey.prefix });
      return [];
    case "RevokeApikey":
      return apikey.status === "live" ? [{ type: "ApikeyRevoked", data: { prefix: apikey.prefix } }] : [];
  }
};

const evolve = (apikey: Apikey, event: ApikeyEvent): Apikey => {
  if (event.type === "ApikeyIssued") return { status: "live", ...event.data };
  if (apikey.status === "absent") throw new Error(`${event.type} of a key that was never issued`);
  return { ...apikey, status: "revoked" };
};

export const apikey: Aggregate<Apikey, ApikeyCommand, ApikeyEvent> = {
  category: "apikey",
  events: apikeyEvents,
  initial: { status: "absent" },
  decide,
  evolve,
};
