import { median } from "simple-statistics";
import { z } from "zod";

const WHOLE = "a whole number from 1";
const ABOVE_0 = "a number above 0";
/** Numbers in JSON or as cells. */
const count = z.coerce.number(WHOLE).int(WHOLE).positive(WHOLE);
const positive = z.coerce.number(ABOVE_0).positive(ABOVE_0);

/** What has to be the same for times to be comparable. */
export const setting = z.object({
  cpu: z.string().describe("Model of the processor"),
  cores: count.describe("Logical cores"),
  os: z.string().describe("Operating system, such as linux"),
  arch: z.string().describe("Architecture, such as x86_64"),
  deno: z.string().describe("Version of Deno"),
});
export type Setting = Readonly<z.infer<typeof setting>>;

export const provenance = z.object({
  name: z.string().describe("What the measurement was saved as, or the revision that it is of"),
  commit: z.string().nullable().describe("Commit of the code; empty outside of a checkout"),
  dirty: z.boolean("true or false")
    .describe("true when the code differed from the commit, otherwise false"),
  started: z.iso.datetime("a time such as 2026-01-02T03:04:05Z")
    .describe("When the measurement started, ISO 8601 in UTC"),
  setting,
});
export type Provenance = Readonly<z.infer<typeof provenance>>;

/** One bench in one process; `header` is what a table calls it. */
export const sample = z.object({
  /** Such as `kernels/scores, 64 rows/simd`. */
  bench: z.string().min(1, "a name").describe("file/group/name of the bench"),
  round: count.describe("Number of the process among those of its measurement, from 1"),
  /** What else the machine does can only add to it. */
  nanoseconds: positive
    .meta({ header: "ns_per_iteration", description: "Nanoseconds of the fastest iteration" }),
  usualNanoseconds: positive.meta({
    header: "usual_ns_per_iteration",
    description: "Nanoseconds that three quarters of the iterations stayed below",
  }),
  examplesPerSecond: positive.nullable().meta({
    header: "examples_per_second",
    description: "Of the fastest iteration; empty for benches that do not go through examples",
  }),
  /** A time without a unit. */
  ceilingRatio: positive.meta({
    header: "ceiling_ratio",
    description: "ns_per_iteration ÷ that of the ceiling bench in the same process",
  }),
  threads: count.describe("Threads that compute"),
  inputs: z.string()
    .describe("Hash of what the bench computes: times of other inputs are not compared"),
});
export type Sample = Readonly<z.infer<typeof sample>>;

/** The times of a sample that can be compared. */
export type TimeField = "nanoseconds" | "ceilingRatio";

/** A bench that gave no figure, or a whole file where none of its benches ran. */
export interface Failure {
  readonly bench: string;
  readonly reason: string;
}

/** The samples of one version of the code on one machine. */
export interface Measurement extends Provenance {
  readonly samples: readonly Sample[];
  readonly failures: readonly Failure[];
}

/** What a bench usually gives: medians over its processes. */
export interface Medians extends Pick<Sample, TimeField | "examplesPerSecond"> {
  readonly samples: number;
}

/** Medians of samples of one bench, of which there must be some. */
export function mediansOf(samples: readonly Sample[]): Medians {
  const rates = samples.flatMap(({ examplesPerSecond }) => examplesPerSecond ?? []);
  return {
    nanoseconds: median(samples.map(({ nanoseconds }) => nanoseconds)),
    ceilingRatio: median(samples.map(({ ceilingRatio }) => ceilingRatio)),
    examplesPerSecond: rates.length === samples.length ? median(rates) : null,
    samples: samples.length,
  };
}

export function byBench(samples: readonly Sample[]): [bench: string, samples: Sample[]][] {
  return [...Map.groupBy(samples, ({ bench }) => bench)];
}
