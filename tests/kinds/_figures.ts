import type { Draw, LinesFigure } from "../../src/figures/figure.ts";
import { type Canvas, renderText } from "../../src/figures/render/text.ts";
import { judge } from "../../src/kinds/gradient_check/run.ts";
import type { Registry } from "../../src/registry.ts";
import type { GradientCheck, Path, Slice } from "../../src/types.ts";
import { derivative, gradientCheck, lineSlice } from "../_slices.ts";

/** Draws results with a chart as text; without colour when nothing else is asked for. */
export function drawer<Result>(
  registry: Registry<void, Draw<Result>>,
  chart: { readonly name: string; readonly height?: number },
  plain: Canvas = { width: 72, color: false },
): (results: readonly Result[], options?: object, canvas?: Partial<Canvas>) => string {
  return (results, options = {}, canvas = {}) =>
    registry.make({ ...chart, ...options }, undefined)(results)
      .map((figure) => renderText(figure, { ...plain, ...canvas })).join("\n");
}

/** What a chart of lines draws. */
export function linesOf<Result>(
  registry: Registry<void, Draw<Result>>,
  name: string,
  results: readonly Result[],
): LinesFigure {
  const [figure] = registry.make({ name }, undefined)(results);
  if (figure.shape !== "lines") throw new Error(`It is a ${figure.shape}`);
  return figure;
}

/** A text as it is seen: without the escape codes for colours. */
export function seen(text: string): string {
  // deno-lint-ignore no-control-regex -- that is what is taken away
  return text.replace(/\x1b\[[\d;]*m/g, "");
}

/** The column of the first cell to the right of an axis. */
export function leftEdge(rows: readonly string[]): number {
  return (rows.find((row) => row.includes("└")) ?? "").indexOf("└") + 1;
}

/** A function of the two directions. */
type Height = (a: number, b: number) => number;

/** `count` places from −1 to 1. */
export function places(count: number): number[] {
  return Array.from({ length: count }, (_, i) => (2 * i - (count - 1)) / (count - 1));
}

/** A slice along one direction. */
export function line(a: readonly number[], height: Height, more: Partial<Slice> = {}): Slice {
  return lineSlice([], {
    a,
    points: a.map((a) => ({ a, b: null, ...heights(height(a, 0)) })),
    kinks: null,
    center: "the start of run 1",
    normalization: "row",
    norms: { center: 2, a: 2, b: null },
    examples: 500,
    ...more,
  });
}

/** A slice along two directions, with as many places along both. */
export function plane(a: readonly number[], height: Height, more: Partial<Slice> = {}): Slice {
  return line(a, height, {
    b: a,
    points: a.flatMap((b) => a.map((a) => ({ a, b, ...heights(height(a, b)) }))),
    norms: { center: 2, a: 2, b: 2 },
    cosine: 0.01,
    ...more,
  });
}

function heights(loss: number) {
  return { loss, dataLoss: loss / 2, penalty: loss / 4 };
}

/** A path through these places. */
export function pathThrough(...places: readonly (readonly [a: number, b: number])[]): Path {
  const points = places.map(([a, b], iteration) => ({ iteration, a, b, distance: 0, loss: 1 }));
  return { points, explained: 0.5 };
}

/** A check with these errors: one list for each h. */
export function check(
  errors: ReadonlyMap<number, readonly number[]>,
  more: Partial<GradientCheck> = {},
): GradientCheck {
  const derivatives = [...errors]
    .flatMap(([h, list]) => list.map((error) => derivative(h, 0, error)));
  return gradientCheck(derivatives, judge(derivatives), more);
}
