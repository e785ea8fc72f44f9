import type { AnyEvent } from "#domain/shared/event.js";
import type { Instant } from "#domain/shared/values.js";
import type { Change } from "#projections/engine/change.js";
import type { Table } from "#projections/engine/table.js";
import type { ProjectionName } from "#projections/names.js";

export { put, remove, update, updateIfPresent } from "#projections/engine/change.js";
export { defineTable, json } from "#projections/engine/table.js";

/** An event as projectors see it: read through today's upcasters and schema. */
export interface ProjectedEvent<Data = unknown> {
  readonly data: Data;
  readonly occurredAt: Instant;
}

type Changes = Change | readonly Change[];

type Handlers<E extends AnyEvent> = {
  readonly [T in E["type"]]: (event: ProjectedEvent<Extract<E, { readonly type: T }>["data"]>) => Changes;
};

export interface Projector {
  readonly name: ProjectionName;
  /** A new shape of the rows is a new version in tables of its own, filled beside the old ones (design.md, section 5). */
  readonly version: number;
  /** The categories of the streams that it follows. */
  readonly categories: readonly string[];
  readonly tables: readonly Table[];
  readonly on: Readonly<Record<string, (event: ProjectedEvent) => Changes>>;
}

/**
 * Declares a read model: on which event which rows change. Handlers only say it (no I/O, no clock, no side effect); the
 * engine makes it happen, many events at once, in order, exactly once. Every event type of the followed categories has
 * its line: a new one that is forgotten does not compile, and one that concerns no row says `nothing`.
 */
export const defineProjector = <E extends AnyEvent>(
  projector: Omit<Projector, "on"> & { readonly on: Handlers<E> },
): Projector => ({ ...projector, on: projector.on as Projector["on"] }); // the key says which data each handler gets

/** The handler of an event that changes no row. */
export const nothing = (): readonly Change[] => [];
