import { type TableColumn, tableOf } from "../../figures/render/table.ts";
import type { Plan } from "../../kinds/plan.ts";
import { counted, valueText } from "../../numbers.ts";
import { isRecord } from "../../registry.ts";
import { runsOfShard, type SweepShard } from "../../runs/shard.ts";
import type { SweptValue } from "../../types.ts";
import type { Found } from "../work/experiments.ts";

/** What stands for a field that a run does not have. */
const NOTHING = "–";

export function dryRunText(
  { name, experiment }: Found,
  shard: SweepShard | null,
  width: number,
): string {
  const { question, best, total, kind, problems } = experiment;
  const runs = runsOfShard<Plan<unknown>>(experiment.runs, shard);
  if (runs.length === 0) return `${name}: ${question}\n\nNo runs\n\n`;
  const swept = runs.flatMap(({ values }) => Object.keys(values));
  const usual = [...problems.flatMap(({ shown }) => shown), ...kind.shown];
  const headings = [...new Set(["run", ...usual, ...swept, "seed"])];
  const columns = headings.map((heading): TableColumn<Plan<unknown>> => [
    heading,
    ({ spec, values, run, seed }) =>
      fieldText(values, experiment.file, { ...spec as object, run, seed }, heading),
  ]);
  const known = columns.filter(([, cell]) => runs.some((run, i) => cell(run, i) !== NOTHING));
  const again = best === null || shard !== null
    ? ""
    : `and ${counted(total - runs.length, "run")} of the best ${best.of}, seeds ${best.seeds}\n\n`;
  return `${name}: ${question}\n\n${tableOf(runs, known, width)}\n${again}`;
}

/**
 * The field of a run at a path such as `method.stepSize`, as text: an object as it was given, without
 * what is swept inside of it.
 */
function fieldText(values: Plan["values"], file: object, spec: object, path: string): string {
  const swept = Object.keys(values);
  const isInside = swept.some((one) => path.startsWith(`${one}.`));
  const given = values[path] ?? (isInside ? undefined : valueAt(file, path)) ??
    valueAt(spec, path);
  const inner = swept.filter((one) => one.startsWith(`${path}.`))
    .map((one) => one.slice(path.length + 1).split("."));
  return given === undefined ? NOTHING : valueText(without(given, inner) as SweptValue);
}

function valueAt(fields: object, path: string): unknown {
  return path.split(".").reduce<unknown>(
    (inner, key) => (inner as Record<string, unknown> | undefined)?.[key],
    fields,
  );
}

/** The same without the fields at some paths, and without objects that have no others. */
function without(value: unknown, paths: readonly (readonly string[])[]): unknown {
  if (!isRecord(value)) return value;
  const kept = Object.entries(value).flatMap(([key, one]) => {
    const inner = paths.filter(([first]) => first === key).map(([, ...rest]) => rest);
    if (inner.length === 0) return [[key, one]];
    const rest = inner.some(({ length }) => length === 0) ? {} : without(one, inner);
    return isRecord(rest) && Object.keys(rest).length === 0 ? [] : [[key, rest]];
  });
  return Object.fromEntries(kept);
}
