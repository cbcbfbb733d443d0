import { counted } from "../../numbers.ts";
import type { Measurement, Sample } from "../samples/measurement.ts";

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
    const sides = [base, head].map(({ name, samples, failures }) => ({
      name,
      samples: samples.filter((sample) => sample.bench === bench),
      failures: failures.filter((failure) => isOf(bench, failure.bench)),
    }));
    const [before, after] = sides;
    return { bench, base: before.samples, head: after.samples, reason: reasonAgainst(sides) };
  });
}

function benchesOf(...measurements: readonly Measurement[]): string[] {
  const measured = measurements.flatMap(({ samples }) => samples.map(({ bench }) => bench));
  const failed = measurements.flatMap(({ failures }) => failures.map(({ bench }) => bench));
  // Where a whole file failed on one side, its benches of the other side say so.
  const silent = failed.filter((file) => !measured.some((bench) => isOf(bench, file)));
  return [...new Set([...measured, ...silent])];
}

const isOf = (bench: string, failed: string) => bench === failed || bench.startsWith(`${failed}/`);

function reasonAgainst(
  sides: readonly Pick<Measurement, "name" | "samples" | "failures">[],
): string | null {
  const [failure] = sides.flatMap(({ name, failures }) =>
    failures.map(({ reason }) => `failed in ${name}: ${reason}`)
  );
  if (failure !== undefined) return failure;
  const [there, ...others] = sides.filter(({ samples }) => samples.length > 0);
  if (there === undefined) return "was not measured";
  if (others.length === 0) return `only in ${there.name}`;
  const all = sides.flatMap(({ samples }) => samples);
  const threads = new Set(all.map((sample) => sample.threads));
  if (threads.size > 1) return `other number of threads: ${[...threads].join(" against ")}`;
  const inputs = new Set(all.map((sample) => sample.inputs));
  if (inputs.size > 1) return "other inputs: it does not compute the same any more";
  const few = sides.find(({ samples }) => samples.length < FEWEST_SAMPLES);
  if (few === undefined) return null;
  const found = counted(few.samples.length, "sample");
  return `${found} in ${few.name}: at least ${FEWEST_SAMPLES} are needed`;
}
