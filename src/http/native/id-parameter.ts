import { z } from "zod";

/** An id in a path. Anything but a positive whole number names nothing: the path is answered 404. */
export const idParameter = z
  .string()
  .regex(/^[1-9]\d{0,14}$/)
  .transform(Number);
