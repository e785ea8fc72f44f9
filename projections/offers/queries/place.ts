import { sql } from "slonik";
import { z } from "zod";

/** Where a venue `v` is. */
export const placeFields = {
  addressId: z.number(),
  banId: z.string().nullable(),
  inseeCode: z.string().nullable(),
  street: z.string(),
  postalCode: z.string(),
  city: z.string(),
  latitude: z.number(),
  longitude: z.number(),
  departmentCode: z.string(),
  isManualEdition: z.boolean(),
};

export const placeColumns = sql.fragment`
  v.address_id, v.ban_id, v.insee_code, v.street, v.postal_code, v.city, v.latitude, v.longitude, v.department_code,
  v.is_manual_edition`;
