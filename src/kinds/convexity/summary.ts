/** What counts of convexity found: a table for people, and a sentence. */
import { type TableColumn, tableOf } from "../../figures/render/table.ts";
import { wrapped } from "../../figures/render/wrap.ts";
import { counted, readable, short } from "../../numbers.ts";
import { findingOfEach, pathWords, sweptPaths, sweptText } from "../_groups.ts";
import type { SummaryOptions } from "../kind.ts";
import { excessOf, heightOf, talliesOf, type Tally } from "./_tally.ts";
import type { Counted } from "./spec.ts";

/** Columns beyond which the words below the table are broken. */
const WIDEST = 100;
const WORDS =
  "Chords that the loss is above, at the midpoint: along lines, between random places " +
  "around, and to copies of a network with its hidden units in another order; by how much at most; " +
  "the most minima on a line.";

/** The summary table: a row for each count. */
export function convexitySummary(
  done: readonly Counted[],
  { width = Infinity }: SummaryOptions = {},
): string {
  const paths = sweptPaths(done);
  const rows = done.map((one) => ({ one, ...talliesOf(one.result) }));
  const hasCopies = rows.some(({ copies }) => copies.chords > 0);
  type Row = typeof rows[number];
  const table = tableOf(
    rows,
    [
      ...paths.map((
        path,
      ): TableColumn<Row> => [pathWords(path), ({ one }) => sweptText(one, path)]),
      ["seed", ({ one }) => String(one.plan.seed)],
      ["on lines", ({ onLines }) => shareText(onLines)],
      ["around", ({ around }) => shareText(around)],
      hasCopies && ["to copies", ({ copies }) => shareText(copies)],
      ["by at most", ({ all: { worst } }) => worst === null ? "–" : readable(excessOf(worst))],
      ["minima", ({ minima }) => String(Math.max(...minima))],
    ],
    width,
    paths.length + 1,
  );
  return [table, ...wrapped(WORDS, Math.min(width, WIDEST)).map((row) => `${row}\n`)].join("");
}

/** `0 of 50`, `2 of 50 (4.0 %)` */
function shareText({ above, chords }: Tally): string {
  if (chords === 0) return "–";
  const of = `${readable(above)} of ${readable(chords)}`;
  return above === 0 ? of : `${of} (${readable(100 * above / chords, 2)} %)`;
}

/** Chords can show that a loss is not convex, and never that it is. */
export function convexityFinding(done: readonly Counted[]): string {
  return findingOfEach(done, "count", ({ result }) => {
    const { onLines, around, copies, all: { worst }, minima } = talliesOf(result);
    const chords = [
      aboveText(onLines, "chord", "along lines"),
      ...around.chords > 0 ? [aboveText(around, "random chord", "around")] : [],
      ...copies.chords > 0
        ? [aboveText(copies, "chord", "to a copy with its hidden units in another order")]
        : [],
    ];
    const listed = [chords.slice(0, -1).join(", "), ...chords.slice(-1)]
      .filter((text) => text !== "").join(" and ");
    const several = minima.filter((count) => count > 1).length;
    return [
      `the loss is above ${listed}` +
      (worst === null ? "" : `, so it is not convex: it is up to ${short(excessOf(worst))} above ` +
        `a chord at ${short(heightOf(worst))}`),
      `${several === 0 ? "none" : readable(several)} of ${counted(minima.length, "line")} ` +
      `${several > 1 ? "have" : "has"} more than one local minimum`,
    ].join("; ");
  });
}

/** `none of 50 random chords around` */
function aboveText({ above, chords }: Tally, noun: string, where: string): string {
  return `${above === 0 ? "none" : readable(above)} of ${counted(chords, noun)} ${where}`;
}
