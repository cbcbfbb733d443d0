import { median } from "simple-statistics";
import { z } from "zod";

/** One bench in one process: `deno bench` gives one figure for each. */
export interface Sample {
  /** `file/group/name`, such as `kernels/scores, 64 rows/simd`. */
  readonly bench: string;
  /** Number of the process among those of its measurement, from 1, in the order of time. */
  readonly round: number;
  /** Nanoseconds of the fastest iteration: what else the machine does can only add to it. */
  readonly nanoseconds: number;
  /** Nanoseconds that three quarters of the iterations stayed below. */
  readonly usualNanoseconds: number;
  /** Of the fastest iteration; null for benches that do not go through examples. */
  readonly examplesPerSecond: number | null;
  /** `nanoseconds` ÷ those of the ceiling bench in the same process: a time without a unit. */
  readonly ceilingRatio: number;
  /** Threads that the bench computes on. */
  readonly threads: number;
  /** What the bench computes, as a hash: of its experiment and dataset, or of its work. */
  readonly inputs: string;
}

/** The times of a sample that can be compared. */
export type TimeField = "nanoseconds" | "ceilingRatio";

/** A bench that gave no figure, or a whole file where none of its benches ran. */
export interface Failure {
  readonly bench: string;
  readonly reason: string;
}

const WHOLE = "a whole number from 1";
/** A number of things, in JSON or as a cell. */
export const count = z.coerce.number(WHOLE).int(WHOLE).positive(WHOLE);

/** What has to be the same for times to be comparable. */
export const setting = z.object({
  cpu: z.string().describe("Model of the processor"),
  cores: count.describe("Logical cores"),
  os: z.string().describe("Operating system, such as linux"),
  arch: z.string().describe("Architecture, such as x86_64"),
  deno: z.string().describe("Version of Deno"),
});
export type Setting = Readonly<z.infer<typeof setting>>;

/** Where samples come from. */
export const provenance = z.object({
  /** What the measurement was saved as, or the revision that it is of. */
  name: z.string(),
  /** Commit of the code; null outside of a checkout. */
  commit: z.string().nullable(),
  /** Whether the code differed from the commit. */
  dirty: z.boolean(),
  /** When it started, ISO 8601. */
  started: z.string(),
  setting,
});
export type Provenance = Readonly<z.infer<typeof provenance>>;

/** The samples of one version of the code on one machine. */
export interface Measurement extends Provenance {
  readonly samples: readonly Sample[];
  readonly failures: readonly Failure[];
}

/** What a bench usually gives: medians over its processes. */
export interface Medians extends Pick<Sample, TimeField | "examplesPerSecond"> {
  /** Processes that it was measured in. */
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

/** The samples of each bench, in the order of measurement. */
export function byBench(samples: readonly Sample[]): [bench: string, samples: Sample[]][] {
  return [...Map.groupBy(samples, ({ bench }) => bench)];
}
