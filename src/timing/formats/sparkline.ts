import { median } from "simple-statistics";

const BLOCKS = "▁▂▃▄▅▆▇█";

/**
 * A series in one line: blocks of eight heights, from its smallest value to its largest. Where there
 * are more values than columns, a column stands for the median of several.
 *
 * @param width Columns that there are; a shorter series takes fewer
 * @param leastSpan The least ratio of the largest to the smallest height: without it, noise of 1 % would look like mountains
 */
export function sparkline(values: readonly number[], width = 60, leastSpan = 1.2): string {
  const columns = Math.min(values.length, width);
  const edge = (column: number) => Math.floor((column * values.length) / columns);
  const heights = Array.from(
    { length: columns },
    (_, column) => median(values.slice(edge(column), edge(column + 1))),
  );
  const [smallest, largest] = [Math.min(...heights), Math.max(...heights)];
  const missing = Math.max(0, smallest * (leastSpan - 1) - (largest - smallest));
  const [bottom, top] = [smallest - missing / 2, largest + missing / 2];
  return heights.map((height) => {
    const share = top === bottom ? 3 / BLOCKS.length : (height - bottom) / (top - bottom);
    return BLOCKS[Math.min(BLOCKS.length - 1, Math.floor(share * BLOCKS.length))];
  }).join("");
}
