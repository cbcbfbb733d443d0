import { ensure } from "../../errors.ts";
import { checkBatchSize } from "../../datasets/batches.ts";
import { evenSteps } from "../axis.ts";
import type { FindRun } from "../kind.ts";
import type { Plan } from "../plan.ts";
import type { TrainSpec } from "../train/spec.ts";
import { type AxisSpec, isOnPath, isRun, type RunEnd, type SliceSpec, wayTo } from "./spec.ts";

/** Places of a slice: a table of a million rows is as much as other programs open. */
const MOST = 1_000_000;

/** What the schema of a slice cannot say, as it concerns two fields. */
export function checkSlice(spec: SliceSpec, examples: number | null): void {
  const { a, b, center, normalization, orthogonal, example } = spec;
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
  const leading = Object.entries({ a, b }).find(([, axis]) => wayTo(axis));
  ensure(
    normalization === "none" || leading === undefined,
    `normalization: must be "none" when ${
      leading?.[0]
    } leads to the end of a run, which is at 1: ` +
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
  const centered = JSON.stringify(spec.trained);
  for (const { path, plan } of trainedRuns(spec)) {
    ensure(
      path === "center" || JSON.stringify(plan) !== centered,
      `${path}.run: must be another run than center.run: both are ${plan.run}`,
    );
    checkBatchSize(plan.spec.batchSize, examples, `${path}.run: its batchSize`);
  }
}

/** A run that is trained for a slice. */
interface TrainedRun {
  /** The field that names it. */
  readonly path: string;
  readonly plan: Plan<TrainSpec>;
  readonly matchUnits: boolean;
}

/** The runs that are trained for a slice, that of the centre first. */
export function trainedRuns({ trained, a, b }: SliceSpec): TrainedRun[] {
  const runs = [
    { path: "center", plan: trained, matchUnits: false },
    { path: "a.direction", plan: a.trained, matchUnits: wayTo(a)?.matchUnits ?? false },
    { path: "b.direction", plan: b?.trained, matchUnits: wayTo(b)?.matchUnits ?? false },
  ];
  return runs.flatMap(({ plan, ...run }) => plan ? [{ ...run, plan }] : []);
}

/** The field that asks for the path of the run at the centre, if any. */
export function pathField({ path, a, b }: SliceSpec): string | undefined {
  if (path) return "path";
  return isOnPath(a) ? "a.direction" : isOnPath(b) ? "b.direction" : undefined;
}

/** The slice with the runs that it names, whose axes have a first place. */
export function completeSlice(spec: SliceSpec, findRun: FindRun): SliceSpec {
  const { center, a, b } = spec;
  const trained = (end: RunEnd | null, path: string) =>
    end && findRun(end.experiment, end.run, path) as Plan<TrainSpec>;
  const whole = (axis: AxisSpec, path: string): AxisSpec => {
    const way = wayTo(axis);
    const { min = way ? 0 : -1 } = axis as Partial<AxisSpec>;
    return { ...axis, min, trained: trained(way, path) };
  };
  return {
    ...spec,
    trained: trained(isRun(center) ? center : null, "center"),
    a: whole(a, "a.direction"),
    ...b && { b: whole(b, "b.direction") },
  };
}
