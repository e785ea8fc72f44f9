/** Where a journal stands between two of its entries. */
export type Place = "anywhere" | "durable write under way" | "durable write returned";
/** When the power goes: at an entry, or behind it at the first place of this kind. */
export type Moment = { readonly entry: number; readonly place: Place };

/** The first entries of a journal are those of a file that is only just made. */
const EARLY_ENTRIES = 80;
const PLACES: readonly Place[] = ["anywhere", "durable write under way", "durable write returned"];

/** So many moments in the order of time: one in five while the file is made, the others evenly over the whole journal. */
export const momentsIn = (entries: number, count: number): readonly Moment[] => {
  const early = Math.ceil(count / 5);
  const spread = (index: number, parts: number, over: number): number =>
    Math.floor(((index + Math.random()) / parts) * over);
  const moments = Array.from({ length: count }, (_, index): Moment => {
    if (index < early) return { entry: spread(index, early, EARLY_ENTRIES), place: "anywhere" };
    const place = PLACES[index % PLACES.length] ?? "anywhere";
    return { entry: spread(index - early, count - early, entries), place };
  });
  return moments.sort((one, other) => one.entry - other.entry);
};
