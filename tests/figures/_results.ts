import { judge } from "../../src/kinds/gradient_check/run.ts";
import type { CheckedDerivative, GradientCheck, Slice } from "../../src/types.ts";

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

const LABEL = { run: 1, seed: 1, values: {} };
const HASHES = { weightsSha256: "0".repeat(64), datasetSha256: "1".repeat(64) };

/** A slice along one direction. */
export function line(a: readonly number[], height: Height, more: Partial<Slice> = {}): Slice {
  return {
    ...LABEL,
    ...HASHES,
    a,
    b: null,
    points: a.map((a) => ({ a, b: null, ...heights(height(a, 0)) })),
    kinks: null,
    path: null,
    center: "the start of run 1",
    normalization: "row",
    norms: { center: 2, a: 2, b: null },
    cosine: null,
    examples: 500,
    ...more,
  };
}

/** A slice along two directions, with as many places along both. */
export function plane(a: readonly number[], height: Height, more: Partial<Slice> = {}): Slice {
  return {
    ...line(a, height),
    b: a,
    points: a.flatMap((b) => a.map((a) => ({ a, b, ...heights(height(a, b)) }))),
    norms: { center: 2, a: 2, b: 2 },
    cosine: 0.01,
    ...more,
  };
}

function heights(loss: number) {
  return { loss, dataLoss: loss / 2, penalty: loss / 4 };
}

/** A check with these errors: one list for each h. */
export function check(
  errors: ReadonlyMap<number, readonly number[]>,
  more: Partial<GradientCheck> = {},
): GradientCheck {
  const derivatives = [...errors].flatMap(([h, list]) =>
    list.map((error, column): CheckedDerivative => ({
      class: 0,
      column,
      h,
      analytic: 1,
      numerical: 1 - error,
      error,
      kinks: 0,
    }))
  );
  const judgement = judge(derivatives);
  return { ...LABEL, ...HASHES, derivatives, judgement, size: 30, examples: 50, ...more };
}
