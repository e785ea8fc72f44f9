import { DateTime } from "luxon";
import type { Instant } from "#domain/shared/values.js";

/** From when on a booking can be validated, by the clock of the place (bookings-and-stocks.md, section 8.1). */
export const validableFrom = (limit: Instant, timezone: string): string => {
  const moment = DateTime.fromISO(limit, { zone: timezone }).toFormat("dd/MM/yyyy 'à' HH:mm");
  return `Vous pourrez valider cette contremarque à partir du ${moment}, une fois le délai d’annulation passé.`;
};
