/** Final weights that were kept: as arrays, and as the pictures that they look like. */
import type { PicturesFigure } from "../../figures/figure.ts";
import { cut } from "../../figures/render/wrap.ts";
import { oneLine } from "../../inert.ts";
import type { Layer } from "../../problems/problem.ts";
import type { KeptArray } from "../kind.ts";
import type { Best } from "../plan.ts";
import { hasEnded, judgeOf, outcomesOf } from "./_outcomes.ts";
import type { Trained } from "./spec.ts";

/** An array for each layer of each run that kept its weights: `run-1`, or `run-1-W` of several layers. */
export function keptWeights(done: readonly Trained[]): KeptArray[] {
  return done.flatMap((one) => {
    const layers = layersOf(one);
    return layers.map(({ layer, values }) => ({
      name: `run-${one.plan.run}${layers.length > 1 ? `-${layer.name}` : ""}`,
      shape: [layer.rows, layer.columns],
      values,
      picture: templates(layer, values, `weights of run ${one.plan.run}`),
    }));
  });
}

/** The weights of the best run that kept them, of equals the first, as pictures. */
export function bestTemplates(done: readonly Trained[], best: Best | null): PicturesFigure[] {
  const kept = done.filter((one) => hasEnded(one) && one.result.weights !== undefined);
  const [first] = outcomesOf(kept, judgeOf(done, best)).sort((a, b) => a.badness - b.badness);
  if (first === undefined) return [];
  const { runs: [run], words } = first;
  const heading = `final weights of run ${run.plan.run} (${words}, seed ${run.plan.seed}), each ` +
    "class from its smallest weight to its largest";
  return layersOf(run).flatMap(({ layer, values }) => templates(layer, values, heading) ?? []);
}

function layersOf({ result: { weights } }: Trained) {
  let from = 0;
  return (weights?.layers ?? []).map((layer) => {
    const values = weights?.values.slice(from, from += layer.rows * layer.columns) ?? [];
    return { layer, values };
  });
}

/**
 * Each row of a layer as a picture without its bias, from its smallest weight (0) to its largest (255);
 * null where inputs are no pictures, or a weight is not finite.
 */
function templates(
  { rows, columns, rowNames, picture }: Layer,
  values: readonly number[],
  heading: string,
): PicturesFigure | null {
  if (picture === undefined || !values.every(Number.isFinite)) return null;
  const { width, height, planes = 3 } = picture;
  const pictures = Array.from({ length: rows }, (_, row) => {
    const weights = values.slice(row * columns, (row + 1) * columns - 1); // the bias is the last one
    const label = rowNames === undefined ? `class ${row}` : cut(oneLine(rowNames[row]), width);
    return { label, pixels: pixelsOf(weights, planes) };
  });
  return { shape: "pictures", heading, width, height, pictures };
}

/**
 * Planes of red, green and blue, or the one of gray, as pixels of red, green and blue from 0 to 255; all
 * alike are gray.
 */
function pixelsOf(weights: readonly number[], planes: 1 | 3): number[] {
  const low = weights.reduce((a, b) => Math.min(a, b));
  const range = weights.reduce((a, b) => Math.max(a, b)) - low;
  const area = weights.length / planes;
  return Array.from({ length: 3 * area }, (_, i) => {
    const weight = weights[(i % planes) * area + Math.floor(i / 3)];
    return range === 0 ? 128 : Math.round((255 * (weight - low)) / range);
  });
}
