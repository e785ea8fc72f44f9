/** Latencies kept, the newest; what a group reports is about these. */
const KEPT = 1000;
const QUANTILES: readonly (readonly [string, number])[] = [
  ["Quintile 1", 0.2],
  ["Quintile 2", 0.4],
  ["Quintile 3", 0.6],
  ["Quintile 4", 0.8],
  ["Quintile 5", 1],
  ["90%", 0.9],
  ["95%", 0.95],
  ["99%", 0.99],
  ["99.5%", 0.995],
  ["99.9%", 0.999],
  ["Highest", 1],
];

/** Counts deliveries. Each `measure` says what came since the one before. Times in milliseconds. */
export class Deliveries {
  total = 0;
  private measured = 0;
  private measuredAt: number;

  constructor(now: number) {
    this.measuredAt = now;
  }

  measure(now: number): { readonly total: number; readonly since: number; readonly perSecond: number } {
    const since = this.total - this.measured;
    const elapsed = now - this.measuredAt;
    this.measured = this.total;
    this.measuredAt = now;
    return { total: this.total, since, perSecond: elapsed > 0 ? Math.round((since * 1000) / elapsed) : 0 };
  }
}

/** Milliseconds from delivery to answer, for groups with extra statistics. */
export class Latencies {
  private readonly kept: number[] = [];
  private oldest = 0;

  add(milliseconds: number): void {
    if (this.kept.length < KEPT) this.kept.push(milliseconds);
    else this.kept[this.oldest] = milliseconds;
    this.oldest = (this.oldest + 1) % KEPT;
  }

  /** Under the names that a real node uses; all 0 before the first answer. */
  summary(): readonly { readonly key: string; readonly value: bigint }[] {
    const sorted = [...this.kept].sort((a, b) => a - b);
    const at = (share: number): number => sorted[Math.max(0, Math.ceil(sorted.length * share) - 1)] ?? 0;
    const mean = sorted.length === 0 ? 0 : sorted.reduce((sum, value) => sum + value, 0) / sorted.length;
    const figures: [string, number][] = [
      ["Mean", mean],
      ["Median", at(0.5)],
      ["Fastest", sorted[0] ?? 0],
      ...QUANTILES.map(([key, share]): [string, number] => [key, at(share)]),
    ];
    return figures.map(([key, value]) => ({ key, value: BigInt(Math.round(value)) }));
  }
}
