/**
 * The kernels as plain loops: the specification of every bit.
 *
 * What is fixed here, and what every other backend reproduces:
 *
 * - Each `+ − × ÷` is rounded to the precision by itself; products are not fused into sums.
 * - Features are rounded to the precision before the mean is subtracted.
 * - The hinge losses of a row are added in the order of the classes.
 * - A sum of products over columns runs in four lanes, lane ℓ taking the columns k with
 *   k mod 4 = ℓ in rising order from +0. The total is (lane 0 + lane 2) + (lane 1 + lane 3).
 *   Padding a row with zeros therefore changes nothing.
 * - A sum of ramps runs in four such lanes too, in f64.
 * - A gradient entry is a sum over the rows of a block in rising order, and what goes back to a unit is
 *   one over the classes, from +0. A coefficient that is zero adds nothing, unless it meets what is not
 *   finite.
 *
 * Which rows go into which block and shard is fixed in `shards.ts`.
 */
import type { Vector } from "../types.ts";
import { noRoom } from "./_rooms.ts";
import { interpreted } from "./elementwise.ts";
import type { Kernels, Precision } from "./kernels.ts";

/** Numbers that an array may have: where WebAssembly's addresses end, these kernels do as well. */
const MOST = 1_073_741_824;

/**
 * The reference kernels. f32 and f64 come from the same loops; only the rounding differs.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { referenceKernels } from "@descent-bench/descent-bench";
 *
 * const { scores } = referenceKernels("f32");
 * const out = new Float32Array(2);
 * // One example (1, 2), two classes with weights (1, 0) and (3, 4).
 * scores(out, Float32Array.of(1, 0, 3, 4), Float32Array.of(1, 2), 1, 2, 2);
 * assertEquals([...out], [1, 11]);
 * ```
 */
export function referenceKernels(precision: Precision): Kernels {
  const round = precision === "f32" ? Math.fround : (x: number) => x;
  const allocate = (length: number): Vector => {
    if (length > MOST) throw noRoom(4 * length, 4 * MOST);
    return precision === "f32" ? new Float32Array(length) : new Float64Array(length);
  };
  return {
    backend: "reference",
    precision,
    allocate,
    allocateBlock: (rows, columns) => allocate(rows * columns),
    allocateDoubles: (length) => new Float64Array(length),
    allocateBytes: (length) => new Uint8Array(length),
    allocateIndices: (length) => new Uint32Array(length),
    adopt: (split) => split,
    scope: () => ({ [Symbol.dispose]() {} }), // the garbage collector knows
    round,
    copy: (y, x) => y.set(x),
    elementwise: (program) => interpreted(program, allocate),
    ...sumsOfProducts(round),
    ...rowsOf(round),
    ...gradientsOf(round),
    ...unitsOf(round),
  };
}

/** A number to the nearest of the precision. */
type Round = (x: number) => number;

/** What adds in four lanes. */
function sumsOfProducts(round: Round): Pick<Kernels, "dot" | "scores" | "rampSum"> {
  /** The sum of products of `length` numbers from a[i…] and b[j…]. */
  function dotAt(a: Vector, i: number, b: Vector, j: number, length: number): number {
    let [lane0, lane1, lane2, lane3] = [0, 0, 0, 0];
    let k = 0;
    for (; k + 3 < length; k += 4) {
      lane0 = round(lane0 + round(a[i + k] * b[j + k]));
      lane1 = round(lane1 + round(a[i + k + 1] * b[j + k + 1]));
      lane2 = round(lane2 + round(a[i + k + 2] * b[j + k + 2]));
      lane3 = round(lane3 + round(a[i + k + 3] * b[j + k + 3]));
    }
    if (k < length) lane0 = round(lane0 + round(a[i + k] * b[j + k]));
    if (k + 1 < length) lane1 = round(lane1 + round(a[i + k + 1] * b[j + k + 1]));
    if (k + 2 < length) lane2 = round(lane2 + round(a[i + k + 2] * b[j + k + 2]));
    return round(round(lane0 + lane2) + round(lane1 + lane3));
  }

  return {
    dot: (a, b) => dotAt(a, 0, b, 0, a.length),

    scores(scores, weights, block, rows, columns, classes) {
      for (let i = 0; i < rows; i++) {
        for (let c = 0; c < classes; c++) {
          scores[i * classes + c] = dotAt(block, i * columns, weights, c * columns, columns);
        }
      }
    },

    rampSum(base, a, slope) {
      const scale = round(a);
      const lanes = [0, 0, 0, 0];
      for (let i = 0; i < base.length; i++) {
        lanes[i & 3] += Math.max(0, round(base[i] + round(scale * slope[i])));
      }
      return (lanes[0] + lanes[2]) + (lanes[1] + lanes[3]);
    },
  };
}

