/**
 * How much one experiment may ask for. More is a slip of the pen, or a file that was made to do harm;
 * what is below is checked in seconds. docs/formats.md says the same.
 */
export const MOST = {
  /** Characters of a file. */
  file: 1_000_000,
  /** Values of a list in it. */
  list: 100_000,
  /** Runs, those of all seeds and those that `best` adds. */
  runs: 10_000,
  exclusions: 1000,
  charts: 100,
  /** Characters of the fields of all combinations of sweeps together. */
  fields: 20_000_000,
} as const;
