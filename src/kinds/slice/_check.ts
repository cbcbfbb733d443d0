import { checkBatchSize } from "../../datasets/batches.ts";
import { InputError } from "../../errors.ts";
import { axisValues } from "../axis.ts";
import type { FindRun } from "../kind.ts";
import type { Plan } from "../plan.ts";
import type { TrainSpec } from "../train/spec.ts";
import { isOnPath, type SliceSpec } from "./spec.ts";

/** Places of a slice: a table of a million rows is as much as other programs open. */
const MOST = 1_000_000;

/** What the schema of a slice cannot say, as it concerns two fields. */
export function checkSlice(spec: SliceSpec, examples: number | null): void {
  const { a, b, center, normalization, orthogonal, path, example } = spec;
  if (b !== undefined && JSON.stringify(a.direction) === JSON.stringify(b.direction)) {
    throw new InputError(
      `b.direction: must not be the direction of a: both are ${JSON.stringify(a.direction)}`,
    );
  }
  for (const [name, axis] of Object.entries(b === undefined ? { a } : { a, b })) {
    const { min, max, points } = axis;
    if (new Set(axisValues({ linspace: [min, max, points] })).size === points) continue;
    throw new InputError(
      `${name}: must have room for ${points} points: min is ${min}, max is ${max}`,
    );
  }
  const places = a.points * (b?.points ?? 1);
  if (places > MOST) {
    throw new InputError(
      `b.points: must make at most ${MOST} places with a.points: they make ${places}`,
    );
  }
  if (orthogonal && b === undefined) {
    throw new InputError("orthogonal: must be false when there is one direction: add b");
  }
  if (normalization !== "none" && center === "zero") {
    throw new InputError(
      'normalization: must be "none" when the centre is zero, which has no length: ' +
        `current value is ${JSON.stringify(normalization)}`,
    );
  }
  if (!(typeof center === "object" && "experiment" in center)) {
    const needing = path ? "path" : isOnPath(a) ? "a.direction" : "b.direction";
    if (path || isOnPath(a) || isOnPath(b)) {
      throw new InputError(
        `${needing}: must not ask for the path of a run unless the centre is ` +
          '{ "experiment": file, "run": number }',
      );
    }
  }
  if (example !== "all" && examples !== null && example >= examples) {
    throw new InputError(
      `example: must be below ${examples}, the number of training examples: current value is ${example}`,
    );
  }
  const batchSize = spec.trained?.spec.batchSize ?? "full";
  if (batchSize !== "full" && examples !== null) {
    checkBatchSize(batchSize, examples, "center.run: its batchSize");
  }
}

/** The slice with the run at whose end it is centred, on the slice's own problem. */
export function completeSlice(
  spec: SliceSpec,
  problemFields: readonly string[],
  findRun: FindRun,
): SliceSpec {
  const { center } = spec;
  if (typeof center !== "object" || !("experiment" in center)) return { ...spec, trained: null };
  const plan = findRun(center.experiment, center.run, "center") as Plan<TrainSpec>;
  const own = Object.entries(spec).filter(([key]) => problemFields.includes(key));
  return { ...spec, trained: { ...plan, spec: { ...plan.spec, ...Object.fromEntries(own) } } };
}
