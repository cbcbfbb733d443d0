/**
 * A series in one line of text.
 *
 * @module
 */
import { median } from "simple-statistics";

const BLOCKS = "▁▂▃▄▅▆▇█";

/**
 * A series as blocks of eight heights, from its smallest value to its largest. Where there are more
 * values than columns, a column stands for the median of several. What is not a number is a gap.
 *
 * @param width Columns that there are; a shorter series takes fewer
 * @param leastSpan The least ratio of the largest to the smallest height: without it, noise of 1 % would look like mountains
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 *
 * assertEquals(sparkline([1, 2, 3, 4, 5, 6, 7, 8], 8), "▁▂▃▄▅▆▇█");
 * assertEquals(sparkline([100, 100, 101, 100], 8, 1.1), "▄▄▅▄");
 * ```
 */
export function sparkline(values: readonly number[], width: number, leastSpan = 1): string {
  const columns = Math.min(values.length, Math.max(0, Math.floor(width)));
  const heights = Array.from({ length: columns }, (_, column) => {
    const [start, end] = [column, column + 1].map((edge) =>
      Math.floor((edge * values.length) / columns)
    );
    const numbers = values.slice(start, end).filter(Number.isFinite);
    return numbers.length === 0 ? NaN : median(numbers);
  });
  const known = heights.filter(Number.isFinite);
  const [smallest, largest] = [Math.min(...known), Math.max(...known)];
  const missing = Math.max(0, smallest * (leastSpan - 1) - (largest - smallest));
  const [bottom, top] = [smallest - missing / 2, largest + missing / 2];
  return heights.map((height) => Number.isNaN(height) ? " " : blockOf(height, bottom, top)).join(
    "",
  );
}

function blockOf(height: number, bottom: number, top: number): string {
  if (top === bottom) return BLOCKS[3]; // a series that never changes
  const share = (height - bottom) / (top - bottom);
  return BLOCKS[Math.min(BLOCKS.length - 1, Math.floor(share * BLOCKS.length))];
}
