import { z } from "zod";
import { log } from "../../exact/math.ts";
import { axisOf, type Note, type Point } from "../../figures/figure.ts";
import { counted, short } from "../../numbers.ts";
import { height } from "../_fields.ts";
import { defineFigure } from "../kind.ts";
import { profileOf, ratiosOf } from "./_scores.ts";
import { boardOf } from "./board.ts";
import { cellCosts, cellsOf } from "./ranking.ts";
import type { Raced } from "./spec.ts";

const LN2 = log(2);

export const performanceProfile = defineFigure({
  name: "performanceProfile",
  summary: "The share of targets that each method reaches within a factor of the lowest cost",
  options: z.strictObject({
    target: z.number().gt(0).lt(1).optional().describe(
      "Only the targets with this τ; left out, those of every τ",
    ),
    withTuning: z.boolean().default(false).describe("Whether tuning has to be paid for"),
    height,
  }),
  example: { withTuning: true },
  make: ({ target, withTuning, height }) => (done: readonly Raced[]) => {
    const board = boardOf(done);
    const cells = cellsOf(board).filter((cell) => target === undefined || cell.target === target);
    const reached = cells.map((cell) => cellCosts(cell, withTuning))
      .filter((costs) => costs.some(Number.isFinite));
    if (reached.length === 0) {
      return [{ shape: "note", text: "No performance profile, as there is no target reached." }];
    }
    const ratios = reached.map(ratiosOf);
    const last = Math.max(2, ...ratios.flat().filter(Number.isFinite));
    const profiles = board.methods.map((_, m) => profileOf(ratios.map((own) => own[m])));
    const problems = new Set(cells.map(({ problem }) => problem)).size;
    return [{
      shape: "lines",
      heading: `share of targets reached against log₂ r: within r times the lowest cost` +
        `${withTuning ? ", with tuning" : ""}, ${counted(cells.length, "target")} of ` +
        counted(problems, "problem"),
      x: axisOf("log₂ r", [0, log(last) / LN2], false),
      y: axisOf("share of targets", [0, 1], false),
      lines: profiles.map((profile, m) => ({
        label: board.methods[m],
        parts: [stepsOf(profile, last)],
      })),
      numbers: "short",
      legend: "method",
      notes: [
        ...profiles.map((profile, line): Note => ({
          line,
          words: `${board.methods[line]}: ${shareText(profile[0][1])} at the lowest cost, ` +
            `${shareText(profile[profile.length - 1][1])} at any`,
        })),
      ],
      height,
    }];
  },
});

/** Steps: each share from its factor to the next one. */
function stepsOf(profile: readonly (readonly [number, number])[], last: number): Point[] {
  const ends = [...profile.slice(1).map(([factor]) => factor), last];
  return profile.flatMap(([factor, share], i): Point[] => [
    [log(factor) / LN2, share],
    [log(ends[i]) / LN2, share],
  ]);
}

function shareText(share: number): string {
  return `${short(100 * share)} %`;
}
