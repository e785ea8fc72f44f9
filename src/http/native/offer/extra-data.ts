import { catalogue } from "#domain/catalogue/categories.js";
import type { ExtraDataAnswer } from "#http/native/offer/schema.js";
import type { ApprovedOffer } from "#projections/offers/queries/approved-offer.js";

/** What is particular to the offer's kind, its codes replaced by their labels (offers.md, section 16.3). */
export const extraDataAnswer = ({ extraData, durationMinutes, ean }: ApprovedOffer): ExtraDataAnswer => ({
  allocineId: numberIn(extraData, "allocineId"),
  author: textIn(extraData, "author"),
  bookFormat: textIn(extraData, "bookFormat"),
  cast: textsIn(extraData, "cast"),
  certificate: textIn(extraData, "certificate"),
  durationMinutes,
  ean,
  editeur: textIn(extraData, "editeur"),
  genres: textsIn(extraData, "genres"),
  gtlLabels: null,
  musicSubType: musicSubTypes.get(codeIn(extraData, "musicSubType")) ?? null,
  musicType: musicTypes.get(codeIn(extraData, "musicType")) ?? null,
  performer: textIn(extraData, "performer"),
  releaseDate: textIn(extraData, "releaseDate"),
  showSubType: showSubTypes.get(codeIn(extraData, "showSubType")) ?? null,
  showType: showTypes.get(codeIn(extraData, "showType")) ?? null,
  speaker: textIn(extraData, "speaker"),
  stageDirector: textIn(extraData, "stageDirector"),
  visa: textIn(extraData, "visa"),
});

interface Coded {
  readonly code: number;
  readonly label: string;
}

const labels = (types: readonly Coded[]): ReadonlyMap<number, string> =>
  new Map(types.map(({ code, label }) => [code, label]));
const showTypes = labels(catalogue.genreTypes.SHOW);
const showSubTypes = labels(catalogue.genreTypes.SHOW.flatMap(({ subTypes }) => subTypes));
const musicTypes = labels(catalogue.legacyMusicTypes);
const musicSubTypes = labels(catalogue.legacyMusicTypes.flatMap(({ subTypes }) => subTypes));

type ExtraData = ApprovedOffer["extraData"];

const textIn = (data: ExtraData, key: string): string | null => {
  const value = data[key];
  return typeof value === "string" && value !== "" ? value : null;
};

const numberIn = (data: ExtraData, key: string): number | null => {
  const value = data[key];
  return typeof value === "number" ? value : null;
};

/** Codes are stored as numbers or as their digits; NaN, which no label has, for anything else. */
const codeIn = (data: ExtraData, key: string): number => Number(data[key] ?? Number.NaN);

const textsIn = (data: ExtraData, key: string): string[] | null => {
  const value = data[key];
  return Array.isArray(value) ? value.filter((one): one is string => typeof one === "string") : null;
};
