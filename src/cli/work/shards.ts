import { z } from "zod";
import { InputError } from "../../errors.ts";
import { parseShard, shardText, type SweepShard } from "../../runs/shard.ts";
import { namesIn, readIfThere, writeFiles } from "./folder.ts";

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
  const content = { ...shardFile, shard: shardText(shardFile.shard) };
  await writeFiles(folder, { [nameOf(shardFile)]: `${JSON.stringify(content, null, 2)}\n` });
}

function nameOf({ shard: { part, of } }: ShardFile): string {
  return `shard-${part}-of-${of}.json`;
}

function pathOf(shard: FoundShard): string {
  return `${shard.folder}/${nameOf(shard)}`; // folders can be shared
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
    if (names === null) throw new InputError(`Cannot merge "${folder}": there is no such folder`);
    let here = await shardsIn(folder, names);
    if (here.length === 0) {
      const below = names.map((name) => `${folder}/${name}`);
      const inner = await Promise.all(
        below.map(async (one) => await shardsIn(one, await namesIn(one) ?? [])),
      );
      here = inner.flat();
    }
    if (here.length === 0) {
      throw new InputError(
        `Cannot merge "${folder}" as there is no shard-K-of-N.json in it, nor in a folder directly below`,
      );
    }
    found.push(...here);
  }
  return found;
}

/** Whether there are shards in a folder. */
export async function hasShards(folder: string): Promise<boolean> {
  return (await namesIn(folder) ?? []).some((name) => NAME.test(name));
}

async function shardsIn(folder: string, names: readonly string[]): Promise<FoundShard[]> {
  return await Promise.all(
    names.filter((name) => NAME.test(name)).map(async (name) => {
      const path = `${folder}/${name}`;
      const text = await readIfThere(path) ?? "";
      try {
        const { shard, ...rest } = schema.parse(JSON.parse(text));
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
    throw new InputError(`Cannot merge "${pathOf(first)}" and "${pathOf(one)}": ${difference}`);
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
