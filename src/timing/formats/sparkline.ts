import { median } from "simple-statistics";

const BLOCKS = "▁▂▃▄▅▆▇█";

/**
 * A series in one line: blocks of eight heights, from its smallest value to its largest. Where there
 * are more values than columns, a column stands for the median of several.
 */
export function sparkline(values: readonly number[], width = 60): string {
  const columns = Math.min(values.length, width);
  const edge = (column: number) => Math.floor((column * values.length) / columns);
  const heights = Array.from(
    { length: columns },
    (_, column) => median(values.slice(edge(column), edge(column + 1))),
  );
  const [smallest, largest] = [Math.min(...heights), Math.max(...heights)];
  // Of less than 20 % from the smallest to the largest, noise would look like mountains.
  const missing = Math.max(0, smallest * 0.2 - (largest - smallest));
  const [bottom, top] = [smallest - missing / 2, largest + missing / 2];
  return heights.map((height) => {
    const share = (height - bottom) / (top - bottom);
    return BLOCKS[Math.min(BLOCKS.length - 1, Math.floor(share * BLOCKS.length))];
  }).join("");
}
