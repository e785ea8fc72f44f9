import type { Audience } from "#http/audience.js";
import { native } from "#http/native/audience.js";

/** Every kind of client that the server has routes for. */
export const audiences: readonly Audience[] = [native];
