import { ensure } from "../../errors.ts";
import { grouped } from "../../numbers.ts";
import { type Problem, weightRows } from "../../problems/problem.ts";
import type { Progress, Vector } from "../../types.ts";
import type { KindContext } from "../kind.ts";
import type { Plan } from "../plan.ts";
import type { TrainRegistries, TrainSpec } from "../train/spec.ts";
import { trainToEnd } from "../train/to_end.ts";
import { pathField, trainedRuns } from "./_check.ts";
import type { Snapshot } from "./_components.ts";
import { isRun, type Rows, type SliceSpec } from "./spec.ts";

/** W at (0, 0), and the runs around it. */
export interface Center {
  readonly weights: Vector;
  /** The recorded points of the run that ends there. */
  readonly snapshots: readonly Snapshot[];
  /** The ways from W to the ends of runs, by the direction that takes them. */
  readonly ways: ReadonlyMap<string, Vector>;
}

/** Points of a path: each is kept as f64, and components take the third power of their number. */
const MOST_POINTS = 300;
/** Units of a layer that are matched: that takes the third power of their number. */
const MOST_UNITS = 1024;

/** W at (0, 0) with the runs around it; null when one of them was interrupted. */
export function* centerOf(
  { spec, seed }: Plan<SliceSpec>,
  context: KindContext,
  registries: TrainRegistries,
): Generator<Progress, Center | null> {
  const { problem } = context;
  const runs = trainedRuns(spec);
  for (const { path, matchUnits } of runs) {
    if (matchUnits) checkUnits(`${path}.matchUnits`, problem);
  }
  const weights = weightsAt(spec.center, seed, problem);
  const ways = new Map<string, Vector>();
  let snapshots: readonly Snapshot[] = [];
  for (const [i, { path, plan, matchUnits }] of runs.entries()) {
    const training = snapshotsOf(plan, path, pathField(spec), context, registries);
    let next = training.next();
    for (; !next.done; next = training.next()) {
      yield { ...next.value, done: (i + next.value.done) / runs.length };
    }
    if (next.value === null) return null;
    const { weights: end } = next.value[next.value.length - 1];
    if (path === "center") {
      weights.set(end);
      snapshots = next.value;
    } else {
      const way = problem.space.allocate(problem.size);
      way.set(matchUnits && problem.matched?.(end, weights) || end);
      problem.space.addScaled(way, -1, weights);
      ways.set(path, way);
    }
  }
  return { weights, snapshots, ways };
}

/** The recorded points of a run, or the last one alone where nobody asks for the path; null as above. */
function* snapshotsOf(
  plan: Plan<TrainSpec>,
  path: string,
  asking: string | undefined,
  context: KindContext,
  registries: TrainRegistries,
): Generator<Progress, readonly Snapshot[] | null> {
  const role = path === "center" ? "the centre" : "where a direction leads";
  const wanted = { plan, path: `${path}.run`, role };
  const snapshots: Snapshot[] = [];
  const hasEnded = yield* trainToEnd(wanted, context, registries, (record, weights) => {
    if (path !== "center" || asking === undefined) snapshots.pop();
    ensure(
      snapshots.length < MOST_POINTS,
      `its record makes more than ${MOST_POINTS} points, too many for a path`,
    );
    snapshots.push({ record, weights: Float64Array.from(weights) });
  });
  return hasEnded ? snapshots : null;
}

/** @throws {InputError} When there are no units to match, or too many, before anything is trained */
function checkUnits(path: string, { matched, layers }: Problem): void {
  ensure(matched !== undefined, `${path}: must be false, as there are no hidden units`);
  const most = Math.max(...layers.slice(0, -1).map(({ rows }) => rows));
  ensure(
    most <= MOST_UNITS,
    `${path}: must be false with more than ${grouped(MOST_UNITS)} hidden units in a layer: ` +
      `there are ${grouped(most)}`,
  );
}

/** Weights at a centre; of the end of a run, room for them. */
function weightsAt(center: SliceSpec["center"], seed: number, problem: Problem): Vector {
  if (center === "random") return problem.start(seed);
  if (center === "zero" || isRun(center)) return problem.space.allocate(problem.size);
  return weightsFrom(center, "center", problem);
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
