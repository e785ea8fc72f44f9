import type { Session, Statement } from "#projections/engine/database.js";

/** Which projection, in which version: its rows, its checkpoint and its parked events belong together. */
export interface Identity {
  readonly name: string;
  readonly version: number;
}

export interface Checkpoint {
  /** Everything up to here is in the tables, or parked. -1: nothing yet. */
  readonly position: bigint;
  readonly generation: string;
}

/** The channel on which every commit tells how far it came: `name:version:position`. */
export const checkpointChannel = "projection_checkpoint";

/** The checkpoint as it stands, made on the first start. */
export const readCheckpoint = async (session: Session, { name, version }: Identity): Promise<Checkpoint> => {
  const values = [name, String(version)];
  await session.query({
    sql: "INSERT INTO projection_checkpoints (projection, version, position) VALUES ($1, $2, -1) ON CONFLICT DO NOTHING",
    values,
  });
  const [row] = await session.query({
    sql: "SELECT position, generation FROM projection_checkpoints WHERE projection = $1 AND version = $2",
    values,
  });
  return { position: BigInt(row?.[0] ?? -1), generation: row?.[1] ?? "0" };
};

/**
 * Moves the checkpoint and tells who listens once the transaction commits. Answers no row where the checkpoint is not
 * what the writer believes. As the first statement of a transaction it also keeps every other writer out.
 */
export const moveCheckpoint = ({ name, version }: Identity, from: Checkpoint, position: bigint): Statement => ({
  name: "move checkpoint",
  sql: `WITH moved AS (
      UPDATE projection_checkpoints SET position = $5, moved_at = now()
      WHERE projection = $1 AND version = $2 AND position = $3 AND generation = $4
      RETURNING projection, version, position)
    SELECT pg_notify('${checkpointChannel}', projection || ':' || version || ':' || position) FROM moved`,
  values: [name, String(version), String(from.position), from.generation, String(position)],
});

/** Keeps every other writer out until the transaction ends, and answers no row like `moveCheckpoint`. */
export const holdCheckpoint = ({ name, version }: Identity, { position, generation }: Checkpoint): Statement => ({
  sql: `SELECT 1 FROM projection_checkpoints
    WHERE projection = $1 AND version = $2 AND position = $3 AND generation = $4 FOR UPDATE`,
  values: [name, String(version), String(position), generation],
});

/** Somebody else wrote in between: a rebuild that swapped the tables, or an operator. The writer must begin anew. */
export class Superseded extends Error {
  override readonly name = "Superseded";
}
