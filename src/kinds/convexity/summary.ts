/** What counts of convexity found: a table for people, and a sentence. */
import { type TableColumn, tableOf } from "../../figures/render/table.ts";
import { counted, readable, short } from "../../numbers.ts";
import { findingOfEach, pathWords, sweptPaths, sweptText } from "../_groups.ts";
import type { SummaryOptions } from "../kind.ts";
import { excessOf, heightOf, talliesOf, type Tally } from "./_tally.ts";
import type { Counted } from "./spec.ts";

/** The summary table: a row for each count. */
export function convexitySummary(
  done: readonly Counted[],
  { width }: SummaryOptions = {},
): string {
  const paths = sweptPaths(done);
  const rows = done.map((one) => ({ one, ...talliesOf(one.result) }));
  type Row = typeof rows[number];
  return tableOf(
    rows,
    [
      ...paths.map((
        path,
      ): TableColumn<Row> => [pathWords(path), ({ one }) => sweptText(one, path)]),
      ["seed", ({ one }) => String(one.plan.seed)],
      ["above chords on lines", ({ onLines }) => shareText(onLines)],
      ["above chords around", ({ around }) => shareText(around)],
      ["by at most", ({ all: { worst } }) => worst === null ? "–" : readable(excessOf(worst))],
      ["lines", ({ minima }) => readable(minima.length)],
      ["most minima", ({ minima }) => String(Math.max(...minima))],
    ],
    width,
    paths.length + 1,
  );
}

/** `0 of 50`, `2 of 50 (4.0 %)` */
function shareText({ above, chords }: Tally): string {
  const of = `${readable(above)} of ${readable(chords)}`;
  return above === 0 ? of : `${of} (${percent(above, chords)})`;
}

function percent(part: number, whole: number): string {
  return `${readable(100 * part / whole, 2)} %`;
}

/** Chords can show that a loss is not convex, and never that it is. */
export function convexityFinding(done: readonly Counted[]): string {
  return findingOfEach(done, "count", ({ result }) => {
    const { all: { chords, above, worst }, minima } = talliesOf(result);
    const several = minima.filter((count) => count > 1).length;
    const lines = several === 0
      ? `none of ${counted(minima.length, "line")} has more than one local minimum`
      : `${several} of ${counted(minima.length, "line")} ${several === 1 ? "has" : "have"} ` +
        `more than one local minimum, up to ${Math.max(...minima)}`;
    const midpoints = counted(chords, "midpoint");
    if (worst === null) return `the loss is above the chord at none of ${midpoints}, and ${lines}`;
    return `the loss is not convex: it is above the chord at ${percent(above, chords)} of ` +
      `${midpoints}, at most by ${short(excessOf(worst))} where the chord is at ` +
      `${short(heightOf(worst))}, and ${lines}`;
  });
}
