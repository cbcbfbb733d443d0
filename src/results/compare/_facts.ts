/** What a comparison has to know about a file. */
export interface TableFacts {
  /** Columns that tell its rows apart, whatever the version. */
  readonly keys: readonly string[];
  /** Whether a column holds what went into a run, not what came out. */
  isLabel(column: string): boolean;
  /** Whether its numbers are f32. */
  isF32(column: string): boolean;
  /** The place of the file among others: a run makes those that come first earlier. */
  readonly rank: number;
}

/** The columns that place a row within its run; of other tables it is the order. */
const KEYS: Readonly<Record<string, readonly string[]>> = {
  "curves.csv": ["iteration"],
  "path.csv": ["iteration"],
  "slice.csv": ["a", "b"],
  "gradient_check.csv": ["h", "class", "column"],
};
const LABELS = /^(run|method|batch_size|step_size|seed|center|normalization|dataset_sha256)$/;
/** The columns after swept fields, which stand after the seed and are labels. */
const AFTER_SWEPT = /^(iteration|status|a|center|h|verdict)$/;
const F32 = /^(?!minimum_)(.*_)?loss$|^penalty$/;
const ORDER = [/^path\.csv$/, /^(?!runs\.).*\.csv$/, /^runs\.csv$/, /^/];

/** The facts of a file; of a table, with these columns. */
export function factsOf(file: string, header: readonly string[] = []): TableFacts {
  const start = header.indexOf("seed") + 1;
  const end = header.findIndex((name, i) => i >= start && AFTER_SWEPT.test(name));
  const swept = header.slice(start, Math.max(start, end));
  return {
    keys: ["run", ...KEYS[file] ?? []],
    isLabel: (column) => LABELS.test(column) || swept.includes(column),
    isF32: (column) => F32.test(column),
    rank: ORDER.findIndex((files) => files.test(file)),
  };
}
