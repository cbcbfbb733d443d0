import type { Kernels } from "../kernels/kernels.ts";
import type { Vector } from "../types.ts";
import type { Layer, Scores, ScoresContext, ScoresScratch } from "./scores.ts";

/** A layer, where its weights are, and what its room in a `ScoresScratch` is called. */
interface Placed extends Layer {
  readonly from: number;
  readonly to: number;
  /** The rows that it takes, with a 1 appended: a block. */
  readonly block: string;
  /** What it gives for them before max(0, ·): (rows, units). */
  readonly sums: string;
  /** ∂L ∕ ∂ of those: (rows, units). */
  readonly derivatives: string;
  /** The gradient of one row, where it is not subtracted at once. */
  readonly step: string;
}

/**
 * Layers one after another, with max(0, ·) between them: s = W_n·[a, 1] with a = max(0, z), where z is
 * what the layer before gives. In `hidden` are their widths without the last one.
 *
 * The derivative of max(0, z) at z = 0 is 0. By the chain rule, with d = ∂L ∕ ∂z of a layer,
 * ∂L ∕ ∂W = d·[a, 1]ᵀ, and Wᵀ·d is ∂L ∕ ∂a of the layer before.
 */
export function reluLayers(
  hidden: readonly number[],
  { kernels, columns, classes }: ScoresContext,
): Scores {
  const layers = placed([columns - 1, ...hidden, classes]);
  const last = layers.length - 1;
  const seen = new WeakMap<Vector, readonly Vector[]>();

  /** The layers of weights or of a gradient; each vector is cut once only. */
  function layersOf(vector: Vector): readonly Vector[] {
    const known = seen.get(vector);
    if (known !== undefined) return known;
    const parts = layers.map(({ from, to }) => vector.subarray(from, to));
    seen.set(vector, parts);
    return parts;
  }

  /** ∂L ∕ ∂z of the layer before layer n, from that of layer n. */
  function through(
    n: number,
    given: Vector,
    weights: Vector,
    scratch: ScoresScratch,
    rows: number,
  ) {
    const { derivatives, sums, rows: units } = layers[n - 1];
    const out = scratch[derivatives];
    kernels.throughRelu(out, given, weights, scratch[sums], rows, units, layers[n].rows);
    return out;
  }

  return {
    layers: layers.map(({ name, rows, columns }) => ({ name, rows, columns })),
    isLinear: false,
    usualScale: "he",
    preactivations: (scratch) => layers.slice(0, last).map(({ sums }) => scratch[sums]),

    scratch: (rows) => roomFor(rows, layers, kernels),

    forward(scores, weights, scratch, rows) {
      const parts = layersOf(weights);
      for (let n = 0; n <= last; n++) {
        const { block, sums, columns, rows: units } = layers[n];
        const out = n === last ? scores : scratch[sums];
        kernels.scores(out, parts[n], scratch[block], rows, columns, units);
        if (n < last) kernels.relu(scratch[layers[n + 1].block], out, rows, units);
      }
    },

    backward(gradient, coefficients, weights, scratch, rows, isFresh) {
      const [parts, gradients] = [layersOf(weights), layersOf(gradient)];
      let given = coefficients;
      for (let n = last; n >= 0; n--) {
        const { block, columns, rows: units } = layers[n];
        const isFinite = n === 0; // as examples are; units may not be, and then zero times them is no zero
        const own = scratch[block];
        kernels.accumulate(gradients[n], given, own, rows, columns, units, isFresh, isFinite);
        if (n > 0) given = through(n, given, parts[n], scratch, rows);
      }
    },

    descend(weights, a, coefficients, scratch, rows) {
      const parts = layersOf(weights);
      let given = coefficients;
      for (let n = last; n > 0; n--) {
        const { block, step, columns, rows: units } = layers[n];
        const next = through(n, given, parts[n], scratch, rows); // by the weights of before
        // Unlike examples, units may be infinite, and then zero times them is no zero.
        const own = scratch[step];
        kernels.accumulate(own, given, scratch[block], rows, columns, units, true);
        kernels.average(own, own, 1, rows);
        kernels.addScaled(parts[n], a, own);
        given = next;
      }
      const [{ block, columns, rows: units }] = layers;
      kernels.addMean(parts[0], a, given, scratch[block], rows, columns, units);
    },
  };
}

/** Room for a block of rows in all layers. */
function roomFor(rows: number, layers: readonly Placed[], kernels: Kernels): ScoresScratch {
  const room: Record<string, Vector> = {};
  for (const [n, layer] of layers.entries()) {
    room[layer.block] = kernels.allocateBlock(rows, layer.columns, layer.rows);
    if (n > 0) room[layer.step] = kernels.allocate(layer.to - layer.from);
    if (n === layers.length - 1) continue;
    room[layer.sums] = kernels.allocate(rows * layer.rows);
    room[layer.derivatives] = kernels.allocate(rows * layer.rows);
  }
  return { ...room, block: room[layers[0].block] };
}

/** Layers between these widths. */
function placed(widths: readonly number[]): Placed[] {
  let to = 0;
  return widths.slice(1).map((rows, n) => {
    const columns = widths[n] + 1;
    const names = {
      sums: `sums${n + 1}`,
      derivatives: `derivatives${n + 1}`,
      step: `step${n + 1}`,
    };
    const block = n === 0 ? "block" : `block${n + 1}`;
    return {
      name: `W${n + 1}`,
      rows,
      columns,
      from: to,
      to: to += rows * columns,
      block,
      ...names,
    };
  });
}
