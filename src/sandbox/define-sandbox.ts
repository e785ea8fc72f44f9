import type { SandboxTools } from "#sandbox/factories/define-factory.js";
import type { Factories } from "#sandbox/factories/index.js";
import type { NamedThings } from "#sandbox/named-things.js";

/** What a sandbox holds that somebody wants to use at once: who can sign in, what can be booked, validated, called. */
export interface SandboxContent {
  readonly accounts: readonly { readonly email: string; readonly userId: number; readonly who: string }[];
  readonly offerers: readonly { readonly offererId: number; readonly name: string }[];
  readonly venues: readonly { readonly venueId: number; readonly name: string }[];
  readonly offers: readonly SandboxOffer[];
  readonly bookings: readonly { readonly bookingId: number; readonly token: string; readonly offer: string }[];
  readonly apiKeys: readonly string[];
}

export interface SandboxOffer {
  readonly offerId: number;
  readonly name: string;
  readonly stocks: readonly {
    readonly stockId: number;
    readonly priceCents: number;
    /** null for things. */
    readonly beginningDatetime: string | null;
  }[];
}

export interface SandboxContext extends NamedThings {
  readonly factories: Factories;
  readonly load: SandboxTools["load"];
  /** The instant of the run: dates of events are counted from it. */
  readonly at: string;
  /** Tells that the next of the sandbox's steps begins. */
  readonly step: (label: string) => void;
}

export interface Sandbox {
  readonly summary: string;
  /** How often `fill` calls `step`, for the progress bar. */
  readonly steps: number;
  /** Run again, it finds what it made before and makes nothing twice. */
  readonly fill: (context: SandboxContext) => Promise<SandboxContent>;
}
