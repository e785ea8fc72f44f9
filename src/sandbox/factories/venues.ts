import { z } from "zod";
import { createVenue } from "#commands/venue/create-venue.js";
import { offerer } from "#domain/offerer/decider.js";
import { id } from "#domain/shared/values.js";
import { accessibility, address } from "#domain/venue/events.js";
import { siretNumber } from "#sandbox/factories/check-digits.js";
import { asSystem, checkArguments, eitherOr, type SandboxTools } from "#sandbox/factories/define-factory.js";
import { offererArguments, type offererFactories } from "#sandbox/factories/offerers.js";

export const venueArguments = z
  .strictObject({
    id,
    name: z.string(),
    publicName: z.string(),
    /** null: a venue without one, which says so in its comment. */
    siret: z.string().nullable(),
    comment: z.string(),
    bookingEmail: z.string().nullable(),
    withdrawalDetails: z.string().nullable(),
    activity: z.string().nullable(),
    isPermanent: z.boolean(),
    isOpenToPublic: z.boolean(),
    accessibility: accessibility.partial(),
    address: address.partial(),
    offererId: id,
    offerer: offererArguments,
  })
  .partial();
export type VenueArguments = z.input<typeof venueArguments>;

export interface MadeVenue {
  readonly venueId: number;
  readonly offererId: number;
  readonly name: string;
  readonly siret: string | null;
}

const noAccess = { audio: false, mental: false, motor: false, visual: false };

type Offerers = ReturnType<typeof offererFactories>["offerers"];

/** Places of an offerer, with a SIRET from its SIREN and an address in Paris. */
export const venueFactory = ({ issue, load, ids }: SandboxTools, offerers: Offerers) => {
  const ask = asSystem(issue);

  const sirenOf = async (offererId: number): Promise<string> => {
    const known = await load(offerer, offererId, { fresh: true });
    if (known.status === "absent") throw new Error(`There is no offerer ${offererId} to open a venue for`);
    return known.siren;
  };

  const create = async (given: VenueArguments = {}): Promise<MadeVenue> => {
    const args = checkArguments("venues.create", venueArguments, given);
    eitherOr("venues.create", "offerer", args.offererId, args.offerer);
    const offererId = args.offererId ?? (await offerers.create(args.offerer)).offererId;
    const venueId = args.id ?? (await ids.next("venue"));
    const name = args.name ?? args.publicName ?? `Le Petit Rintintin ${venueId}`;
    const siret = args.siret === undefined ? siretNumber(await sirenOf(offererId), venueId) : args.siret;
    const addressId = args.address?.addressId ?? (await ids.next("address"));
    await ask(createVenue, {
      venueId,
      offererId,
      name,
      publicName: args.publicName ?? name,
      siret,
      comment: args.comment ?? (siret === null ? "No SIRET" : null),
      bookingEmail: args.bookingEmail === undefined ? `venue${venueId}@example.net` : args.bookingEmail,
      withdrawalDetails: args.withdrawalDetails ?? null,
      activity: args.activity === undefined ? "OTHER" : args.activity,
      isPermanent: args.isPermanent ?? false,
      isOpenToPublic: args.isOpenToPublic ?? false,
      accessibility: { ...noAccess, ...args.accessibility } as typeof noAccess,
      address: { ...boulevard(venueId), ...args.address, addressId } as ReturnType<typeof boulevard>,
    });
    return { venueId, offererId, name, siret };
  };

  return { create };
};

const boulevard = (n: number) => ({
  addressId: n,
  banId: null,
  inseeCode: "75102",
  street: `1${n} boulevard Poissonnière`,
  postalCode: "75002",
  city: "Paris",
  latitude: 48.87055,
  longitude: 2.3476515,
  departmentCode: "75",
  timezone: "Europe/Paris",
  isManualEdition: false,
});
