/** Who a call comes from. */
export type Caller = { readonly login: string; readonly groups: readonly string[] };

const ADMINS = "$admins";
const OPERATORS = "$ops";

/** Everybody on a node without TLS, as on a real node without access control: may do everything. */
export const SYSTEM: Caller = { login: "system", groups: [ADMINS] };
/** A caller without credentials. */
export const ANONYMOUS: Caller = { login: "", groups: [] };

/** Past every stream's ACL. By name too: `admin` needs no group on a real node. */
export const isAdmin = ({ login, groups }: Caller): boolean => login === "admin" || groups.includes(ADMINS);

/** May look after the node and its persistent subscriptions. */
export const isOperator = (caller: Caller): boolean =>
  isAdmin(caller) || caller.login === "ops" || caller.groups.includes(OPERATORS);

export const isKnown = (caller: Caller): boolean => caller !== ANONYMOUS;
