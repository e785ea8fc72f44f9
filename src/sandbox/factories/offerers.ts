import { z } from "zod";
import { createOfferer } from "#commands/offerer/create-offerer.js";
import { validateOfferer } from "#commands/offerer/validate-offerer.js";
import { offerer } from "#domain/offerer/decider.js";
import { id } from "#domain/shared/values.js";
import { sirenNumber } from "#sandbox/factories/check-digits.js";
import { asSystem, checkArguments, eitherOr, type SandboxTools } from "#sandbox/factories/define-factory.js";
import { userArguments, type userFactories } from "#sandbox/factories/users.js";

const structure = z
  .strictObject({
    id,
    name: z.string(),
    siren: z.string(),
    /** false: the application still waits for an agent. */
    isValidated: z.boolean(),
  })
  .partial();

export const offererArguments = structure.extend({
  /** Its first member: an existing account, or a new pro. Without either it has none. */
  userId: id.optional(),
  pro: userArguments.optional(),
});
export type OffererArguments = z.input<typeof offererArguments>;

export interface MadeOfferer {
  readonly offererId: number;
  readonly name: string;
  readonly siren: string;
  readonly userId: number | null;
}

const userOffererArguments = z
  .strictObject({ userId: id, pro: userArguments, offererId: id, offerer: structure })
  .partial();
export type UserOffererArguments = z.input<typeof userOffererArguments>;

type Pros = ReturnType<typeof userFactories>["pros"];

/** Legal entities, validated, with a valid SIREN of their own; and who may act for them. */
export const offererFactories = ({ issue, load, ids }: SandboxTools, pros: Pros) => {
  const ask = asSystem(issue);

  const create = async (given: OffererArguments = {}): Promise<MadeOfferer> => {
    const args = checkArguments("offerers.create", offererArguments, given);
    eitherOr("offerers.create", "user", args.userId, args.pro);
    const offererId = args.id ?? (await ids.next("offerer"));
    const name = args.name ?? `Le Petit Rintintin Management ${offererId}`;
    const siren = args.siren ?? sirenNumber(offererId);
    const userId = args.userId ?? (args.pro === undefined ? null : (await pros.create(args.pro)).userId);
    await ask(createOfferer, { offererId, name, siren, userId });
    const { status } = await load(offerer, offererId);
    if (status === "NEW" && args.isValidated !== false) await ask(validateOfferer, { offererId });
    return { offererId, name, siren, userId };
  };

  /** Attaches a pro to an offerer: each of the two existing or new. */
  const attach = async (given: UserOffererArguments = {}): Promise<MadeOfferer> => {
    const args = checkArguments("userOfferers.create", userOffererArguments, given);
    eitherOr("userOfferers.create", "user", args.userId, args.pro);
    eitherOr("userOfferers.create", "offerer", args.offererId, args.offerer);
    const userId = args.userId ?? (await pros.create(args.pro)).userId;
    if (args.offererId === undefined) return create({ ...args.offerer, userId });
    const known = await load(offerer, args.offererId, { fresh: true });
    if (known.status === "absent") throw new Error(`There is no offerer ${args.offererId} to attach a user to`);
    const { offererId, name, siren } = known;
    await ask(createOfferer, { offererId, name, siren, userId });
    return { offererId, name, siren, userId };
  };

  return { offerers: { create }, userOfferers: { create: attach } };
};
