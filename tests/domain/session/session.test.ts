import { describe, expect, it } from "vitest";
import { isSessionValid, type SessionCommand, session } from "#domain/session/decider.js";
import type { SessionEvent } from "#domain/session/events.js";
import { specification } from "#tests/support/specification.js";

const given = specification(session);
const sessionId = "0d6f8d6a4f7e4a7e9b1c";
const opening = Date.parse("2026-03-01T10:00:00.000Z");
/** So many days and minutes after the session was opened. */
const later = (days: number, minutes = 0) => new Date(opening + days * 86_400_000 + minutes * 60_000).toISOString();
const at = later(0);
const open: SessionCommand = { type: "OpenSession", data: { sessionId, userId: 6, at } };
const opened: SessionEvent = { type: "SessionOpened", data: { sessionId, userId: 6, openedAt: at } };
const use = (when: string): SessionCommand => ({ type: "UseSession", data: { at: when } });
const used = (usedAt: string): SessionEvent => ({ type: "SessionUsed", data: { sessionId, usedAt } });
const close: SessionCommand = { type: "CloseSession", data: { at } };
const closed: SessionEvent = { type: "SessionClosed", data: { sessionId, closedAt: at } };

describe("a session of the portal", () => {
  it("is opened once, and never again once it was closed", () => {
    given().when(open).then(opened);
    given(opened).when(open).thenNothing();
    given(opened, closed).when(open).thenNothing();
  });
  it("is closed once", () => {
    given(opened).when(close).then(closed);
    given(opened, closed).when(close).thenNothing();
    given().when(close).thenNothing();
  });
  it("lives 14 days whatever happens, and the 15th while it is in use", () => {
    const isValid = (when: string, ...events: readonly SessionEvent[]) =>
      isSessionValid(given(opened, ...events).state, when);
    expect(isValid(later(13, 1_439))).toBe(true);
    expect(isValid(later(14))).toBe(false);
    expect(isValid(later(14, 59), used(later(14)))).toBe(true);
    expect(isValid(later(14, 60), used(later(14)))).toBe(false);
    expect(isValid(later(15), used(later(14, 1_430)))).toBe(false);
    expect(isValid(at, closed)).toBe(false);
    expect(isSessionValid(session.initial, at)).toBe(false);
  });
  it("notes its use only when that will decide how long it lives", () => {
    given(opened)
      .when(use(later(3)))
      .thenNothing();
    given(opened)
      .when(use(later(13, 1_400)))
      .then(used(later(13, 1_400)));
    given(opened, used(later(13, 1_400)))
      .when(use(later(13, 1_420)))
      .thenNothing();
    given(opened, used(later(13, 1_400)))
      .when(use(later(14)))
      .then(used(later(14)));
  });
  it("is refused once it is over, closed or unknown", () => {
    given(opened)
      .when(use(later(15)))
      .thenRefused("SESSION_CLOSED");
    given(opened, closed).when(use(at)).thenRefused("SESSION_CLOSED");
    given().when(use(at)).thenRefused("SESSION_CLOSED");
  });
});
