import { z } from "zod";
import { InputError, reasonOf } from "../../errors.ts";
import { parseShard, shardText, type SweepShard } from "../../runs/shard.ts";
import { readIfThere, writeFiles } from "./folder.ts";

/** What a process has done of a sweep: enough to do it again, and to put it together with others. */
export interface ShardFile {
  /** Name of the experiment. */
  readonly name: string;
  /** Path of its file. */
  readonly file: string;
  /** `KEY=VALUE`, as given on the command line. */
  readonly overrides: readonly string[];
  /** Which part it is. */
  readonly shard: SweepShard;
  /** SHA-256 of all that was asked for. */
  readonly plansSha256: string;
  /** SHA-256 of the code that computed. */
  readonly codeSha256: string;
}

/** A shard file that was found. */
export interface FoundShard extends ShardFile {
  /** The folder that it lies in. */
  readonly folder: string;
}

const NAME = /^shard-\d+-of-\d+\.json$/;

const schema = z.object({
  name: z.string(),
  file: z.string(),
  overrides: z.array(z.string()),
  shard: z.string(),
  plansSha256: z.string(),
  codeSha256: z.string(),
});

/** Says in a folder which part of which sweep its runs are. */
export async function writeShard(folder: string, shardFile: ShardFile): Promise<void> {
  const { shard: { part, of } } = shardFile;
  const content = { ...shardFile, shard: shardText(shardFile.shard) };
  await writeFiles(folder, {
    [`shard-${part}-of-${of}.json`]: `${JSON.stringify(content, null, 2)}\n`,
  });
}

/**
 * The shards in these folders, and in folders directly below those that have none.
 *
 * @throws {InputError} When there is none, or when one cannot be read
 */
export async function findShards(folders: readonly string[]): Promise<FoundShard[]> {
  const found: FoundShard[] = [];
  for (const folder of folders) {
    const { files, inner } = await listed(folder);
    const here = await shardsIn(folder, files);
    const below = here.length > 0 ? [] : await Promise.all(
      inner.map(async (one) => await shardsIn(one, (await listed(one)).files)),
    );
    found.push(...here, ...below.flat());
    if (here.length + below.flat().length > 0) continue;
    throw new InputError(
      `Cannot merge "${folder}" as there is no shard-K-of-N.json in it, nor in a folder directly below`,
    );
  }
  return found;
}

/** Names of the files of a folder, and paths of the folders in it, in order. */
async function listed(folder: string): Promise<{ files: string[]; inner: string[] }> {
  try {
    const entries = await Array.fromAsync(Deno.readDir(folder));
    const names = entries.sort((a, b) => a.name < b.name ? -1 : 1);
    return {
      files: names.filter(({ isDirectory }) => !isDirectory).map(({ name }) => name),
      inner: names.filter(({ isDirectory }) => isDirectory).map(({ name }) => `${folder}/${name}`),
    };
  } catch (error) {
    const reason = error instanceof Deno.errors.NotFound
      ? "there is no such folder"
      : error instanceof Deno.errors.NotADirectory
      ? "it is a file, not a folder"
      : reasonOf(error);
    throw new InputError(`Cannot merge "${folder}": ${reason}`);
  }
}

async function shardsIn(folder: string, files: readonly string[]): Promise<FoundShard[]> {
  return await Promise.all(
    files.filter((name) => NAME.test(name)).map(async (name) => {
      const path = `${folder}/${name}`;
      try {
        const { shard, ...rest } = schema.parse(JSON.parse(await readIfThere(path) ?? ""));
        return { ...rest, shard: parseShard(shard), folder };
      } catch {
        throw new InputError(
          `Cannot merge "${folder}" as its ${name} is damaged: do that shard again`,
        );
      }
    }),
  );
}

/**
 * Makes sure that all shards of one sweep are there.
 *
 * @throws {InputError} When two differ in what their runs depend on, or one is missing
 */
export function checkWhole([first, ...others]: readonly FoundShard[]): void {
  for (const one of others) {
    const difference = differenceOf(first, one);
    if (difference === null) continue;
    throw new InputError(`Cannot merge "${first.folder}" and "${one.folder}": ${difference}`);
  }
  const there = new Set([first, ...others].map(({ shard: { part } }) => part));
  const { of } = first.shard;
  const missing = Array.from({ length: of }, (_, i) => i + 1).filter((part) => !there.has(part));
  if (missing.length === 0) return;
  const numbers = missing.slice(0, LISTED).join(", ") +
    (missing.length > LISTED ? ` and ${missing.length - LISTED} more` : "");
  const [part] = missing;
  throw new InputError(
    `Cannot merge as ${missing.length === 1 ? "shard" : "shards"} ${numbers} of ${of} ` +
      `${missing.length === 1 ? "is" : "are"} missing: run\n` +
      shardCommand({ ...first, shard: { part, of } }, []),
  );
}

/** Missing shards that are listed, at most. */
const LISTED = 8;

/** What makes the runs of one shard worthless to another; null when nothing does. */
export function differenceOf(one: ShardFile, other: ShardFile): string | null {
  const sides = <Value>(what: string, of: (shard: ShardFile) => Value) =>
    of(one) === of(other) ? null : `${what}: ${of(one)} and ${of(other)}`;
  return sides("experiment", ({ name }) => `"${name}"`) ??
    sides("overrides", ({ overrides }) => overrides.join(" ") || "none") ??
    sides("number of shards", ({ shard: { of } }) => of) ??
    (one.codeSha256 === other.codeSha256 ? null : "the program's code differs") ??
    (one.plansSha256 === other.plansSha256 ? null : "the experiment's file differs");
}

/** The command that does a shard, as it can be given to a shell. */
export function shardCommand(
  { file, overrides, shard }: ShardFile,
  more: readonly string[],
): string {
  const name = /^experiments\/(.+)\.jsonc$/.exec(file)?.[1] ?? file;
  const words = [name, ...overrides, "--shard", shardText(shard), ...more];
  return `deno task experiments ${words.map(quoted).join(" ")}`;
}

/** A word as a shell takes it. */
export function quoted(word: string): string {
  return /^[\w./=,:@%+-]+$/.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`;
}
