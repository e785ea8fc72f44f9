/** What can be done with a stream. The metadata of `x` is `$$x`; who reads or writes that is asked of `x`. */
export type Action = "read" | "write" | "delete" | "metadataRead" | "metadataWrite";

/** Roles by action: groups, logins, or `$all` for everybody. An action that is not named is decided elsewhere. */
export type Acl = Partial<Readonly<Record<Action, readonly string[]>>>;

/** The keys of `$acl` in a stream's metadata (eventstore-protocol.md, section 5). */
const KEYS: Readonly<Record<string, Action>> = {
  $r: "read",
  $w: "write",
  $d: "delete",
  $mr: "metadataRead",
  $mw: "metadataWrite",
};

const EVERYBODY = "$all";
const everything = (role: string): Acl => ({
  read: [role],
  write: [role],
  delete: [role],
  metadataRead: [role],
  metadataWrite: [role],
});
/** What holds for streams of which nothing is said. */
export const USER_STREAMS: Acl = everything(EVERYBODY);
export const SYSTEM_STREAMS: Acl = everything("$admins");

/** Reads `$acl`. Throws a TypeError for what is none: then the whole metadata counts as empty, as on a real node. */
export const parseAcl = (value: unknown): Acl => {
  if (typeof value !== "object" || value === null || Array.isArray(value)) throw new TypeError("an ACL is an object");
  const acl: Partial<Record<Action, readonly string[]>> = {};
  for (const [key, roles] of Object.entries(value)) {
    const list: unknown[] = Array.isArray(roles) ? roles : [roles];
    if (!list.every((role) => typeof role === "string")) throw new TypeError("a role is a text");
    const action = KEYS[key];
    if (action !== undefined) acl[action] = list;
  }
  return acl;
};

/** The first of these that says something about the action decides it. */
export const isAllowed = (action: Action, roles: ReadonlySet<string>, acls: readonly (Acl | undefined)[]): boolean => {
  const allowed = acls.find((acl) => acl?.[action] !== undefined)?.[action] ?? [];
  return allowed.some((role) => role === EVERYBODY || roles.has(role));
};
