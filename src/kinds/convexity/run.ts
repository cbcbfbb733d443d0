import { stream } from "../../exact/rng.ts";
import { sha256 } from "../../exact/sha256.ts";
import type { Progress, Vector } from "../../types.ts";
import { partsOver } from "../_plane.ts";
import { norm, setNorm } from "../_vectors.ts";
import { evenSteps } from "../axis.ts";
import type { RunContext } from "../kind.ts";
import type { Plan } from "../plan.ts";
import type { Chord, Convexity } from "./convexity.ts";
import type { ConvexitySpec } from "./spec.ts";

/**
 * The loss along random lines through the start, and at the ends and midpoints of random chords around
 * it, in f64. Yields its progress and returns the losses.
 *
 * The n-th line goes along the n-th direction of the stream `directions`. The ends of the n-th chord
 * are W + a·U and W + a·V with a = `reach`, and U and V from the stream `chords`. Each layer of a
 * direction is made as long as that of the start; where that is zero, it stays as drawn.
 */
export function* convexity(
  { spec, seed }: Plan<ConvexitySpec>,
  { problem, signal }: RunContext,
): Generator<Progress, Convexity | null> {
  const exact = problem.exact();
  const { examples, size } = exact;
  const center = exact.start(seed);
  const { reach } = spec;
  const a = evenSteps(-reach, reach, spec.points);
  const places = spec.lines * a.length + 3 * spec.chords;
  let count = 0;
  const progress = (more: number): Progress => {
    count += more;
    return { done: count / places, examples: count * examples };
  };

  const lines: number[][] = [];
  for (let n = 0; n < spec.lines; n++) {
    const lossAt = lossOver([center, drawn("directions", n)]);
    const losses: number[] = [];
    for (const place of a) {
      if (signal?.aborted) return null;
      losses.push(lossAt(place, 0));
      yield progress(1);
    }
    lines.push(losses);
  }
  const chords: Chord[] = [];
  for (let n = 0; n < spec.chords; n++) {
    if (signal?.aborted) return null;
    const lossAt = lossOver([center, drawn("chords", 2 * n), drawn("chords", 2 * n + 1)]);
    const [left, middle, right] = [[1, 0], [0.5, 0.5], [0, 1]]
      .map(([a, b]) => lossAt(reach * a, reach * b));
    chords.push({ left, middle, right });
    yield progress(3);
  }
  return {
    a,
    lines,
    chords,
    size,
    examples,
    weightsSha256: sha256(center),
    datasetSha256: exact.fingerprint,
  };

  function lossOver(vectors: readonly Vector[]): (a: number, b: number) => number {
    const partsAt = partsOver(vectors, exact);
    return (a, b) => {
      const { data, penalty } = partsAt(a, b);
      return data + penalty;
    };
  }

  function drawn(purpose: "directions" | "chords", index: number): Vector {
    const direction = exact.space.allocate(size);
    stream(seed, purpose, index).fillGaussian(direction, 1);
    let from = 0;
    for (const { rows, columns } of exact.layers) {
      const to = from + rows * columns;
      const length = norm(center.subarray(from, to));
      if (length > 0) setNorm(direction.subarray(from, to), length);
      from = to;
    }
    return direction;
  }
}
