import { z } from "zod";
import { instant } from "#domain/shared/values.js";

/** Who caused an event. */
export const actor = z.object({
  kind: z.enum(["user", "pro", "provider", "agent", "system"]),
  id: z.union([z.number(), z.string()]),
});
export type Actor = z.infer<typeof actor>;

export const system = (name: string): Actor => ({ kind: "system", id: name });

/** Stands beside every event (design.md, section 3). */
export const eventMetadata = z.object({
  $correlationId: z.string(),
  $causationId: z.string(),
  commandId: z.string(),
  occurredAt: instant,
  actor,
  schemaVersion: z.int().positive(),
  traceparent: z.string().optional(),
});
export type EventMetadata = z.infer<typeof eventMetadata>;
