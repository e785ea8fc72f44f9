import { GrowingBytes } from "./growing-bytes.js";
import type { Survival } from "./survival.js";
import type { Call, Version } from "./writes.js";

/** What a disk writes whole or not at all. */
const SECTOR_BYTES = 512;

type Length = { readonly length: number; readonly call: Call };

/** One file: what is surely on disk, and for each sector every version that may be there instead. */
export class FileOnDisk {
  readonly #kept = new GrowingBytes();
  readonly #latest = new GrowingBytes();
  readonly #pending = new Map<number, Version[]>();
  /** What the file grew to since the length that is surely on disk. */
  #lengths: Length[] = [];
  #newest = 0;

  write(offset: number, bytes: Buffer, call: Call): void {
    if (this.#latest.write(offset, bytes)) this.#lengths.push({ length: this.#latest.length, call });
    this.#newest = call.start;
    const sectors = sectorsOf(offset, bytes.length);
    for (const [index, sector] of sectors.entries()) {
      const versions = this.#pending.get(sector) ?? [];
      const place = index / sectors.length;
      versions.push({ bytes: this.#latest.copy(sector * SECTOR_BYTES, SECTOR_BYTES), place, call });
      this.#pending.set(sector, versions);
    }
  }

  /** All is on disk that had been written when the sync began that has now returned. */
  keepBefore(start: number): void {
    this.#keep([...this.#pending.keys()], ({ call }) => call.end < start);
  }

  /** What one call wrote is on disk, with what it wrote upon. */
  keepWrite(offset: number, length: number, call: Call): void {
    this.#keep(sectorsOf(offset, length), (version) => version.call === call);
  }

  #keep(sectors: readonly number[], isKept: (version: { readonly call: Call }) => boolean): void {
    for (const sector of sectors) {
      const versions = this.#pending.get(sector) ?? [];
      const last = versions.findLastIndex(isKept);
      const version = versions[last];
      if (version === undefined) continue;
      this.#kept.write(sector * SECTOR_BYTES, version.bytes);
      if (last === versions.length - 1) this.#pending.delete(sector);
      else this.#pending.set(sector, versions.slice(last + 1));
    }
    const last = this.#lengths.findLastIndex(isKept);
    this.#kept.length = Math.max(this.#kept.length, this.#lengths[last]?.length ?? 0);
    this.#lengths = this.#lengths.slice(last + 1);
  }

  /** A write never returned, and the file shows what it came to. */
  settle(offset: number, length: number, call: Call, file: Buffer): void {
    for (const sector of sectorsOf(offset, length)) {
      const versions = (this.#pending.get(sector) ?? []).filter((version) => version.call !== call);
      this.#pending.set(sector, versions);
    }
    this.#lengths = this.#lengths.filter((grown) => grown.call !== call);
    this.#latest.length = file.length;
    const came = file.subarray(offset, offset + length);
    if (came.length > 0) this.write(offset, came, call);
  }

  afterPowerCut(survival: Survival): Buffer {
    const { length: kept } = this.#kept;
    const length = this.#lengths[survival.count(this.#lengths.length) - 1]?.length ?? kept;
    const image = this.#kept.copy(0, length);
    survival.fill(image.subarray(Math.min(kept, length)));
    for (const [sector, versions] of this.#pending) {
      const survivor = survival.version(sector, versions, this.#newest);
      survivor?.bytes.copy(image, Math.min(sector * SECTOR_BYTES, length));
    }
    return image;
  }

  /** What the file holds as long as the power stays on. */
  contents(): Buffer {
    return this.#latest.copy(0, this.#latest.length);
  }
}

const sectorsOf = (offset: number, length: number): number[] => {
  const first = Math.floor(offset / SECTOR_BYTES);
  const behind = Math.ceil((offset + length) / SECTOR_BYTES);
  return Array.from({ length: behind - first }, (_, index) => first + index);
};
