/**
 * What github-action-benchmark reads with `tool: customSmallerIsBetter` and `customBiggerIsBetter`.
 *
 * @module
 */
import { InputError } from "../../errors.ts";
import { readable } from "../../numbers.ts";
import type { Measurement } from "../samples/measurement.ts";
import type { TimingComparison } from "../statistics/comparison.ts";
import { type Bounded, type Figure, figuresOf, figuresOfMeasurement } from "./_figures.ts";

/**
 * `customSmallerIsBetter`: nanoseconds per iteration of head, or of a measurement.
 *
 * @throws {InputError} When there is nothing to write, as the action refuses an empty list
 */
export function githubSmaller(timings: TimingComparison | Measurement): string {
  return listOf("github-smaller", "ns/iter", timings, ({ time }) => time);
}

/**
 * `customBiggerIsBetter`: examples per second of head, or of a measurement.
 *
 * @throws {InputError} When no bench goes through examples, as the action refuses an empty list
 */
export function githubBigger(timings: TimingComparison | Measurement): string {
  return listOf("github-bigger", "examples/s", timings, ({ speed }) => speed);
}

function listOf(
  format: string,
  unit: string,
  timings: TimingComparison | Measurement,
  of: (figure: Figure) => Bounded | null,
): string {
  const setting = "benches" in timings ? timings.head.setting : timings.setting;
  const figures = "benches" in timings ? figuresOf(timings) : figuresOfMeasurement(timings);
  const { cpu, cores, os, arch, deno } = setting;
  const machine = `${cpu}, ${cores} cores, ${os} ${arch}, Deno ${deno}`;
  const entries = figures.flatMap((figure) => {
    const bounded = of(figure);
    if (bounded === null) return [];
    const { value, bounds } = bounded;
    return [{
      name: figure.bench,
      unit,
      value,
      ...bounds === null ? {} : { range: bounds.map((bound) => readable(bound, 4)).join(" – ") },
      extra: [...figure.notes, machine].join("\n"),
    }];
  });
  if (entries.length === 0) {
    throw new InputError(
      `Cannot write ${format} as no bench has a figure in ${unit}: the action refuses an empty list`,
    );
  }
  return `${JSON.stringify(entries, null, 2)}\n`;
}