/** What looks at rows one by one. */
function rowsOf(round: Round): Pick<Kernels, "gather" | "hinge" | "correct"> {
  return {
    gather(block, labels, split, mean, examples, from, to) {
      const features = split.features.length / split.examples;
      let at = 0;
      for (let i = from; i < to; i++) {
        const row = examples[i] * features;
        labels[i - from] = split.labels[examples[i]];
        for (let k = 0; k < features; k++) block[at++] = round(split.features[row + k]) - mean[k];
        block[at++] = 1;
      }
    },

    hinge(losses, coefficients, scores, labels, rows, classes, margin) {
      const delta = round(margin);
      for (let i = 0; i < rows; i++) {
        const row = i * classes;
        const label = row + labels[i];
        let loss = 0;
        let violations = 0;
        for (let j = row; j < row + classes; j++) {
          if (j === label) continue;
          const excess = round(round(scores[j] - scores[label]) + delta);
          // Not `excess > 0`: NaN has to reach the loss, or a diverged run would look solved.
          if (excess <= 0) {
            coefficients[j] = 0;
          } else {
            coefficients[j] = 1;
            loss = round(loss + excess);
            violations += 1;
          }
        }
        coefficients[label] = 0 - violations;
        losses[i] = loss;
      }
    },

    correct(scores, labels, rows, classes) {
      let count = 0;
      for (let i = 0; i < rows; i++) {
        const row = i * classes;
        const label = row + labels[i];
        let isLargest = true;
        for (let j = row; j < row + classes; j++) {
          // NaN is neither below nor equal.
          isLargest &&= j < label ? scores[j] < scores[label] : scores[j] <= scores[label];
        }
        if (isLargest) count += 1;
      }
      return count;
    },
  };
}

/** What changes gradients and weights. */
function gradientsOf(
  round: Round,
): Pick<Kernels, "accumulate" | "average" | "addScaled" | "addMean"> {
  return {
    accumulate(gradient, coefficients, block, rows, columns, classes, isFresh) {
      if (isFresh) gradient.fill(0, 0, classes * columns);
      for (let i = 0; i < rows; i++) {
        const row = i * columns;
        for (let c = 0; c < classes; c++) {
          const coefficient = coefficients[i * classes + c];
          const to = c * columns;
          for (let k = 0; k < columns; k++) {
            gradient[to + k] += round(coefficient * block[row + k]);
          }
        }
      }
    },

    average(out, parts, count, divisor) {
      const { length } = out;
      const by = round(divisor);
      for (let k = 0; k < length; k++) {
        let sum = parts[k];
        for (let s = 1; s < count; s++) sum = round(sum + parts[s * length + k]);
        out[k] = sum / by;
      }
    },

    addScaled(y, a, x) {
      const scale = round(a);
      for (let k = 0; k < y.length; k++) y[k] += round(scale * x[k]);
    },

    addMean(y, a, coefficients, block, rows, columns, classes) {
      const scale = round(a);
      for (let c = 0; c < classes; c++) {
        // It would add −0.
        if (rows === 1 && coefficients[c] === 0 && Number.isFinite(scale)) continue;
        for (let k = 0; k < columns; k++) {
          let sum = 0;
          for (let i = 0; i < rows; i++) {
            sum = round(sum + round(coefficients[i * classes + c] * block[i * columns + k]));
          }
          y[c * columns + k] += round(scale * round(sum / rows));
        }
      }
    },
  };
}

/** What goes into the next layer, and what comes back. */
function unitsOf(round: Round): Pick<Kernels, "relu" | "throughRelu"> {
  return {
    relu(block, sums, rows, units) {
      let at = 0;
      for (let i = 0; i < rows; i++) {
        for (let k = 0; k < units; k++) {
          const sum = sums[i * units + k];
          block[at++] = sum <= 0 ? 0 : sum; // not `sum > 0`: NaN has to stay
        }
        block[at++] = 1;
      }
    },

    throughRelu(out, coefficients, weights, sums, rows, units, classes) {
      for (let i = 0; i < rows; i++) {
        for (let k = 0; k < units; k++) {
          let sum = 0;
          for (let c = 0; c < classes; c++) {
            sum = round(sum + round(coefficients[i * classes + c] * weights[c * (units + 1) + k]));
          }
          out[i * units + k] = sums[i * units + k] <= 0 ? 0 : sum;
        }
      }
    },
  };
}
