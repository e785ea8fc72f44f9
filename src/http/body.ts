import type { FastifyInstance } from "fastify";

/** Reads JSON bodies. No body at all is allowed under a JSON content type: some clients label even an empty POST. */
export const readJsonBodies = (server: FastifyInstance): void => {
  const parse = server.getDefaultJsonParser("error", "error");
  server.removeAllContentTypeParsers();
  server.addContentTypeParser("application/json", { parseAs: "string" }, (request, body, done) => {
    if (body === "") return done(null, undefined);
    return parse(request, body.toString(), (error, parsed) =>
      error ? done(new InvalidJson(), undefined) : done(null, parsed),
    );
  });
};

class InvalidJson extends Error {
  readonly statusCode = 400;
  readonly code = "FST_ERR_CTP_INVALID_JSON_BODY";
}
