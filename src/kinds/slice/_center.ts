import { ensure } from "../../errors.ts";
import { type Problem, weightRows } from "../../problems/problem.ts";
import type { Progress, Vector } from "../../types.ts";
import type { KindContext } from "../kind.ts";
import type { Plan } from "../plan.ts";
import { train } from "../train/run.ts";
import type { TrainRegistries, TrainSpec } from "../train/spec.ts";
import { pathField } from "./_check.ts";
import type { Snapshot } from "./_components.ts";
import type { Rows, SliceSpec } from "./spec.ts";

/** W at (0, 0), and the recorded points of the run that ends there. */
export interface Center {
  readonly weights: Vector;
  readonly snapshots: readonly Snapshot[];
}

/** Points of a path: each is kept as f64, and components take the third power of their number. */
const MOST_POINTS = 300;

/** W at (0, 0) with the way there, if any; null when the run at the centre was interrupted. */
export function* centerOf(
  { spec, seed }: Plan<SliceSpec>,
  context: KindContext,
  registries: TrainRegistries,
): Generator<Progress, Center | null> {
  const { problem } = context;
  const { center, trained } = spec;
  if (trained) return yield* endOf(trained, spec, context, registries);
  const weights = center === "random"
    ? problem.start(seed)
    : center === "zero"
    ? problem.space.allocate(problem.size)
    : weightsFrom(center as Rows, "center", problem);
  return { weights, snapshots: [] };
}

function* endOf(
  plan: Plan<TrainSpec>,
  spec: SliceSpec,
  context: KindContext,
  registries: TrainRegistries,
): Generator<Progress, Center | null> {
  const { problem: { space, size }, problemOf } = context;
  const own = { ...context, problem: problemOf(plan.spec) }; // it starts where its own file says
  const snapshots: Snapshot[] = [];
  const { status, stopReason } = yield* train(plan, own, registries, (record, weights) => {
    if (pathField(spec) === undefined) snapshots.pop();
    ensure(
      snapshots.length < MOST_POINTS,
      `its record makes more than ${MOST_POINTS} points, too many for a path`,
    );
    snapshots.push({ record, weights: Float64Array.from(weights) });
  });
  if (status === "interrupted") return null;
  ensure(status !== "error", `center.run: cannot be the centre: ${stopReason}`);
  ensure(status !== "diverged", "center.run: cannot be the centre: it diverged");
  const weights = space.allocate(size);
  weights.set(snapshots[snapshots.length - 1].weights);
  return { weights, snapshots };
}

/** Weights that stand in the file: a list for each row of each matrix. */
export function weightsFrom(given: Rows, path: string, { layers, size, space }: Problem): Vector {
  const rows = weightRows(layers);
  const odd = given.findIndex((list, i) => list.length !== rows[i]?.columns);
  const wanted = layers.map(({ rows, columns }) =>
    `${rows} lists of ${columns} numbers, the last one the bias`
  );
  const current = given.length !== rows.length
    ? `it has ${given.length} lists`
    : `${path}[${odd}] has ${given[odd]?.length} numbers`;
  ensure(
    given.length === rows.length && odd < 0,
    `${path}: must have ${wanted.join(", then ")}: ${current}`,
  );
  const weights = space.allocate(size);
  weights.set(given.flat());
  return weights;
}
