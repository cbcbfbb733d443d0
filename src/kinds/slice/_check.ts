import { ensure } from "../../errors.ts";
import { checkBatchSize } from "../../datasets/batches.ts";
import { evenSteps } from "../axis.ts";
import type { FindRun } from "../kind.ts";
import type { Plan } from "../plan.ts";
import type { TrainSpec } from "../train/spec.ts";
import { isOnPath, isRun, type SliceSpec } from "./spec.ts";

/** Places of a slice: a table of a million rows is as much as other programs open. */
const MOST = 1_000_000;

/** What the schema of a slice cannot say, as it concerns two fields. */
export function checkSlice(spec: SliceSpec, examples: number | null): void {
  const { a, b, center, normalization, orthogonal, example, trained } = spec;
  const [directionA, directionB] = [a, b].map((axis) => JSON.stringify(axis?.direction));
  ensure(
    directionA !== directionB,
    `b.direction: must not be the direction of a: both are ${directionA}`,
  );
  for (const [name, { min, max, points }] of Object.entries(b === undefined ? { a } : { a, b })) {
    ensure(
      min < max && new Set(evenSteps(min, max, points)).size === points,
      `${name}: min must be below max, with room for ${points} points: min is ${min}, max is ${max}`,
    );
  }
  const places = a.points * (b?.points ?? 1);
  ensure(
    places <= MOST,
    `b.points: must make at most ${MOST} places with a.points: they make ${places}`,
  );
  ensure(
    !orthogonal || b !== undefined,
    "orthogonal: must be false when there is one direction: add b",
  );
  ensure(
    normalization === "none" || center !== "zero",
    'normalization: must be "none" when the centre is zero, which has no length: ' +
      `current value is ${JSON.stringify(normalization)}`,
  );
  const needing = pathField(spec);
  ensure(
    needing === undefined || isRun(center),
    `${needing}: must not ask for the path of a run unless the centre is ` +
      '{ "experiment": file, "run": number }',
  );
  ensure(
    example === "all" || examples === null || example < examples,
    `example: must be below ${examples}, the number of training examples: current value is ${example}`,
  );
  checkBatchSize(trained?.spec.batchSize ?? "full", examples, "center.run: its batchSize");
}

/** The field that asks for the path of the run at the centre, if any. */
export function pathField({ path, a, b }: SliceSpec): string | undefined {
  if (path) return "path";
  return isOnPath(a) ? "a.direction" : isOnPath(b) ? "b.direction" : undefined;
}

/** The slice with the run at whose end it is centred. */
export function completeSlice(spec: SliceSpec, findRun: FindRun): SliceSpec {
  const { center } = spec;
  if (!isRun(center)) return { ...spec, trained: null };
  const trained = findRun(center.experiment, center.run, "center") as Plan<TrainSpec>;
  return { ...spec, trained };
}
