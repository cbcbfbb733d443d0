/**
 * What is measured: samples, and where they come from.
 *
 * @module
 */

/** One bench in one process: `deno bench` gives one figure for each. */
export interface Sample {
  /** `file/group/name`, such as `kernels/scores, 64 rows/simd`. */
  readonly bench: string;
  /** Number of the process among those of its measurement, from 1, in the order of time. */
  readonly round: number;
  /** Nanoseconds of the fastest iteration: what the machine does besides can only add to it. */
  readonly nanoseconds: number;
  /** Nanoseconds that three quarters of the iterations stayed below. */
  readonly usualNanoseconds: number;
  /**
   * Examples per second of the fastest iteration; null for benches that do not go through examples.
   */
  readonly examplesPerSecond: number | null;
  /** `nanoseconds` ÷ those of the ceiling bench in the same process: a time without a unit. */
  readonly ceilingRatio: number;
  /** Threads that the bench computes on. */
  readonly threads: number;
  /** What the bench computes, as a hash: of its experiment and dataset, or of its work. */
  readonly inputs: string;
}

/** What has to be the same for times to be comparable. */
export interface Setting {
  /** Model of the processor. */
  readonly cpu: string;
  /** Logical cores. */
  readonly cores: number;
  /** Such as `linux`. */
  readonly os: string;
  /** Such as `x86_64`. */
  readonly arch: string;
  /** Version of Deno. */
  readonly deno: string;
}

/** A bench that gave no figure. */
export interface Failure {
  /** As in `Sample`; a whole file where none of its benches ran. */
  readonly bench: string;
  /** What it said. */
  readonly reason: string;
}

/** The samples of one version of the code on one machine. */
export interface Measurement {
  /** What it was saved as, or the revision that it is of. */
  readonly name: string;
  /** Commit of the code; null outside of a checkout. */
  readonly commit: string | null;
  /** Whether the code differed from the commit. */
  readonly dirty: boolean;
  /** When it started, ISO 8601. */
  readonly started: string;
  readonly setting: Setting;
  readonly samples: readonly Sample[];
  readonly failures: readonly Failure[];
}
