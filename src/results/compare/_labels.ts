import type { FileChange } from "./_differences.ts";
import { short } from "./inputs.ts";
import { readTable } from "./_rows.ts";
import type { Files } from "../files.ts";

/** The label that says which data a run saw. */
export const DATASET = "dataset_sha256";

/** A label that has changed, with a sentence for all runs. */
export interface LabelChange {
  readonly column: string;
  readonly text: string;
}

/** The labels that changed in any of the files; labels say what went into a run. */
export function changedLabels(files: readonly FileChange[]): LabelChange[] {
  const all = new Map<string, Map<string, readonly [string, string]>>();
  for (const { labels } of files) {
    for (const [column, runs] of Object.entries(labels)) {
      all.set(column, new Map([...Object.entries(runs), ...all.get(column) ?? []]));
    }
  }
  return [...all].map(([column, runs]) => {
    const [[run, texts]] = [...runs].sort(([a], [b]) => Number(a) - Number(b));
    const [was, is] = texts.map((text) =>
      text === "" ? "empty" : column === DATASET ? short(text) : text
    );
    const more = runs.size - 1;
    const others = more > 0
      ? `, and that of ${more} more ${more > 1 ? "runs" : "run"} changed`
      : "";
    return { column, text: `${column} of run ${run} was ${was}, is ${is}${others}` };
  });
}

/** The runs that tables are of, and whether they say on which data. */
export function namesOfRuns(files: Files): { runs: string[]; hasDataset: boolean } {
  const tables = Object.entries(files).flatMap(([file, text]) => {
    const table = file.endsWith(".csv") ? readTable(file, text) : "no table";
    return typeof table === "string" ? [] : [table];
  });
  const runs = new Set(tables.flatMap(({ rows }) => rows.map(({ cells }) => cells.run)));
  return {
    runs: [...runs],
    hasDataset: tables.some(({ columns }) => columns.includes(DATASET)),
  };
}
