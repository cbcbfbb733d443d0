import { z } from "zod";
import { InputError } from "../../errors.ts";
import { parseJson } from "../../exact/json.ts";
import { inertWord } from "../../inert.ts";
import { parseShard, shardText } from "../../runs/shard.ts";
import { quoted } from "../terminal/command.ts";
import type { Hashes } from "./module.ts";
import { importingWords } from "./modules.ts";
import { namesIn, readIfThere, writeFiles } from "./folder.ts";

const NAME = /^shard-\d+-of-\d+\.json$/;
/** Missing shards that are listed, at most. */
const LISTED = 8;

const schema = z.object({
  name: z.string(), // of the experiment
  file: z.string(), // its path
  overrides: z.array(z.string()).readonly(), // as given on the command line
  modules: z.record(z.string(), z.string()).default({}), // SHA-256 of their files
  shard: z.string().transform(parseShard),
  plansSha256: z.string(), // of all that was asked for
  codeSha256: z.string(), // of the code that computed
});

/** What a process has done of a sweep: enough to do it again, and to put it together with others. */
export type ShardFile = z.output<typeof schema>;

export type FoundShard = ShardFile & { readonly folder: string };

/** Says in a folder which part of which sweep its runs are. */
export async function writeShard(folder: string, shardFile: ShardFile): Promise<void> {
  const content = { ...shardFile, shard: shardText(shardFile.shard) };
  await writeFiles(folder, { [nameOf(shardFile)]: `${JSON.stringify(content, null, 2)}\n` });
}

function nameOf({ shard: { part, of } }: ShardFile): string {
  return `shard-${part}-of-${of}.json`;
}

/**
 * The shards in these folders, and in folders directly below those that have none.
 *
 * @throws {InputError} When there is none, or when one cannot be read
 */
export async function findShards(folders: readonly string[]): Promise<FoundShard[]> {
  const found: FoundShard[] = [];
  for (const folder of folders) {
    const names = await namesIn(folder);
    const shards = await shardsIn(folder);
    if (shards.length === 0) {
      for (const name of names ?? []) shards.push(...await shardsIn(`${folder}/${name}`));
    }
    if (shards.length === 0) {
      const reason = names === undefined
        ? ": there is no such folder"
        : " as there is no shard-K-of-N.json in it, nor in a folder directly below";
      throw new InputError(`Cannot merge "${folder}"${reason}`);
    }
    found.push(...shards);
  }
  return found;
}

export async function hasShards(folder: string): Promise<boolean> {
  return (await namesIn(folder))?.some((name) => NAME.test(name)) ?? false;
}

async function shardsIn(folder: string): Promise<FoundShard[]> {
  const names = (await namesIn(folder) ?? []).filter((name) => NAME.test(name));
  return await Promise.all(names.map(async (name) => {
    const text = await readIfThere(`${folder}/${name}`) ?? "";
    try {
      return { ...schema.parse(parseJson(text)), folder };
    } catch {
      throw new InputError(
        `Cannot merge "${folder}" as its ${name} is damaged: do that shard again`,
      );
    }
  }));
}

/** @throws {InputError} When two shards differ in what their runs depend on, or one is missing */
export function checkWhole(shards: readonly FoundShard[]): void {
  const [first] = shards;
  const pathOf = (shard: FoundShard) => `"${shard.folder}/${nameOf(shard)}"`; // folders can be shared
  for (const other of shards) {
    const difference = differenceOf(first, other);
    if (difference === null) continue;
    throw new InputError(`Cannot merge ${pathOf(first)} and ${pathOf(other)}: ${difference}`);
  }
  const { of } = first.shard;
  const there = new Set(shards.map(({ shard: { part } }) => part));
  const missing = Array.from({ length: of }, (_, i) => i + 1).filter((part) => !there.has(part));
  if (missing.length === 0) return;
  const [noun, verb] = missing.length === 1 ? ["shard", "is"] : ["shards", "are"];
  const more = missing.length - LISTED;
  const numbers = missing.slice(0, LISTED).join(", ") + (more > 0 ? ` and ${more} more` : "");
  throw new InputError(
    `Cannot merge as ${noun} ${numbers} of ${of} ${verb} missing: run\n` +
      shardCommand({ ...first, shard: { part: missing[0], of } }),
  );
}

/** What makes the runs of one shard worthless to another; null when nothing does. */
export function differenceOf(one: ShardFile, other: ShardFile): string | null {
  const named = (what: string, text: (shard: ShardFile) => string | number) =>
    text(one) === text(other)
      ? null
      : `${what}: ${inertWord(`${text(one)}`)} and ${inertWord(`${text(other)}`)}`;
  return named("experiment", ({ name }) => `"${name}"`) ??
    named("overrides", ({ overrides }) => overrides.join(" ") || "none") ??
    named("number of shards", ({ shard }) => shard.of) ??
    (one.codeSha256 === other.codeSha256 ? null : "the program's code differs") ??
    differentModule(one.modules, other.modules) ??
    (one.plansSha256 === other.plansSha256 ? null : "the experiment's file differs");
}

function differentModule(one: Hashes, other: Hashes): string | null {
  const file = Object.keys({ ...one, ...other }).find((file) => one[file] !== other[file]);
  return file === undefined ? null : `the module ${inertWord(file)} differs`;
}

export function shardCommand(
  { file, overrides, shard, modules }: ShardFile,
  ...more: readonly string[]
): string {
  const name = /^experiments\/(.+)\.jsonc$/.exec(file)?.[1] ?? file;
  const options = ["--shard", shardText(shard), ...importingWords(modules), ...more];
  const words = [name, ...overrides, ...options];
  return `deno task experiments ${words.map(quoted).join(" ")}`;
}
