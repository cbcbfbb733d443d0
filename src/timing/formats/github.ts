/**
 * What github-action-benchmark reads with `tool: customSmallerIsBetter` and `customBiggerIsBetter`.
 *
 * @module
 */
import { InputError } from "../../errors.ts";
import { readable } from "../../numbers.ts";
import { type BenchFigure, type Bounded, figuresOf, type Timings } from "./_figures.ts";
import { settingText } from "./words.ts";

/** `customSmallerIsBetter`: nanoseconds per iteration of head, or of a measurement. */
export function githubSmaller(timings: Timings): string {
  return listOf("github-smaller", "ns/iter", timings, ({ time }) => time);
}

/** `customBiggerIsBetter`: examples per second of head, or of a measurement. */
export function githubBigger(timings: Timings): string {
  return listOf("github-bigger", "examples/s", timings, ({ speed }) => speed);
}

/** @throws {InputError} When there is nothing to write, as the action refuses an empty list */
function listOf(
  format: string,
  unit: string,
  timings: Timings,
  of: (figure: BenchFigure) => Bounded | null,
): string {
  const machine = settingText(("benches" in timings ? timings.head : timings).setting);
  const entries = figuresOf(timings).flatMap((figure) => {
    const { value, bounds } = of(figure) ?? {};
    return value === undefined ? [] : {
      name: figure.bench,
      unit,
      value,
      ...bounds ? { range: bounds.map((bound) => readable(bound, 4)).join(" – ") } : {},
      extra: [...figure.notes, machine].join("\n"),
    };
  });
  if (entries.length > 0) return `${JSON.stringify(entries, null, 2)}\n`;
  throw new InputError(
    `Cannot write ${format} as no bench has a figure in ${unit}: the action refuses an empty list`,
  );
}
