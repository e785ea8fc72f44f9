import { type SessionEvent, sessionEvents } from "#domain/session/events.js";
import type { Aggregate } from "#domain/shared/aggregate.js";
import { Refusal } from "#domain/shared/refusal.js";
import type { Instant } from "#domain/shared/values.js";

export type Session =
  | { readonly status: "absent" }
  | { readonly status: "closed" }
  | {
      readonly status: "open";
      readonly sessionId: string;
      readonly userId: number;
      readonly openedAt: Instant;
      readonly usedAt: Instant;
    };

export type SessionCommand =
  | {
      readonly type: "OpenSession";
      readonly data: { readonly sessionId: string; readonly userId: number; readonly at: Instant };
    }
  | { readonly type: "UseSession"; readonly data: { readonly at: Instant } }
  | { readonly type: "CloseSession"; readonly data: { readonly at: Instant } };

const hour = 3_600_000;
const daysSince = (from: Instant, at: Instant): number => (Date.parse(at) - Date.parse(from)) / (24 * hour);

/** Valid for 14 days; on the 15th only while the last call is less than an hour old; never after (offerers-and-venues.md, 4.5). */
export const isSessionValid = (session: Session, at: Instant): session is Extract<Session, { status: "open" }> => {
  if (session.status !== "open") return false;
  const age = daysSince(session.openedAt, at);
  return age < 14 || (age < 15 && Date.parse(at) - Date.parse(session.usedAt) < hour);
};

const decide = (command: SessionCommand, session: Session): readonly SessionEvent[] => {
  switch (command.type) {
    case "OpenSession": {
      const { sessionId, userId, at } = command.data;
      return session.status === "absent" ? [{ type: "SessionOpened", data: { sessionId, userId, openedAt: at } }] : [];
    }
    case "UseSession": {
      const { at } = command.data;
      if (!isSessionValid(session, at)) throw new Refusal("SESSION_CLOSED");
      // Only from the last hour of day 14 on does the last call matter; half an hour apart is often enough for that.
      const matters = daysSince(session.openedAt, at) > 13.95 && Date.parse(at) - Date.parse(session.usedAt) > hour / 2;
      return matters ? [{ type: "SessionUsed", data: { sessionId: session.sessionId, usedAt: at } }] : [];
    }
    case "CloseSession":
      return session.status === "open"
        ? [{ type: "SessionClosed", data: { sessionId: session.sessionId, closedAt: command.data.at } }]
        : [];
  }
};

const evolve = (session: Session, event: SessionEvent): Session => {
  switch (event.type) {
    case "SessionOpened":
      return { status: "open", ...event.data, usedAt: event.data.openedAt };
    case "SessionUsed":
      return session.status === "open" ? { ...session, usedAt: event.data.usedAt } : session;
    case "SessionClosed":
      return { status: "closed" };
  }
};

export const session: Aggregate<Session, SessionCommand, SessionEvent> = {
  category: "session",
  events: sessionEvents,
  initial: { status: "absent" },
  decide,
  evolve,
};
