import type { Vector } from "../types.ts";
import { type Core, joined, productsOf } from "./_products.ts";
import { type Bends, checkStep, crossed, type Moved } from "./difference.ts";

/** A layer at the weights that are moved from; all in f64, and over all rows. */
interface Stage {
  /** Index of its first weight. */
  readonly from: number;
  /** Numbers that it takes, with the constant 1. */
  readonly columns: number;
  /** Numbers that it gives. */
  readonly units: number;
  /** What it takes: (columns, rows), so that an input of all rows lies together. */
  readonly inputs: Float64Array;
  /** What it gives, before max(0, ·): (rows, units). */
  readonly before: Float64Array;
  /** The same with one weight moved. */
  readonly after: Float64Array;
}

/**
 * Numerical derivatives of linear scores, and of layers with max(0, ·) between them, in f64. Moving a
 * weight by h moves one sum of its layer by h times its input and no others, and what comes after by
 * what follows from that: the differences of `numericalGradient`, to rounding. A derivative costs
 * O(examples · classes) by a weight of the last two layers, instead of O(examples · weights).
 */
export function movedLosses(from: Vector, core: Core): Moved {
  const { dataset: { classes }, loss, penalty } = core;
  const weights = Float64Array.from(from);
  const { stages, labels } = stagesAt(weights, core);
  const rows = labels.length;
  const last = stages.length - 1;
  const { before: scores, after: moved } = stages[last];
  const coefficients = new Float64Array(scores.length);
  const [here, above, below] = [0, 0, 0].map(() => new Float64Array(rows));
  loss.ofRows(here, coefficients, scores, labels, rows, classes);

  /** Moves the sums that weight k is part of, and what follows; by 0, to where they were. */
  function move(k: number, h: number): void {
    const n = stages.findLastIndex(({ from }) => from <= k);
    const { from, columns, units, inputs, before, after } = stages[n];
    const row = Math.floor((k - from) / columns);
    const at = (k - from - row * columns) * rows;
    for (let i = 0; i < rows; i++) {
      const j = i * units + row;
      after[j] = before[j] + h * inputs[at + i];
    }
    for (let next = n + 1; next <= last; next++) {
      handOn(weights, stages[next - 1], stages[next], next === n + 1 ? row : null);
    }
  }

  /** Lᵢ of all rows with weight k moved by h. */
  function lossesAt(losses: Float64Array, k: number, h: number): void {
    move(k, h);
    loss.ofRows(losses, coefficients, moved, labels, rows, classes);
  }

  /** What bends with weight k moved by h, but for units and scores that it has no part in. */
  function bendsAt(k: number, h: number): Bends {
    const bent = penalty.bent(Float64Array.of(weights[k] + h), k);
    const margins = new Float64Array(loss.margins === undefined ? 0 : moved.length);
    move(k, h);
    loss.margins?.(margins, moved, labels, rows, classes, 1);
    const hidden = stages.slice(0, -1).filter(({ from, columns, units }) =>
      k < from + columns * units
    );
    return { loss: joined(bent, margins), units: joined(...hidden.map(({ after }) => after)) };
  }

  const sum = here.reduce((sum, one) => sum + one, 0);
  return {
    loss: sum / rows + penalty.value(weights),

    derivative(k, difference) {
      checkStep(difference);
      const { h, scheme } = difference;
      const isCentral = scheme === "central";
      lossesAt(above, k, h);
      if (isCentral) lossesAt(below, k, -h);
      move(k, 0);
      const from = isCentral ? below : here;
      let sum = 0;
      // Difference by difference: a row that does not change adds no rounding error.
      for (let i = 0; i < rows; i++) sum += above[i] - from[i];
      const width = isCentral ? 2 * h : h;
      return sum / rows / width + penalty.difference(weights, k, difference);
    },

    kinks(k, { h, scheme }) {
      const left = bendsAt(k, scheme === "central" ? -h : 0);
      const right = bendsAt(k, h);
      move(k, 0);
      return crossed(left, right);
    },
  };
}

/** The layers at weights, over the examples in use, and those examples' labels. */
function stagesAt(weights: Float64Array, core: Core) {
  const { scores: { layers, preactivations }, means } = core;
  const rows = means.count();
  let end = 0;
  const stages = layers.map(({ rows: units, columns }): Stage => {
    const [before, after] = [0, 0].map(() => new Float64Array(rows * units));
    const inputs = new Float64Array(columns * rows);
    const from = end;
    end += units * columns;
    return { from, columns, units, inputs, before, after };
  });
  const [{ inputs, columns }] = stages;
  const { scores: [scores], labels } = productsOf([weights], core, (block, from, to) => {
    for (let k = 0; k < columns; k++) {
      for (let i = from; i < to; i++) inputs[k * rows + i] = block[(i - from) * columns + k];
    }
    for (const [n, z] of (preactivations?.(means.scratch.rows) ?? []).entries()) {
      const { before, units } = stages[n];
      before.set(z.subarray(0, (to - from) * units), from * units);
    }
  });
  stages[stages.length - 1].before.set(scores);
  for (const [n, { before, after, units }] of stages.entries()) {
    after.set(before);
    const next = stages[n + 1]?.inputs ?? [];
    for (let k = 0; k < next.length; k++) {
      const [input, row] = [Math.floor(k / rows), k % rows];
      next[k] = input === units ? 1 : ramp(before[row * units + input]);
    }
  }
  return { stages, labels };
}

/** max(0, z), and NaN stays. */
const ramp = (z: number) => z <= 0 ? 0 : z;

/** What a layer gives where units of the one below have changed: all, or one only. */
function handOn(weights: Float64Array, below: Stage, here: Stage, only: number | null): void {
  const { from, columns, units, before, after } = here;
  const [first, end] = only === null ? [0, below.units] : [only, only + 1];
  after.set(before);
  for (let i = 0; i < after.length / units; i++) {
    for (let k = first; k < end; k++) {
      const j = i * below.units + k;
      const change = ramp(below.after[j]) - ramp(below.before[j]);
      if (change === 0) continue;
      for (let row = 0; row < units; row++) {
        after[i * units + row] += weights[from + row * columns + k] * change;
      }
    }
  }
}
