/** What curvature was found: a table for people, and a sentence. */
import { type TableColumn, tableOf } from "../../figures/render/table.ts";
import { short } from "../../numbers.ts";
import { findingOfEach, pathWords, sweptPaths, sweptText } from "../_groups.ts";
import type { SummaryOptions } from "../kind.ts";
import { edgeOf, isAtKink, largestText, lowestText, noiseScale, shortOr } from "./_words.ts";
import type { CurvaturePoint } from "./curvature.ts";
import type { Curved } from "./spec.ts";

/** A point of a run; none where nothing there is finite. */
interface Row {
  readonly one: Curved;
  readonly point: CurvaturePoint | undefined;
}

/** The summary table: a row for the start and one for the end of each run. */
export function curvatureSummary(
  done: readonly Curved[],
  { width }: SummaryOptions = {},
): string {
  const paths = sweptPaths(done);
  const rows = done.flatMap((one): Row[] => {
    const { points } = one.result;
    return points.length > 1
      ? [points[0], points[points.length - 1]].map((point) => ({ one, point }))
      : [{ one, point: points[0] }];
  });
  const hasOthers = done.some(({ result: { status } }) => status !== "done");
  const hasNoise = rows.some(({ point }) => point?.noise);
  const hasKinks = rows.some(({ point }) => point && isAtKink(point));
  return tableOf(
    rows,
    [
      ...paths.map((path): TableColumn<Row> => [
        pathWords(path),
        ({ one }) => sweptText(one, path),
      ]),
      ["seed", ({ one }) => String(one.plan.seed)],
      ["after steps", ({ point }) => shortOr(point?.record.iteration)],
      ["loss", ({ point }) => shortOr(point?.record.trainLoss)],
      ["largest eigenvalue", ({ point }) => point ? largestText(point) : shortOr(null)],
      ["2 ∕ step size", ({ one }) => shortOr(edgeOf(one.plan.spec))],
      ["lowest", ({ point }) => point ? lowestText(point) : shortOr(null)],
      hasKinks && ["kinks", ({ point }) => shortOr(point?.kinks)],
      hasNoise && ["noise scale", ({ point }) => shortOr(point && noiseScale(point))],
      hasOthers && ["ended", ({ one: { result } }) => result.stopReason],
    ],
    width,
    paths.length + 2,
  );
}

export function curvatureFinding(done: readonly Curved[]): string {
  return findingOfEach(done, "run", ({ plan: { spec }, result: { points, status } }) => {
    const [first] = points;
    const last = points[points.length - 1];
    if (first === undefined) return "nothing was finite";
    const ends = [...new Set([first, last])];
    const values = (of: (point: CurvaturePoint) => string) => ends.map(of).join(" → ");
    const edge = edgeOf(spec);
    const atKinks = ends.filter(isAtKink);
    return [
      ...atKinks.length === ends.length ? ["the Hessian has no eigenvalues to show"] : [
        `the largest eigenvalue of the Hessian is ${values(largestText)}` +
        (edge === null ? "" : ` (2 ∕ step size is ${short(edge)})`),
        `the lowest ${values(lowestText)}`,
      ],
      ...atKinks.length === 0
        ? []
        : [`as kinks are too near after ${
          atKinks.map(({ record }) => short(record.iteration)).join(" and ")
        } steps`],
      ...ends.every((point) => noiseScale(point) === null)
        ? []
        : [`the noise scale ${values((point) => shortOr(noiseScale(point)))} examples`],
      ...status === "diverged" ? ["the run diverged"] : [],
    ].join(", ");
  });
}
