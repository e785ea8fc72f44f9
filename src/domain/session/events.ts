import { z } from "zod";
import { type EventOf, event } from "#domain/shared/event.js";
import { id, instant } from "#domain/shared/values.js";

// Storage format. A session of the venues' portal: stream `session-<random>`.
export const sessionEvents = {
  SessionOpened: event(z.object({ sessionId: z.string(), userId: id, openedAt: instant })),
  /** Written once an hour at most, and only in the days in which the rule of the last call counts (offerers-and-venues.md, 4.5). */
  SessionUsed: event(z.object({ sessionId: z.string(), usedAt: instant })),
  SessionClosed: event(z.object({ sessionId: z.string(), closedAt: instant })),
};
export type SessionEvent = EventOf<typeof sessionEvents>;
