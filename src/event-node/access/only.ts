import { accessDenied } from "../grpc/errors.js";
import type { Handler } from "../grpc/server.js";
import type { Caller } from "./caller.js";

/** The call, for some; the others get PERMISSION_DENIED before anything of it is read. */
export const only =
  (may: (caller: Caller) => boolean, handler: Handler): Handler =>
  (call) => {
    if (!may(call.caller)) throw accessDenied(call.path);
    handler(call);
  };
