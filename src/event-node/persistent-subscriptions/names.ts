/** What groups are called, and where they keep their books (eventstore-protocol.md, section 6). */

export { ALL_STREAM as ALL } from "../streams/stream.js";
export const CONFIG_STREAM = "$persistentSubscriptionConfig";

/** A group by the stream it subscribes to, or `$all`, and its name. */
export type GroupName = { readonly source: string; readonly group: string };

/** Also the id by which a subscription is confirmed. */
export const keyOf = ({ source, group }: GroupName): string => `${source}::${group}`;
export const checkpointStreamOf = (name: GroupName): string => `$persistentsubscription-${keyOf(name)}-checkpoint`;
export const parkedStreamOf = (name: GroupName): string => `$persistentsubscription-${keyOf(name)}-parked`;
