import type { FastifyRequest } from "fastify";
import { isMember, offerer } from "#domain/offerer/decider.js";
import { user } from "#domain/user/decider.js";
import type { HttpDependencies } from "#http/dependencies.js";
import { HttpError } from "#http/errors/http-error.js";
import { proIdOf } from "#http/pro/auth/recognise-pro.js";

const noAccess = "Vous n'avez pas les droits d'accès suffisants pour accéder à cette information.";

/** The access rule of the whole portal: an ADMIN, or a validated member of the offerer (permission O). */
export const mayActFor = async (
  request: FastifyRequest,
  offererId: number,
  { load }: Pick<HttpDependencies, "load">,
): Promise<boolean> => {
  const userId = proIdOf(request);
  if (isMember(await load(offerer, offererId), userId)) return true;
  const person = await load(user, userId);
  return person.status === "registered" && person.roles.includes("ADMIN");
};

/** Refuses with 403 whoever may not act for the offerer. */
export const requireOfferer = async (
  request: FastifyRequest,
  offererId: number,
  deps: Pick<HttpDependencies, "load">,
): Promise<void> => {
  if (!(await mayActFor(request, offererId, deps))) throw new HttpError(403, { global: [noAccess] });
};
