import type { StoredEvent } from "#application/ports/event-store.js";
import { arrayOf } from "#projections/engine/array-literal.js";
import type { Identity } from "#projections/engine/checkpoint.js";
import type { Session, Statement } from "#projections/engine/database.js";

/** An event that waits for somebody to repair what keeps it from being handled, or behind such an event. */
export interface ParkedEvent {
  readonly stream: string;
  readonly revision: bigint;
  readonly position: bigint;
  readonly eventId: string;
  readonly eventType: string;
  /** Null for one that only waits behind an earlier event of its stream. */
  readonly reason: string | null;
  readonly parkedAt: Date;
}

const ofProjection = ({ name, version }: Identity): string[] => [name, String(version)];

/** The parked events of a projection in the order of the log. */
export const parked = async (session: Session, projection: Identity): Promise<readonly ParkedEvent[]> => {
  const rows = await session.query({
    sql: `SELECT stream, revision, position, event_id, event_type, reason, parked_at FROM parked_events
      WHERE projection = $1 AND version = $2 ORDER BY position`,
    values: ofProjection(projection),
  });
  return rows.map(([stream, revision, position, eventId, eventType, reason, parkedAt]) => ({
    stream: stream ?? "",
    revision: BigInt(revision ?? 0),
    position: BigInt(position ?? 0),
    eventId: eventId ?? "",
    eventType: eventType ?? "",
    reason: reason ?? null,
    parkedAt: new Date(parkedAt ?? 0),
  }));
};

/**
 * Asks the active runner to handle parked events again, in order, through today's upcasters: all of the projection, or
 * those of one stream. It does so within seconds; what fails again stays parked. Answers how many were asked for.
 */
export const unpark = async (session: Session, projection: Identity, stream?: string): Promise<number> => {
  const asked = await session.query({
    sql: `UPDATE parked_events SET unpark_requested_at = now()
      WHERE projection = $1 AND version = $2 AND ($3::text IS NULL OR stream = $3) RETURNING 1`,
    values: [...ofProjection(projection), stream ?? null],
  });
  return asked.length;
};

/** The streams that have parked events, and how many. */
export const parkedStreams = async (session: Session, projection: Identity): Promise<Map<string, number>> => {
  const rows = await session.query({
    sql: "SELECT stream, count(*) FROM parked_events WHERE projection = $1 AND version = $2 GROUP BY stream",
    values: ofProjection(projection),
  });
  return new Map(rows.map(([stream, count]) => [stream ?? "", Number(count)]));
};

/** The streams that the operator wants to be tried again. */
export const requestedStreams = async (session: Session, projection: Identity): Promise<readonly string[]> => {
  const rows = await session.query({
    sql: `SELECT DISTINCT stream FROM parked_events
      WHERE projection = $1 AND version = $2 AND unpark_requested_at IS NOT NULL`,
    values: ofProjection(projection),
  });
  return rows.map(([stream]) => stream ?? "");
};

/** The revisions of a stream that are parked, lowest first. */
export const parkedRevisions = async (
  session: Session,
  projection: Identity,
  stream: string,
): Promise<readonly bigint[]> => {
  const rows = await session.query({
    sql: `SELECT revision FROM parked_events
      WHERE projection = $1 AND version = $2 AND stream = $3 ORDER BY revision`,
    values: [...ofProjection(projection), stream],
  });
  return rows.map(([revision]) => BigInt(revision ?? 0));
};

/** Parks events; each without a reason waits behind an earlier one of its stream. */
export const parkStatement = (
  projection: Identity,
  entries: readonly { readonly event: StoredEvent; readonly fault: string | null }[],
): Statement => ({
  sql: `INSERT INTO parked_events (projection, version, stream, revision, position, event_id, event_type, reason)
    SELECT $1, $2, * FROM unnest($3::text[], $4::bigint[], $5::bigint[], $6::text[], $7::text[], $8::text[])
    ON CONFLICT DO NOTHING`,
  values: [
    ...ofProjection(projection),
    arrayOf(entries.map(({ event }) => event.stream)),
    arrayOf(entries.map(({ event }) => event.revision)),
    arrayOf(entries.map(({ event }) => event.position)),
    arrayOf(entries.map(({ event }) => event.id)),
    arrayOf(entries.map(({ event }) => event.type)),
    arrayOf(entries.map(({ fault }) => fault)),
  ],
});

export const releaseStatement = (projection: Identity, event: StoredEvent): Statement => ({
  sql: "DELETE FROM parked_events WHERE projection = $1 AND version = $2 AND stream = $3 AND revision = $4",
  values: [...ofProjection(projection), event.stream, String(event.revision)],
});

/** The stream was tried and stays parked, its first event for this reason. */
export const keepStatement = (projection: Identity, stream: string, revision: bigint, reason: string): Statement => ({
  sql: `UPDATE parked_events
    SET unpark_requested_at = NULL, reason = CASE WHEN revision = $4 THEN $5 ELSE reason END
    WHERE projection = $1 AND version = $2 AND stream = $3`,
  values: [...ofProjection(projection), stream, String(revision), reason],
});
