import { counted } from "../../numbers.ts";
import type { Measurement, Sample } from "../samples/measurement.ts";

/** The samples of one bench in two versions. */
export interface Pair {
  readonly bench: string;
  readonly base: readonly Sample[];
  readonly head: readonly Sample[];
  /** Why they cannot be compared; null when they can. */
  readonly reason: string | null;
}

/** With two, the smallest and the largest are all there is: no interval says more than they do. */
export const FEWEST_SAMPLES = 3;

/** The benches of two measurements, in the order in which they were measured. */
export function pairs(
  base: Measurement,
  head: Measurement,
  benches: readonly string[] = benchesOf(base, head),
): Pair[] {
  return benches.map((bench) => {
    const [before, after] = [base, head].map(({ samples }) =>
      samples.filter((sample) => sample.bench === bench)
    );
    const reason = failureOf(bench, base, head) ?? reasonAgainst(before, after, base, head);
    return { bench, base: before, head: after, reason };
  });
}

function benchesOf(...measurements: readonly Measurement[]): string[] {
  const measured = new Set(
    measurements.flatMap(({ samples }) => samples.map(({ bench }) => bench)),
  );
  const failed = measurements.flatMap(({ failures }) => failures.map(({ bench }) => bench));
  // Where a whole file failed on one side, its benches of the other side say so.
  const hasMeasured = (file: string) => [...measured].some((bench) => isOf(bench, file));
  return [...new Set([...measured, ...failed.filter((bench) => !hasMeasured(bench))])];
}

/** Whether a bench is that one, or in that file. */
const isOf = (bench: string, failed: string) => bench === failed || bench.startsWith(`${failed}/`);

function failureOf(bench: string, ...measurements: readonly Measurement[]): string | null {
  for (const { name, failures } of measurements) {
    const failure = failures.find((one) => isOf(bench, one.bench));
    if (failure !== undefined) return `failed in ${name}: ${failure.reason}`;
  }
  return null;
}

function reasonAgainst(
  before: readonly Sample[],
  after: readonly Sample[],
  base: Measurement,
  head: Measurement,
): string | null {
  if (before.length === 0 && after.length === 0) return "was not measured";
  if (after.length === 0) return `only in ${base.name}`;
  if (before.length === 0) return `only in ${head.name}`;
  const several = (key: "threads" | "inputs") =>
    new Set([...before, ...after].map((sample) => sample[key])).size > 1;
  if (several("threads")) {
    const [was, is] = [before, after].map(([{ threads }]) => threads);
    return `other number of threads: ${was} against ${is}`;
  }
  if (several("inputs")) return "other inputs: it does not compute the same any more";
  for (const [{ length }, { name }] of [[before, base], [after, head]] as const) {
    if (length < FEWEST_SAMPLES) {
      return `${counted(length, "sample")} in ${name}: at least ${FEWEST_SAMPLES} are needed`;
    }
  }
  return null;
}
