/** What a case of the program is made of. */
import type { Rng } from "../../src/types.ts";
import { NINE } from "../cli/_place.ts";
import type { Call } from "./_judge.ts";
import { damagedBytes, pick } from "./_mutate.ts";

/** The folder of a case, seen from where the program is called. */
export const CASE = "case";
export const MINE = `${CASE}/mine.jsonc`;
export const OUT = ["--out", `${CASE}/out`];

/** Files by path, seen from where the program is called. */
export type Files = Readonly<Record<string, Uint8Array>>;

/** Files, and a call of the program that may read them. */
export interface Case {
  readonly files: Files;
  readonly call: Call;
}

/** Cases of one sort, made of good files; the same for the same numbers. */
export interface Suite {
  readonly name: string;
  make(rng: Rng, good: Good): Case;
}

/** Files that the program has made, or ships. */
export interface Good {
  /** Texts of experiments. */
  readonly experiments: readonly string[];
  /** A sweep in two shards, with the file that it was made from. */
  readonly shards: Files;
  /** Data in every format, by the names of the files. */
  readonly data: Files;
  /** A finished result. */
  readonly result: Files;
}

export const bytesOf = (text: string): Uint8Array => new TextEncoder().encode(text);
const WIDTHS = [0, 1, 20, 60, 80, 100, 1000];

/** A case in a terminal of some width. */
export function caseOf(
  rng: Rng,
  words: readonly string[],
  files: Files,
  more: Partial<Call> = {},
): Case {
  return { files, call: { words, columns: pick(rng, WIDTHS), stopAfter: 500, ...more } };
}

/** One file of several is damaged. */
export function oneDamaged(rng: Rng, files: Files, isIt = (_path: string) => true): Files {
  const path = pick(rng, Object.keys(files).filter(isIt));
  return { ...files, [path]: damagedBytes(rng, files[path]) };
}

/** What makes the good files: a call, and the folder whose files they are. */
export const MAKERS = {
  mine: { path: MINE, text: NINE },
  shards: [1, 2].map((part) => ["run", MINE, "--shard", `${part}/2`, "--out", `${CASE}/s/${part}`]),
  result: [["run", MINE, "--out", `${CASE}/whole`]],
} as const;
