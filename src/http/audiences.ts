import type { Audience } from "#http/audience.js";
import { native } from "#http/native/audience.js";
import { pro } from "#http/pro/audience.js";
import { partners } from "#http/public/audience.js";

/** Every kind of client that the server has routes for. */
export const audiences: readonly Audience[] = [native, pro, partners];
