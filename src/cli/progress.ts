/** Shows how far long work has come. Everything goes to standard error, so that standard output stays the result. */
export type Progress = {
  /** `done` of the total so far. */
  advance: (done: number, detail?: string) => void;
  /** A line of its own, above the bar. */
  note: (line: string) => void;
  finish: (line?: string) => void;
};

type Output = { isTTY?: boolean; columns?: number; write: (text: string) => unknown };

const width = 24;
const redrawMs = 100;
const plainLineMs = 5_000;

/**
 * A bar with rate and time left on a terminal; elsewhere a plain line every five seconds and at the end.
 * `total` null: it is not known how much there is, so only what is done is counted.
 */
export const progress = (label: string, total: number | null, out: Output = process.stderr): Progress => {
  const began = performance.now();
  let last = began - redrawMs;
  let drawn = false;
  const describe = (done: number, detail: string): string => {
    const seconds = (performance.now() - began) / 1000;
    const rate = seconds > 0 ? done / seconds : 0;
    if (total === null) return `${label}  ${done}  ${Math.round(rate)}/s  ${detail}`;
    const left = rate > 0 ? `${Math.ceil((total - done) / rate)} s left` : "";
    const percent = total === 0 ? 100 : Math.min(100, Math.floor((done / total) * 100));
    return `${label}  ${out.isTTY ? `${bar(percent)} ` : ""}${percent}%  ${done}/${total}  ${Math.round(rate)}/s  ${left}  ${detail}`;
  };
  const clear = () => {
    if (drawn) out.write("\r\u001b[K");
    drawn = false;
  };
  const note = (line: string) => {
    clear();
    out.write(`${line}\n`);
  };
  return {
    advance: (done, detail = "") => {
      const now = performance.now();
      if (now - last < (out.isTTY ? redrawMs : plainLineMs)) return;
      last = now;
      const line = describe(done, detail).trimEnd();
      if (!out.isTTY) return note(line);
      out.write(`\r\u001b[K${line.slice(0, (out.columns ?? 80) - 1)}`);
      drawn = true;
    },
    note,
    finish: (line) => {
      clear();
      if (line !== undefined) out.write(`${line}\n`);
    },
  };
};

const bar = (percent: number): string => {
  const full = Math.round((percent / 100) * width);
  return `[${"#".repeat(full)}${"-".repeat(width - full)}]`;
};
