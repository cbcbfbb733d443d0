import { z } from "zod";
import { log } from "../../exact/math.ts";
import { axisOf, type Note, type Point } from "../../figures/figure.ts";
import { counted, short } from "../../numbers.ts";
import { height } from "../_fields.ts";
import { defineFigure } from "../kind.ts";
import { type Profile, profileOf, ratiosOf } from "./_scores.ts";
import { boardOf } from "./board.ts";
import { cellCosts, cellsOf } from "./ranking.ts";
import type { Raced } from "./spec.ts";

const LN2 = log(2);

export const performanceProfile = defineFigure({
  name: "performanceProfile",
  summary: "The share of targets that each method reaches within a factor of the lowest cost",
  options: z.strictObject({
    target: z.number().gt(0).lt(1).optional()
      .describe("Only targets with this τ; those of every τ when left out"),
    withTuning: z.boolean().default(false)
      .describe("Adds to each cost what finding a good trial is expected to cost"),
    height,
  }),
  example: { withTuning: true },
  make: ({ target, withTuning, height }) => (done: readonly Raced[]) => {
    const board = boardOf(done);
    const cells = cellsOf(board).filter((cell) => target === undefined || cell.target === target);
    const ratios = cells.map((cell) => ratiosOf(cellCosts(cell, withTuning)));
    if (ratios.length === 0) {
      return [{ shape: "note", text: "No performance profile, as no target was reached." }];
    }
    const last = Math.max(2, ...ratios.flat().filter(Number.isFinite));
    const profiles = board.methods
      .map((method, m) => ({ method, profile: profileOf(ratios.map((own) => own[m])) }))
      .sort((a, b) => areaOf(b.profile, last) - areaOf(a.profile, last));
    const problems = new Set(cells.map(({ problem }) => problem)).size;
    return [{
      shape: "lines",
      heading: "share of targets that are reached for at most r times the lowest cost" +
        `${withTuning ? " with tuning" : ""}, against log₂ r: ${counted(cells.length, "target")} ` +
        `of ${counted(problems, "problem")}`,
      x: axisOf("log₂ r", [0, log(last) / LN2], false),
      y: axisOf("share of targets", [0, 1], false),
      lines: profiles.map(({ method, profile }) => ({
        label: method,
        parts: [stepsOf(profile, last)],
      })),
      numbers: "short",
      legend: "method, with the share at the lowest cost and at any",
      notes: profiles.map(({ method, profile }, line): Note => ({
        line,
        words: `${method}: ${percent(profile[0][1])}, ${percent(profile[profile.length - 1][1])}`,
      })),
      height,
    }];
  },
});

/** Each share from its factor to the next one, as the corners of steps. */
function stepsOf(profile: Profile, last: number): Point[] {
  return profile.flatMap(([factor, share], i): Point[] => {
    const [next] = profile[i + 1] ?? [last];
    return [[log(factor) / LN2, share], [log(next) / LN2, share]];
  });
}

/** The area below a profile. */
function areaOf(profile: Profile, last: number): number {
  const steps = stepsOf(profile, last);
  return steps.reduce((sum, [x, share], i) => sum + share * ((steps[i + 1]?.[0] ?? x) - x), 0);
}

function percent(share: number): string {
  return `${short(100 * share)} %`;
}
