import { z } from "zod";
import { defineCommand } from "#application/command.js";
import type { IdKind } from "#application/id-blocks.js";
import { sandboxClaim } from "#domain/claim/decider.js";
import { id } from "#domain/shared/values.js";
import { asSystem, type SandboxTools } from "#sandbox/factories/define-factory.js";

/** Remembers which id a thing of a sandbox has, so that a second run finds it. Refuses ALREADY_CLAIMED. */
const nameThing = defineCommand({
  name: "NameThing",
  schema: z.object({ thing: z.string(), id }),
  issuers: ["system"],
  handle: async ({ thing, id: holderId }, { run }) => {
    await run(sandboxClaim, thing, { type: "TakeClaim", data: { holderId } });
    return { thing };
  },
});

/** The things of one sandbox by names of their own: each gets its id once and is made once, also across a crash. */
export interface NamedThings {
  /** The id of a thing: the one it has, else a new one that it keeps. */
  idOf(thing: string, kind: IdKind): Promise<number>;
  /** Makes a thing under its id, unless an earlier run has. After a crash `make` is called again with the same id. */
  once(thing: string, kind: IdKind, make: (id: number) => Promise<unknown>): Promise<number>;
}

export const namedThings = (set: string, { issue, load, ids }: SandboxTools): NamedThings => {
  const ask = asSystem(issue);
  const holder = async (thing: string) => (await load(sandboxClaim, `${set}.${thing}`, { fresh: true })).holderId;
  const name = (thing: string, holderId: number) => ask(nameThing, { thing: `${set}.${thing}`, id: holderId });

  const idOf: NamedThings["idOf"] = async (thing, kind) => {
    const known = await holder(thing);
    if (known !== null) return known;
    const taken = await ids.next(kind);
    await name(thing, taken);
    return taken;
  };

  return {
    idOf,
    once: async (thing, kind, make) => {
      const taken = await idOf(thing, kind);
      if ((await holder(`${thing}.made`)) !== null) return taken;
      await make(taken);
      await name(`${thing}.made`, taken);
      return taken;
    },
  };
};
