import type { Kernels } from "../kernels/kernels.ts";
import type { Vector } from "../types.ts";
import { kinksOf, type Line } from "./_kinks.ts";
import { movedLosses } from "./_moved.ts";
import { type Core, joined, marginsOf, type Products, productsOf } from "./_products.ts";
import { gram } from "./gram.ts";
import type { Parts, Shortcuts } from "./problem.ts";

/** What is cheaper than by losses; null where nothing is. */
export function shortcutsOf(core: Core): Shortcuts | null {
  const { isLinear, preactivations } = core.scores;
  if (!isLinear && preactivations === undefined) return null;
  const moved = (weights: Vector) => movedLosses(weights, core);
  return isLinear ? { moved, ...linearShortcuts(core) } : { moved };
}

/**
 * What linear scores make cheap: X·(W + a·U + b·V) = X·W + a·X·U + b·X·V. Three products over all
 * examples are enough; a place then costs O(examples · classes), however many features.
 */
function linearShortcuts(core: Core): Omit<Shortcuts, "moved"> {
  return {
    plane: (vectors) => planeOver(vectors, core),
    kinks(center, direction, range) {
      const margins = marginsOf([center, direction], core);
      if (margins === null) return null;
      const [offsets, slopes] = margins;
      const [w, u] = [center, direction].map(core.penalty.counted);
      const [[ww, wu], [, uu]] = gram([w, u]);
      const line = { offsets, slopes, examples: core.means.count(), l2: core.loss.penalty.l2 };
      return kinksOf(
        withSizes(
          { ...line, products: [ww, wu, uu], straight: { offset: 0, slope: 0 } },
          w,
          u,
          core,
        ),
        range,
      );
    },
  };
}

function planeOver(vectors: readonly Vector[], core: Core): (a: number, b: number) => Parts {
  const { penalty, kernels } = core;
  const count = core.means.count();
  const penaltyAt = penalty.plane(vectors);
  const { affine: [center, u, v], sumAt } = affineOf(vectors, core);
  const row = kernels.allocate(center.length);
  let rowB = NaN; // the b that `row` is at
  return (a, b) => {
    if (b !== rowB) {
      kernels.copy(row, center);
      if (v !== undefined) kernels.addScaled(row, b, v);
      rowB = b;
    }
    return {
      data: sumAt(row, a, u) / count,
      penalty: penaltyAt(a, b),
    };
  };
}

/** What is affine in a and b, margins or scores, and the sum of losses that it gives. */
function affineOf(
  vectors: readonly Vector[],
  core: Core,
): { readonly affine: readonly Vector[]; readonly sumAt: Kernels["rampSum"] } {
  const { kernels } = core;
  const margins = marginsOf(vectors, core);
  if (margins === null) {
    const products = productsOf(vectors, core);
    return { affine: products.scores, sumAt: lossSum(products, core) };
  }
  const affine = margins.map((exact) => {
    const rounded = kernels.allocate(exact.length);
    rounded.set(exact);
    return rounded;
  });
  return { affine, sumAt: kernels.rampSum };
}

/** Σ Lᵢ of the scores base + a·slope, of any loss. */
function lossSum({ labels }: Products, core: Core): Kernels["rampSum"] {
  const { dataset: { classes }, loss, kernels } = core;
  const rows = labels.length;
  const [scores, coefficients] = [0, 0].map(() => kernels.allocate(rows * classes));
  const losses = kernels.allocate(rows);
  return (base, a, slope) => {
    kernels.copy(scores, base);
    kernels.addScaled(scores, a, slope);
    loss.ofRows(losses, coefficients, scores, labels, rows, classes);
    let sum = 0;
    for (let i = 0; i < rows; i++) sum += losses[i];
    return sum;
  };
}

/** A line with λ₁·Σ|w + a·u| in it: |z| = 2·max(0, z) − z. */
function withSizes(
  line: Line,
  w: Float64Array,
  u: Float64Array,
  { loss: { penalty: { l1 } } }: Core,
): Line {
  if (l1 === 0) return line;
  const factor = 2 * l1 * line.examples;
  const sum = (numbers: Float64Array) => numbers.reduce((sum, one) => sum + one, 0);
  return {
    ...line,
    offsets: joined(line.offsets, w.map((one) => factor * one)),
    slopes: joined(line.slopes, u.map((one) => factor * one)),
    straight: { offset: -l1 * sum(w), slope: -l1 * sum(u) },
  };
}
