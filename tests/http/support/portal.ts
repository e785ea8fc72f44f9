import type { LightMyRequestResponse } from "fastify";
import type { House } from "#tests/http/support/house.js";

type Method = "GET" | "POST" | "PUT" | "PATCH";

/** A browser that is signed in to the venues' portal, or is not. */
export interface Browser {
  readonly get: (url: string) => Promise<LightMyRequestResponse>;
  readonly send: (
    method: Method,
    url: string,
    body?: object | string,
    headers?: Readonly<Record<string, string>>,
  ) => Promise<LightMyRequestResponse>;
}

export const browser = (house: House, cookie = ""): Browser => ({
  get: async (url) => unbroken(house, await house.server.inject({ method: "GET", url, headers: { cookie } })),
  send: async (method, url, body, more) => {
    const given = body === undefined ? {} : { payload: body };
    const headers = { cookie, ...(body === undefined ? {} : { "content-type": "application/json" }), ...more };
    return unbroken(house, await house.server.inject({ method, url, headers, ...given }));
  },
});

/** No test expects a 500: one fails it, and tells what the log says. */
export const unbroken = (house: House, response: LightMyRequestResponse): LightMyRequestResponse => {
  if (response.statusCode !== 500) return response;
  throw new Error(`500: ${JSON.stringify("lines" in house.deps.logger ? house.deps.logger.lines : null)}`);
};

export const signIn = (house: House, identifier: string, password: string): Promise<LightMyRequestResponse> =>
  house.server.inject({ method: "POST", url: "/users/signin", payload: { identifier, password } });

/** The `name=value` of the session cookie that an answer sets. */
export const cookieOf = (response: LightMyRequestResponse): string => {
  const cookie = response.cookies.find(({ name }) => name === "session");
  if (cookie === undefined) throw new Error(`No session cookie in ${response.statusCode} ${response.body}`);
  return `session=${encodeURIComponent(cookie.value)}`;
};

/** A pro of a new offerer with one venue, signed in. */
export const openVenue = async (house: House) => {
  const { userId, email, password } = await house.factories.pros.create();
  const { offererId } = await house.factories.offerers.create({ userId });
  const { venueId, name } = await house.factories.venues.create({ offererId, publicName: "Petit lieu" });
  const signedIn = await signIn(house, email, password ?? "");
  return { userId, email, offererId, venueId, venueName: name, desk: browser(house, cookieOf(signedIn)) };
};
