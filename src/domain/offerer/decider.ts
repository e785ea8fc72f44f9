import type { z } from "zod";
import { type attachmentStatus, type OffererEvent, offererEvents } from "#domain/offerer/events.js";
import type { Aggregate } from "#domain/shared/aggregate.js";
import { Refusal } from "#domain/shared/refusal.js";
import type { Instant } from "#domain/shared/values.js";

export type AttachmentStatus = z.infer<typeof attachmentStatus>;

export type Offerer = { readonly status: "absent" } | KnownOfferer;
export interface KnownOfferer {
  readonly status: "NEW" | "VALIDATED" | "CLOSED";
  readonly offererId: number;
  readonly name: string;
  readonly siren: string;
  /** False while suspended: independent of the validation (offerers-and-venues.md, section 3.1). */
  readonly isActive: boolean;
  readonly members: ReadonlyMap<number, AttachmentStatus>;
}

export type OffererCommand =
  | {
      readonly type: "CreateOfferer";
      readonly data: {
        readonly offererId: number;
        readonly name: string;
        readonly siren: string;
        readonly at: Instant;
      };
    }
  | { readonly type: "ValidateOfferer"; readonly data: { readonly at: Instant } }
  | { readonly type: "SuspendOfferer"; readonly data: Record<never, never> }
  | { readonly type: "UnsuspendOfferer"; readonly data: Record<never, never> }
  | { readonly type: "CloseOfferer"; readonly data: { readonly at: Instant } }
  | { readonly type: "ChangeMember"; readonly data: { readonly userId: number; readonly status: AttachmentStatus } };

/** Only the offers of such an offerer are visible and bookable. A closed one stays "active": both axes count. */
export const isReleased = (offerer: Offerer): boolean => offerer.status === "VALIDATED" && offerer.isActive;

/** Whether a user may act for the offerer: the access rule of the whole pro API (section 4.3). */
export const isMember = (offerer: Offerer, userId: number): boolean =>
  offerer.status !== "absent" && offerer.members.get(userId) === "VALIDATED";

const decide = (command: OffererCommand, offerer: Offerer): readonly OffererEvent[] => {
  if (command.type === "CreateOfferer") {
    const { at, ...created } = command.data;
    return offerer.status === "absent" ? [{ type: "OffererCreated", data: { ...created, createdAt: at } }] : [];
  }
  if (offerer.status === "absent") throw new Refusal("OFFERER_NOT_FOUND");
  const { offererId, isActive, status, members } = offerer;
  switch (command.type) {
    case "ValidateOfferer":
      if (status === "VALIDATED") throw new Refusal("OFFERER_ALREADY_VALIDATED", { offererId });
      return [{ type: "OffererValidated", data: { offererId, validatedAt: command.data.at } }];
    case "SuspendOfferer":
      return isActive ? [{ type: "OffererSuspended", data: { offererId } }] : [];
    case "UnsuspendOfferer":
      return isActive ? [] : [{ type: "OffererUnsuspended", data: { offererId } }];
    case "CloseOfferer":
      if (status === "CLOSED") throw new Refusal("OFFERER_CLOSED", { offererId });
      return [{ type: "OffererClosed", data: { offererId, closedAt: command.data.at } }];
    case "ChangeMember": {
      const { userId, status: wanted } = command.data;
      return members.get(userId) === wanted
        ? []
        : [{ type: "OffererMemberChanged", data: { offererId, userId, status: wanted } }];
    }
  }
};

const evolve = (offerer: Offerer, event: OffererEvent): Offerer => {
  if (event.type === "OffererCreated") return { status: "NEW", ...event.data, isActive: true, members: new Map() };
  if (offerer.status === "absent") throw new Error(`${event.type} of an offerer that was never created`);
  switch (event.type) {
    case "OffererValidated":
      return { ...offerer, status: "VALIDATED", isActive: true };
    case "OffererSuspended":
      return { ...offerer, isActive: false };
    case "OffererUnsuspended":
      return { ...offerer, isActive: true };
    case "OffererClosed":
      return { ...offerer, status: "CLOSED" };
    case "OffererMemberChanged":
      return { ...offerer, members: new Map(offerer.members).set(event.data.userId, event.data.status) };
  }
};

export const offerer: Aggregate<Offerer, OffererCommand, OffererEvent> = {
  category: "offerer",
  events: offererEvents,
  initial: { status: "absent" },
  decide,
  evolve,
};
