import { bodyOf } from "../codec/stored-event.js";
import { accessDenied } from "../grpc/errors.js";
import type { LogReader } from "../log/reader.js";
import { isMetadataStream, streamOfMetadata } from "../streams/metadata.js";
import type { Streams } from "../streams/streams.js";
import type { Acl, Action } from "./acl.js";
import { isAllowed, parseAcl, SYSTEM_STREAMS, USER_STREAMS } from "./acl.js";
import type { Caller } from "./caller.js";
import { isAdmin, isKnown, SYSTEM } from "./caller.js";

export type Guard = {
  /** Whether the caller may do this with the stream; `$all` is asked for under its name. */
  allows(caller: Caller, action: "read" | "write" | "delete", stream: string): boolean;
  /** Throws PERMISSION_DENIED, with what was wanted. */
  require(caller: Caller, action: "read" | "write" | "delete", stream: string): void;
};

/** Its last event says what holds for streams of which nothing is said. */
const SETTINGS_STREAM = "$settings";
type Defaults = { readonly revision: bigint; readonly user?: Acl; readonly system?: Acl };

/**
 * The rules of a real node: administrators pass, strangers do not; for everybody else the stream's own `$acl` decides,
 * then `$settings`, then what is usual: user streams are open to whoever has an account, system streams to nobody.
 */
export const createGuard = (streams: Streams, log: LogReader): Guard => {
  let defaults: Defaults = { revision: -1n };

  const currentDefaults = (): Defaults => {
    const { number, durable } = streams.get(SETTINGS_STREAM);
    if (durable.last === defaults.revision) return defaults;
    const event = log.eventAt(number, durable.last);
    defaults = { revision: durable.last, ...(event === undefined ? {} : parseDefaults(bodyOf(event.message).data)) };
    return defaults;
  };

  const allows: Guard["allows"] = (caller, action, name) => {
    if (caller === SYSTEM) return true;
    if (!isKnown(caller)) return false;
    const metadata = isMetadataStream(name);
    if (metadata && action === "delete") return false;
    if (isAdmin(caller)) return true;
    const stream = metadata ? streamOfMetadata(name) : name;
    const asked = metadata ? METADATA_ACTION[action as "read" | "write"] : action;
    const { user, system } = currentDefaults();
    const usual = stream.startsWith("$") ? [system, SYSTEM_STREAMS] : [user, USER_STREAMS];
    return isAllowed(asked, new Set([caller.login, ...caller.groups]), [
      streams.get(stream).durable.metadata.acl,
      ...usual,
    ]);
  };

  return {
    allows,
    require: (caller, action, stream) => {
      if (!allows(caller, action, stream)) throw accessDenied(`${action} ${stream}`);
    },
  };
};

const METADATA_ACTION: Readonly<Record<"read" | "write", Action>> = { read: "metadataRead", write: "metadataWrite" };

/** What cannot be understood says nothing. */
const parseDefaults = (data: Buffer): Omit<Defaults, "revision"> => {
  try {
    const settings: Readonly<Record<string, unknown>> = JSON.parse(data.toString());
    const { $userStreamAcl: user, $systemStreamAcl: system } = settings;
    return {
      ...(user === undefined ? {} : { user: parseAcl(user) }),
      ...(system === undefined ? {} : { system: parseAcl(system) }),
    };
  } catch {
    return {};
  }
};
