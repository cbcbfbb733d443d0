import type { LinesFigure } from "../../src/figures/figure.ts";
import { type Canvas, renderText } from "../../src/figures/render/text.ts";
import { judge } from "../../src/kinds/gradient_check/_judge.ts";
import type { Checked } from "../../src/kinds/gradient_check/spec.ts";
import type { Draw } from "../../src/kinds/kind.ts";
import type { Path } from "../../src/kinds/slice/slice.ts";
import type { Sliced } from "../../src/kinds/slice/spec.ts";
import type { Registry } from "../../src/registry.ts";
import { derivative, gradientCheck, lineSlice, type MoreCheck, type MoreSlice } from "../_done.ts";

/** Draws results with a chart as text; without colour when nothing else is asked for. */
export function drawer<Done>(
  registry: Registry<void, Draw<Done>>,
  chart: { readonly name: string; readonly height?: number },
  plain: Canvas = { width: 72, color: false },
): (done: readonly Done[], options?: object, canvas?: Partial<Canvas>) => string {
  return (done, options = {}, canvas = {}) =>
    registry.make({ ...chart, ...options }, undefined)(done)
      .map((figure) => renderText(figure, { ...plain, ...canvas })).join("\n");
}

/** What a chart of lines draws. */
export function linesOf<Done>(
  registry: Registry<void, Draw<Done>>,
  name: string,
  done: readonly Done[],
): LinesFigure {
  const [figure] = registry.make({ name }, undefined)(done);
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
export function line(a: readonly number[], height: Height, more: MoreSlice = {}): Sliced {
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
export function plane(a: readonly number[], height: Height, more: MoreSlice = {}): Sliced {
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
  more: MoreCheck = {},
): Checked {
  const derivatives = [...errors]
    .flatMap(([h, list]) => list.map((error) => derivative(h, 0, error)));
  return gradientCheck(derivatives, judge(derivatives), more);
}
