import { sha256 } from "../../exact/sha256.ts";
import type { Parts, Problem } from "../../problems/problem.ts";
import type { Progress } from "../../types.ts";
import { partsOver } from "../_plane.ts";
import { evenSteps } from "../axis.ts";
import type { KindContext } from "../kind.ts";
import type { Plan } from "../plan.ts";
import type { TrainRegistries } from "../train/spec.ts";
import { barrierOf } from "./_barrier.ts";
import { centerOf } from "./_center.ts";
import { trainedRuns } from "./_check.ts";
import { project } from "./_path.ts";
import { planeOf } from "./_plane.ts";
import type { Slice, SlicePoint } from "./slice.ts";
import { type AxisSpec, isRun, type RunEnd, type SliceSpec, wayTo } from "./spec.ts";

/** Places between two looks at the outside. */
const PAUSE = 64;
/** The share of the work that training is taken for, where there are runs to train. */
const TRAINING = 0.5;

/**
 * L(W + a·U) or L(W + a·U + b·V) at each place of a grid. Yields its progress and returns the
 * slice.
 *
 * A problem with linear scores has a shortcut: three products over all examples once, after which a
 * place costs O(examples · classes). Others are evaluated at each place.
 *
 * @throws {InputError} When centre, directions and dataset do not fit each other
 */
export function* slice(
  plan: Plan<SliceSpec>,
  context: KindContext,
  registries: TrainRegistries,
): Generator<Progress, Slice | null> {
  const { spec } = plan;
  const { problem, signal } = context;
  const training = centerOf(plan, context, registries);
  let next = training.next();
  for (; !next.done; next = training.next()) {
    yield { ...next.value, done: TRAINING * next.value.done };
  }
  const center = next.value;
  if (signal?.aborted || center === null) return null;
  const { vectors, norms, cosine } = planeOf(center, plan, problem);
  const rows = spec.example === "all" ? null : Uint32Array.of(spec.example);
  problem.use(rows);
  const count = rows?.length ?? problem.examples;
  const [a, b = null] = [spec.a, ...spec.b === undefined ? [] : [spec.b]]
    .map(({ min, max, points }) => evenSteps(min, max, points));
  const before = trainedRuns(spec).length > 0 ? TRAINING : 0;
  const points: SlicePoint[] = [];
  const partsAt = partsOver(vectors, problem);
  for (const placeB of b ?? [null]) {
    for (const placeA of a) {
      const { data, penalty } = partsAt(placeA, placeB ?? 0);
      points.push({
        a: placeA,
        b: placeB,
        loss: lossOf({ data, penalty }),
        dataLoss: Math.fround(data),
        penalty: Math.fround(penalty),
      });
      if (points.length % PAUSE > 0) continue;
      const share = points.length / (a.length * (b?.length ?? 1));
      yield { done: before + (1 - before) * share, examples: Math.round(share * count) };
      if (signal?.aborted) return null;
    }
  }
  /** The loss there: that of the grid if it has the place. */
  const lossAt = (placeA: number, placeB: number) => {
    const [i, j] = [a.indexOf(placeA), b?.indexOf(placeB) ?? 0];
    const known = i < 0 || j < 0 ? null : points[j * a.length + i];
    return known?.loss ?? lossOf(partsAt(placeA, placeB));
  };
  const barriers = {
    a: wayTo(spec.a) && barrierOf(a, (place) => lossAt(place, 0)),
    b: wayTo(spec.b) && barrierOf(b ?? [], (place) => lossAt(0, place)),
  };
  const exact = b === null ? problem.exact() : null;
  exact?.use(rows);
  return {
    a,
    b,
    points,
    kinks: exact?.shortcuts?.kinks?.(center.weights, vectors[1], spec.a) ?? null,
    path: spec.path ? project(center.snapshots, vectors) : null,
    center: centerText(spec, problem),
    ends: { a: endText(spec.a), b: endText(spec.b) },
    barriers,
    normalization: spec.normalization,
    norms,
    cosine,
    examples: count,
    weightsSha256: sha256(center.weights),
    datasetSha256: problem.fingerprint,
  };
}

/** The loss, as it is written. */
const lossOf = ({ data, penalty }: Parts) => Math.fround(data + penalty);

function centerText({ center }: SliceSpec, { tape }: Problem): string {
  if (center === "zero") return "zero";
  if (typeof center === "string") return tape === undefined ? "random weights" : "the start";
  return isRun(center) ? `${runText(center)}, on this dataset and loss` : "as in the file";
}

function endText(axis: AxisSpec | undefined): string | null {
  const way = wayTo(axis);
  return way && runText(way) + (way.matchUnits ? ", its hidden units matched with those of W" : "");
}

const runText = ({ experiment, run }: RunEnd) => `the end of run ${run} of ${experiment}`;
