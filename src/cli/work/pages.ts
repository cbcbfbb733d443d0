/** Results as pages and pictures. */
import { basename, dirname } from "node:path";
import { z } from "zod";
import { InputError } from "../../errors.ts";
import { parseJson } from "../../exact/json.ts";
import type { Figure } from "../../figures/figure.ts";
import { renderSvg } from "../../figures/render/svg.ts";
import { counted } from "../../numbers.ts";
import { type PageResult, reportPage } from "../../pages/report.ts";
import script from "../../pages/script.js" with { type: "text" };
import { fileNames, type Files, hashes } from "../../results/files.ts";
import { isRecord } from "../../registry.ts";
import { quoted } from "../terminal/command.ts";
import { readBelow, writeFiles } from "./folder.ts";

/** A folder with a result, and what it was called. */
interface Place {
  readonly word: string;
  readonly folder: string;
}

/** Writes one page of several results; says what it wrote. */
export async function writePage(path: string, places: readonly Place[]): Promise<string> {
  const results = await Promise.all(places.map(pageResult));
  const page = reportPage(results, script);
  await writeFiles(dirname(path), { [basename(path)]: page });
  return `${path}: ${counted(results.length, "result")}, ${counted(page.length >> 10, "kilobyte")}`;
}

/** Writes the charts of a result as a picture; says what it wrote. */
export async function writePicture(path: string, places: readonly Place[]): Promise<string> {
  if (places.length > 1) {
    throw new InputError(`Cannot write "${path}" of ${places.length} results: a picture is of one`);
  }
  const { figures, ...words } = await pageResult(places[0]);
  await writeFiles(dirname(path), { [basename(path)]: renderSvg(figures, words) });
  return `${path}: ${counted(figures.length, "chart")}`;
}

/** @throws {InputError} When the figures are not there, or of another version of the result */
async function pageResult({ word, folder }: Place): Promise<PageResult> {
  const names = [...fileNames("quality"), ...fileNames("timing")];
  const bytes = await readBelow(folder, (name) => names.includes(name));
  const files: Files = Object.fromEntries(
    [...bytes].map(([name, bytes]) => [name, new TextDecoder().decode(bytes)]),
  );
  const again = `\nMake it: deno task experiments ${quoted(word)}`;
  const { "figures.json": figures, "manifest.json": manifest } = files;
  if (figures === undefined || manifest === undefined) {
    throw new InputError(`Cannot draw "${word}" as "${folder}" has no figures.json${again}`);
  }
  const made = read(manifest, manifestSchema);
  const shown = read(figures, shownSchema);
  const known = { ...made?.files, "figures.json": made?.figuresSha256 };
  const now = hashes(files);
  if (!made || !shown || Object.entries(known).some(([name, hash]) => now[name] !== hash)) {
    throw new InputError(
      `Cannot draw "${word}" as the files in "${folder}" are of different versions${again}`,
    );
  }
  return {
    ...shown,
    name: word,
    tables: Object.entries(files).filter(([name]) => name.endsWith(".csv")),
    origin: originOf(made),
    experiment: JSON.stringify(made.experiment, null, 2),
  };
}

const texts = z.record(z.string(), z.union([z.string(), z.number()]));

/** What a page shows of a manifest. */
const manifestSchema = z.object({
  files: z.record(z.string(), z.string()),
  figuresSha256: z.string(),
  experiment: z.unknown(),
  version: z.string(),
  codeSha256: z.string(),
  command: z.array(z.string()),
  git: z.object({ commit: z.string(), dirty: z.boolean() }).nullable(),
  datasets: z.array(z.string()),
  machine: texts,
  runtime: texts,
});
type Manifest = z.infer<typeof manifestSchema>;

/** A figure by its shape: the hash says that the rest is as it was written. */
const figure = z.custom<Figure>((value) =>
  isRecord(value) && ["lines", "map", "pictures", "note"].includes(String(value.shape))
);
const shownSchema = z.object({
  title: z.string(),
  question: z.string(),
  figures: z.array(figure),
  finding: z.string(),
});

/** JSON that is as a schema has it; null otherwise. */
function read<Value>(json: string, schema: z.ZodType<Value>): Value | null {
  try {
    return schema.parse(parseJson(json));
  } catch {
    return null;
  }
}

function originOf(
  { command, version, git, codeSha256, datasets, runtime, machine }: Manifest,
): PageResult["origin"] {
  const list = (record: Readonly<Record<string, string | number>>) =>
    Object.entries(record).map(([name, value]) => `${name} ${value}`).join(", ");
  return [
    ["command", ["deno task experiments", ...command.slice(1).map(quoted)].join(" ")],
    ["version", version],
    ...git === null ? [] : [["commit", `${git.commit}${git.dirty ? ", changed" : ""}`] as const],
    ["code, SHA-256", codeSha256],
    ...datasets.map((hash) => ["data, SHA-256", hash] as const),
    ["made with", list(runtime)],
    ["made on", list(machine)],
  ];
}
