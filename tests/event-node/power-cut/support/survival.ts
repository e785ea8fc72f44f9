import type { Version } from "./writes.js";

/** What of all that was not synced a power cut leaves on disk. */
export type Survival = {
  /** How many of the unsynced names and lengths, the oldest first. */
  count(most: number): number;
  /** One of the versions of a sector, the oldest first; undefined for the one that was synced. `newest` is the file's last write. */
  version(sector: number, versions: readonly Version[], newest: number): Version | undefined;
  /** Bytes within the file's length that nothing was ever written to. They come as zeros. */
  fill(bytes: Buffer): void;
};

/** LMDB's two meta pages, of 4,096 bytes each. */
const META_SECTORS = 16;
const asZeros = (): void => undefined;

/** The ways in which the power can go, by name. Each call answers another instance. */
export const survivals: Readonly<Record<string, () => Survival>> = {
  nothing: () => ({ count: () => 0, version: () => undefined, fill: asZeros }),
  everything: () => ({ count: (most) => most, version: (_, versions) => versions.at(-1), fill: asZeros }),
  "any sectors, of any age": () => ({
    count: (most) => Math.floor(Math.random() * (most + 1)),
    version: (_, versions) => versions[Math.floor(Math.random() * (versions.length + 1))],
    fill: asZeros,
  }),
  "the beginning of each write": () => {
    const parts = new Map<object, number>();
    const partOf = (call: object): number => {
      const part = parts.get(call) ?? Math.random();
      parts.set(call, part);
      return part;
    };
    return {
      count: (most) => most,
      version: (_, versions) => versions.findLast(({ call, place }) => place < partOf(call)),
      fill: asZeros,
    };
  },
  "the newest write alone": () => ({
    count: (most) => most,
    version: (_, versions, newest) => versions.findLast(({ call }) => call.start === newest),
    fill: asZeros,
  }),
  "the meta pages alone": () => ({
    count: () => 0,
    version: (sector, versions) => (sector < META_SECTORS ? versions.at(-1) : undefined),
    fill: asZeros,
  }),
  "all but the meta pages": () => ({
    count: (most) => most,
    version: (sector, versions) => (sector < META_SECTORS ? undefined : versions.at(-1)),
    fill: asZeros,
  }),
  "few sectors, and what other files left where none was written": () => ({
    count: (most) => most,
    version: (_, versions) => (Math.random() < 0.1 ? versions[Math.floor(Math.random() * versions.length)] : undefined),
    fill: (bytes) => {
      for (let at = 0; at + 4 <= bytes.length; at += 4) bytes.writeUInt32LE(Math.floor(Math.random() * 2 ** 32), at);
    },
  }),
};
