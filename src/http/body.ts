import type { FastifyInstance } from "fastify";
import { refuseUnstorableText } from "#http/storable.js";

/** Reads JSON bodies. No body at all is allowed under a JSON content type: some clients label even an empty POST. */
export const readJsonBodies = (server: FastifyInstance): void => {
  const parse = server.getDefaultJsonParser("error", "error");
  server.removeAllContentTypeParsers();
  server.addContentTypeParser("application/json", { parseAs: "string" }, (request, body, done) => {
    if (body === "") return done(null, undefined);
    return parse(request, body.toString(), (error, parsed) => {
      if (error) return done(new InvalidJson(), undefined);
      try {
        refuseUnstorableText(body.toString(), parsed);
        return done(null, parsed);
      } catch (refused) {
        return done(refused instanceof Error ? refused : new InvalidJson(), undefined);
      }
    });
  });
};

class InvalidJson extends Error {
  readonly statusCode = 400;
  readonly code = "FST_ERR_CTP_INVALID_JSON_BODY";
}
