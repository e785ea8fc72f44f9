import type { StreamIdentifier } from "../codec/read-messages.js";
import type { MessageOf } from "../codec/schema.js";
import type { GroupName } from "./names.js";
import { ALL } from "./names.js";

/** How most requests name a group: a stream or `$all`, and the group's name. */
export type NamingGroup = {
  readonly identifier?: MessageOf<typeof StreamIdentifier> | undefined;
  readonly all?: object | undefined;
  readonly groupName?: string | undefined;
};

export const groupIn = ({ identifier, all, groupName = "" }: NamingGroup): GroupName => ({
  source: all === undefined ? (identifier?.name?.toString() ?? "") : ALL,
  group: groupName,
});
