import { stream } from "../../exact/rng.ts";
import { sha256 } from "../../exact/sha256.ts";
import type { Layer, Problem } from "../../problems/problem.ts";
import type { Progress, Vector } from "../../types.ts";
import { partsOver } from "../_plane.ts";
import { norm, setNorm } from "../_vectors.ts";
import { evenSteps } from "../axis.ts";
import type { KindContext } from "../kind.ts";
import type { Plan } from "../plan.ts";
import type { TrainRegistries } from "../train/spec.ts";
import { centerOf } from "./_center.ts";
import type { Chord, Convexity } from "./convexity.ts";
import type { ConvexitySpec } from "./spec.ts";

/** The share of the work that training is taken for, where the centre is the end of a run. */
const TRAINING = 0.3;

/** A smaller difference, as a share, is what rounding leaves of two directions that are one. */
const ROUNDING = 1e-12;

/** Hidden units of a layer whose order is found within a moment. */
const MOST_UNITS = 256;
/** Streams of the purpose `chords` from here on have orders of hidden units, those before places. */
const ORDERS = 1_000_000;

/**
 * The loss along random lines through the centre, and at the ends and midpoints of chords, in f64.
 * Yields its progress and returns the losses.
 *
 * The n-th line goes along the n-th direction of the stream `directions`. The ends of the n-th random
 * chord are W + a·U and W + a·V with a = `reach`, and U and V from the stream `chords`. Each layer of a
 * direction is made as long as that of the centre; where that is zero, it stays as drawn.
 *
 * A network is the same with its hidden units in any order. Other chords lead from the centre to such
 * copies, in the order that is nearest to random weights: both ends have the same loss. Chords whose
 * ends are one place, as that of a copy in the same order, are left out.
 */
export function* convexity(
  plan: Plan<ConvexitySpec>,
  context: KindContext,
  registries: TrainRegistries,
): Generator<Progress, Convexity | null> {
  const { spec, seed } = plan;
  const before = spec.trained ? TRAINING : 0;
  const finding = centerOf(plan, context, registries);
  let next = finding.next();
  let trained = 0;
  for (; !next.done; next = finding.next()) {
    trained = next.value.examples;
    yield { done: before * next.value.done, examples: trained };
  }
  if (next.value === null) return null;
  const center = next.value;
  const { signal } = context;
  const exact = context.problem.exact();
  const { examples, size } = exact;
  const { reach } = spec;
  const a = evenSteps(-reach, reach, spec.points);
  const matched = isWide(exact.layers) ? undefined : exact.matched;
  const places = spec.lines * a.length + (matched === undefined ? 3 : 6) * spec.chords;
  let count = 0;
  const progress = (more: number): Progress => {
    count += more;
    return { done: before + (1 - before) * count / places, examples: trained + count * examples };
  };

  const lines: number[][] = [];
  for (let n = 0; n < spec.lines; n++) {
    const lossAt = lossOver([center, drawn("directions", n)], exact);
    const losses: number[] = [];
    for (const place of a) {
      if (signal?.aborted) return null;
      losses.push(lossAt(place, 0));
      yield progress(1);
    }
    lines.push(losses);
  }
  const [chords, copies]: Chord[][] = [[], []];
  for (let n = 0; n < spec.chords; n++) {
    if (signal?.aborted) return null;
    const ends = [2 * n, 2 * n + 1].map((index) => drawn("chords", index));
    if (areApart(ends)) chords.push(chordOver([center, ...ends], reach, exact));
    yield progress(3);
    if (matched === undefined) continue;
    const copy = matched(center, drawn("chords", ORDERS + n));
    if (areApart([center, copy])) {
      exact.space.addScaled(copy, -1, center);
      copies.push(chordOver([center, exact.space.allocate(size), copy], 1, exact));
    }
    yield progress(3);
  }
  return {
    a,
    lines,
    chords,
    copies,
    size,
    examples,
    weightsSha256: sha256(center),
    datasetSha256: exact.fingerprint,
  };

  function drawn(purpose: "directions" | "chords", index: number): Vector {
    const direction = exact.space.allocate(size);
    stream(seed, purpose, index).fillGaussian(direction, 1);
    return asLongAs(center, direction, exact.layers);
  }
}

/** Whether two vectors differ by more than rounding: a chord of no length says nothing. */
function areApart([x, y]: readonly Vector[]): boolean {
  return norm(x.map((one, k) => one - y[k])) > ROUNDING * norm(x);
}

/** Whether a layer has so many hidden units that their order takes long to find. */
function isWide(layers: readonly Layer[]): boolean {
  return layers.slice(0, -1).some(({ rows }) => rows > MOST_UNITS);
}

/** Makes each layer of a direction as long as that of the centre, unless that is zero. */
function asLongAs(center: Vector, direction: Vector, layers: readonly Layer[]): Vector {
  let from = 0;
  for (const { rows, columns } of layers) {
    const to = from + rows * columns;
    const length = norm(center.subarray(from, to));
    if (length > 0) setNorm(direction.subarray(from, to), length);
    from = to;
  }
  return direction;
}

/** L(W + a·U + b·V). */
function lossOver(vectors: readonly Vector[], problem: Problem): (a: number, b: number) => number {
  const partsAt = partsOver(vectors, problem);
  return (a, b) => {
    const { data, penalty } = partsAt(a, b);
    return data + penalty;
  };
}

/** The losses at W + reach·U, W + reach·V and halfway. */
function chordOver(vectors: readonly Vector[], reach: number, problem: Problem): Chord {
  const lossAt = lossOver(vectors, problem);
  const [left, middle, right] = [[1, 0], [0.5, 0.5], [0, 1]]
    .map(([a, b]) => lossAt(reach * a, reach * b));
  return { left, middle, right };
}
