/**
 * Where two versions of a result first differ.
 *
 * @module
 */
// @ts-types="./_csv.d.ts"
import { parse } from "@std/csv";

/**
 * The first difference between two texts, or null when they are the same. Tables are compared by
 * row and column, other texts by line.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { firstDifference } from "@descent-bench/descent-bench";
 *
 * assertEquals(
 *   firstDifference("runs.csv", "run,loss\n1,9\n2,8\n", "run,loss\n1,9\n2,7\n"),
 *   "runs.csv row 2 (run 2): loss was 8, is 7",
 * );
 * ```
 */
export function firstDifference(file: string, before: string, after: string): string | null {
  if (before === after) return null;
  return (file.endsWith(".csv") ? differingRow(file, before, after) : null) ??
    differingLine(file, before, after);
}

function differingRow(file: string, before: string, after: string): string | null {
  const [header] = before.split("\n");
  if (header !== after.split("\n")[0]) return null;
  const [old, now] = [before, after].map(rowsOf);
  if (old === null || now === null) return null;
  for (let row = 0; row < Math.min(old.length, now.length); row++) {
    const changes = Object.keys(old[row])
      .filter((column) => old[row][column] !== now[row][column])
      .map((column) => `${column} was ${old[row][column]}, is ${now[row][column]}`);
    if (changes.length === 0) continue;
    const [was, is] = [old[row], now[row]].map(place);
    return was === is
      ? `${file} row ${row + 1} (${was}): ${listed(changes)}`
      : `${file} row ${row + 1}: was of ${was}, is of ${is}`;
  }
  return old.length === now.length ? null : `${file}: had ${old.length} rows, has ${now.length}`;
}

/** The rows of a table by column; null when it is damaged. */
function rowsOf(text: string): Record<string, string>[] | null {
  try {
    return parse(text, { skipFirstRow: true });
  } catch {
    return null;
  }
}

function place({ run, iteration }: Readonly<Record<string, string>>): string {
  return iteration === undefined ? `run ${run}` : `run ${run}, iteration ${iteration}`;
}

/** Changes of one row that are written out. */
const LISTED = 3;

function listed(changes: readonly string[]): string {
  const more = changes.length - LISTED;
  return changes.slice(0, LISTED).join("; ") + (more > 0 ? `; and ${more} more columns` : "");
}

function differingLine(file: string, before: string, after: string): string {
  const [old, now] = [before, after].map((text) => text.split("\n"));
  const line = old.findIndex((text, i) => text !== now[i]);
  const at = line < 0 ? old.length : line;
  const show = (text: string | undefined) => text === undefined ? "no such line" : `"${text}"`;
  return `${file} line ${at + 1}: was ${show(old[at])}, is ${show(now[at])}`;
}
