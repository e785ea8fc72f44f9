import { findSubcategory } from "#domain/catalogue/subcategories.js";
import { Refusal } from "#domain/shared/refusal.js";

/** A refusal that names the field of the request which is wrong. */
export const fieldInvalid = (field: string, reason: string): Refusal =>
  new Refusal("OFFER_FIELD_INVALID", { field, reason });

interface NewOffer {
  readonly name: string;
  readonly subcategoryId: string;
  readonly durationMinutes: number | null;
  readonly ean: string | null;
  readonly extraData: Readonly<Record<string, unknown>>;
  readonly isDuo: boolean;
}

/** The checks of offers.md, section 4.1, in their order. Each stops at the first fault. */
export const checkNewOffer = (offer: NewOffer): void => {
  const subcategory = findSubcategory(offer.subcategoryId);
  if (subcategory === undefined) throw fieldInvalid("subcategory", "unknown");
  if (!subcategory.isSelectable) throw fieldInvalid("subcategory", "not selectable");
  for (const [field, channel] of Object.entries(subcategory.conditionalFields)) {
    const isMissing = field === "ean" ? !offer.ean : !offer.extraData[field];
    if (channel.requiredInProForm && isMissing) throw fieldInvalid(field, "required for this subcategory");
  }
  if (offer.ean !== null && !/^\d{13}$/.test(offer.ean)) throw fieldInvalid("ean", "must have 13 digits");
  if (offer.isDuo && !subcategory.canBeDuo)
    throw fieldInvalid("enableDoubleBookings", "not allowed for this subcategory");
  if (/\d{13}/.test(offer.name)) throw fieldInvalid("name", "must not contain an EAN");
  if (offer.durationMinutes !== null && offer.durationMinutes >= 24 * 60)
    throw fieldInvalid("durationMinutes", "must be below 24 hours");
};

/** The extra data that an offer of this subcategory keeps: known keys with a value; `ean` stands apart. */
export const keptExtraData = (
  subcategoryId: string,
  extraData: Readonly<Record<string, unknown>>,
): Record<string, unknown> => {
  const known = Object.keys(findSubcategory(subcategoryId)?.conditionalFields ?? {});
  return Object.fromEntries(
    Object.entries(extraData).filter(([key, value]) => key !== "ean" && known.includes(key) && Boolean(value)),
  );
};
