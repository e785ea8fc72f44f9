import type { EventStore } from "#application/ports/event-store.js";

/** The half of the event store that projections use. */
export type Log = Pick<EventStore, "readAll" | "readStream" | "subscribeAll">;
