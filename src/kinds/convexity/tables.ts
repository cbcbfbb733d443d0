import { dataset, defineTable, key, type Table, value } from "../table.ts";
import { excessOf, minimaOf, talliesOf } from "./_tally.ts";
import type { Convexity } from "./convexity.ts";
import type { ConvexitySpec, Counted } from "./spec.ts";

const lines = defineTable({
  file: "lines.csv",
  columns: {
    line: key("Number of the line, from 1"),
    a: key("Place on it, in lengths of the centre"),
    loss: value("Mean loss over the examples, with the penalty, in f64"),
    isMinimum: value("yes or no: whether it is a local minimum of the line"),
  },
  rows: (done: readonly Counted[]) =>
    done.flatMap(({ plan, result: { a, lines } }) =>
      lines.flatMap((losses, n) => {
        const minima = new Set(minimaOf(losses));
        return losses.map((loss, at) => (
          { plan, cells: { line: n + 1, a: a[at], loss, isMinimum: minima.has(at) ? "yes" : "no" } }
        ));
      })
    ),
});

const chords = defineTable({
  file: "chords.csv",
  isOptional: true,
  columns: {
    between: key(
      "places: two random ones around the centre; copies: the centre, and itself with its hidden units " +
        "in another order",
    ),
    chord: key("Number of the chord, from 1"),
    left: value("Loss at one end, in f64"),
    middle: value("Loss at its midpoint"),
    right: value("Loss at the other end"),
  },
  rows: (done: readonly Counted[]) =>
    done.flatMap(({ plan, result: { chords, copies } }) =>
      Object.entries({ places: chords, copies }).flatMap(([between, found]) =>
        found.map((chord, n) => ({ plan, cells: { between, chord: n + 1, ...chord } }))
      )
    ),
});

const runs = defineTable({
  file: "runs.csv",
  outcome: {
    words: "midpoints above the chord",
    of: ({ above_on_lines: onLines, above_around: around, above_copies: copies }) =>
      onLines === undefined ? undefined : Number(onLines) + Number(around) + Number(copies),
  },
  columns: {
    chordsOnLines: value("Between two places of a line with one halfway, and finite losses"),
    aboveOnLines: value("Of those, how many have the loss at the midpoint above the chord"),
    chordsAround: value("Between two random places around the centre, with finite losses"),
    aboveAround: value("As above_on_lines, of those"),
    chordsCopies: value("Between the centre and copies with hidden units in another order"),
    aboveCopies: value("As above_on_lines, of those"),
    largestExcess: value("How far a midpoint is above its chord, at most; empty where none is"),
    minima: value("Local minima of all lines, inside the range"),
    mostMinima: value("Those of the line that has most; a convex function has one at most"),
    weights: value("Number of weights"),
    examples: value("That the loss is over"),
    datasetSha256: dataset,
    weightsSha256: value("SHA-256 of the bytes of the weights at the centre (f64, little-endian)"),
  },
  rows: (done: readonly Counted[]) =>
    done.map(({ plan, result }) => {
      const { onLines, around, copies, all: { worst }, minima } = talliesOf(result);
      const cells = {
        chordsOnLines: onLines.chords,
        aboveOnLines: onLines.above,
        chordsAround: around.chords,
        aboveAround: around.above,
        chordsCopies: copies.chords,
        aboveCopies: copies.above,
        largestExcess: worst && excessOf(worst),
        minima: minima.reduce((sum, one) => sum + one, 0),
        mostMinima: Math.max(...minima),
        weights: result.size,
        examples: result.examples,
        datasetSha256: result.datasetSha256,
        weightsSha256: result.weightsSha256,
      };
      return { plan, cells };
    }),
});

export const convexityTables: readonly Table<ConvexitySpec, Convexity>[] = [lines, chords, runs];
