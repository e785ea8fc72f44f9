import { bodyOf, headOf, LINK_TYPE } from "../codec/stored-event.js";
import type { ResolveLink } from "../read/links.js";
import type { StrategyName } from "./settings.js";
import type { Strategy, Taker } from "./strategy.js";

const BUCKETS = 1024;

/**
 * Each bucket of events belongs to one consumer, so that what belongs together is handled in order. A bucket goes to
 * the consumer that has the fewest when it is first needed, and again when its owner has gone.
 */
export const pinned = <C extends Taker>(): Strategy<C> => {
  const owners: (C | undefined)[] = Array.from({ length: BUCKETS });
  const owned = new Map<C, number>();

  const assign = (bucket: number): C | undefined => {
    let least: C | undefined;
    let fewest = Number.POSITIVE_INFINITY;
    for (const [consumer, buckets] of owned) {
      if (buckets >= fewest) continue;
      least = consumer;
      fewest = buckets;
    }
    if (least === undefined) return undefined;
    owners[bucket] = least;
    owned.set(least, fewest + 1);
    return least;
  };

  const nobodyHasRoom = (): boolean => {
    for (const { free } of owned.keys()) if (free > 0) return false;
    return true;
  };

  return {
    join: (consumer) => {
      owned.set(consumer, 0);
    },
    leave: (consumer) => {
      owned.delete(consumer);
      for (const [bucket, owner] of owners.entries()) if (owner === consumer) owners[bucket] = undefined;
    },
    choose: (bucket) => {
      const owner = owners[bucket] ?? assign(bucket);
      if (owner !== undefined && owner.free > 0) return owner;
      return nobodyHasRoom() ? "full" : "wait";
    },
  };
};

/** What an event is pinned by: its stream, a link's target stream, or the `$correlationId` of its metadata. */
export const bucketOf = (strategy: StrategyName, message: Buffer, resolve: ResolveLink | undefined): number => {
  const resolved = resolve?.(message);
  const subject = resolved?.kind === "link" ? (resolved.target?.message ?? message) : message;
  const correlation = strategy === "PinnedByCorrelation" ? correlationOf(subject) : undefined;
  return bucketOfText(correlation ?? sourceOf(subject));
};

const sourceOf = (message: Buffer): string => {
  const { stream, type } = headOf(message);
  if (type.toString() !== LINK_TYPE) return stream.toString();
  const text = bodyOf(message).data.toString();
  const at = text.indexOf("@");
  return at < 0 ? stream.toString() : text.slice(at + 1);
};

const correlationOf = (message: Buffer): string | undefined => {
  const { metadata } = bodyOf(message);
  if (metadata.length === 0) return undefined;
  try {
    const keys: unknown = JSON.parse(metadata.toString());
    if (typeof keys !== "object" || keys === null || !("$correlationId" in keys)) return undefined;
    const id = keys.$correlationId;
    return typeof id === "string" && id !== "" ? id : undefined;
  } catch {
    return undefined; // metadata need not be JSON
  }
};

/** FNV-1a, which spreads short similar names well. */
export const bucketOfText = (text: string): number => {
  let hash = 0x811c9dc5;
  for (const byte of Buffer.from(text)) hash = Math.imul(hash ^ byte, 0x01000193);
  return (hash >>> 0) % BUCKETS;
};
