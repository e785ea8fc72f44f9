/** One measure, printed as one line of JSON beside the table. A ratio above 1 is better for us. */
export type Measure = {
  readonly bench: string;
  readonly ours: number;
  readonly baseline: number;
  readonly unit: string;
};

/** Rates are better when higher, durations and sizes when lower. */
export const ratioOf = ({ ours, baseline, unit }: Measure): number =>
  unit === "1/s" ? ours / baseline : baseline / ours;

const rounded = (value: number): number => Number(value.toPrecision(4));

export const printMeasures = (title: string, baselineName: string, measures: readonly Measure[]): void => {
  console.log(`\n${title} (baseline: ${baselineName})`);
  console.table(
    Object.fromEntries(
      measures.map((measure) => [
        measure.bench,
        {
          ours: rounded(measure.ours),
          baseline: rounded(measure.baseline),
          unit: measure.unit,
          ratio: rounded(ratioOf(measure)),
        },
      ]),
    ),
  );
  for (const measure of measures) {
    const { bench, ours, baseline, unit } = measure;
    console.log(
      JSON.stringify({
        bench,
        ours: rounded(ours),
        baseline: rounded(baseline),
        unit,
        ratio: rounded(ratioOf(measure)),
      }),
    );
  }
};

export const median = (values: readonly number[]): number => {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? Number.NaN;
};
