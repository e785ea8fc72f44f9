import { headOf } from "../codec/stored-event.js";
import { visibleStreamSource } from "../read/sources.js";
import type { Parts } from "./books.js";
import type { Entry } from "./entry.js";
import type { Fed } from "./feeder.js";
import type { Parking } from "./parking.js";
import { bucketOf } from "./pinning.js";
import type { Progress } from "./progress.js";
import type { Replay } from "./replay.js";
import type { GroupSettings, StrategyName } from "./settings.js";
import { isPinned } from "./strategies.js";

const PAGE_BYTES = 256 * 1024;

/** Takes up what was read; what the filter leaves out counts as handled. */
export const toEntries = (
  { resolve }: Parts,
  fed: readonly Fed[],
  progress: Progress,
  accepts: (message: Buffer) => boolean,
  { strategy, resolveLinks }: Pick<GroupSettings, "strategy" | "resolveLinks">,
): readonly Entry[] => {
  const entries: Entry[] = [];
  for (const { place, event } of fed) {
    const { message, position } = event;
    if (!accepts(message)) {
      progress.passOver(place);
      continue;
    }
    progress.takeUp(place);
    const bucket = isPinned(strategy) ? bucketOf(strategy, message, resolveLinks ? resolve : undefined) : 0;
    entries.push({ id: headOf(message).id, position, place, replayed: false, retryCount: 0, bucket });
  }
  return entries;
};

/** The next parked events that are to come again, at most `count`. */
export const toReplayed = (
  { log, resolve }: Parts,
  parking: Parking,
  replay: Replay,
  strategy: StrategyName,
  count: number,
): readonly Entry[] => {
  const { wanted } = replay;
  if (wanted === undefined) return [];
  const source = visibleStreamSource(log, () => parking.lookUp(), "forwards", wanted.from);
  let page = source.next({ events: count, bytes: PAGE_BYTES });
  while (page.events.length === 0 && !page.atEnd) page = source.next({ events: count, bytes: PAGE_BYTES }); // expired
  const { events, atEnd } = page;
  const within = events.filter(({ revision }) => revision <= wanted.to);
  replay.wasRead(
    within.map(({ revision }) => revision),
    atEnd || within.length < events.length,
  );
  return within.map(({ message, position, revision }) => ({
    id: headOf(message).id,
    position,
    place: revision,
    replayed: true,
    retryCount: 0,
    bucket: isPinned(strategy) ? bucketOf(strategy, message, resolve) : 0,
  }));
};
