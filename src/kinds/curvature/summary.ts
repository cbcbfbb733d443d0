/** What curvature was found: a table for people, and a sentence. */
import { type TableColumn, tableOf } from "../../figures/render/table.ts";
import { short } from "../../numbers.ts";
import { findingOfEach, pathWords, sweptPaths, sweptText } from "../_groups.ts";
import type { SummaryOptions } from "../kind.ts";
import { edgeOf, noiseScale, shortOr } from "./_words.ts";
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
      ["largest eigenvalue", ({ point }) => shortOr(point?.largest[0].value)],
      ["2 ∕ step size", ({ one }) => shortOr(edgeOf(one.plan.spec))],
      ["lowest", ({ point }) => shortOr(point?.lowest.value)],
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
    const values = (of: (point: CurvaturePoint) => number | null) =>
      [...new Set([first, last])].map((point) => shortOr(of(point))).join(" → ");
    const edge = edgeOf(spec);
    return [
      `the largest eigenvalue of the Hessian is ${values(({ largest }) => largest[0].value)}` +
      (edge === null ? "" : ` (2 ∕ step size is ${short(edge)})`),
      `the lowest ${values(({ lowest }) => lowest.value)}`,
      ...last.noise === null ? [] : [`the noise scale ${values(noiseScale)} examples`],
      ...status === "diverged" ? ["the run diverged"] : [],
    ].join(", ");
  });
}
