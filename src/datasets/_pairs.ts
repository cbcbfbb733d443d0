/** Files of features with a file of labels each. */
import { z } from "zod";
import { ensure } from "../errors.ts";
import type { NamedArray, Pair } from "./_arrays.ts";

const path = z.string().min(1);

/** The options that say where they are. */
export const pairOptions = {
  file: path.describe("The file of features; gzipped or not"),
  labelFile: path.describe("The file of their labels"),
  testFile: path.optional().describe("Features of test examples"),
  testLabelFile: path.optional().describe("Their labels"),
};

/** What those options are. */
interface PairOptions {
  readonly file: string;
  readonly labelFile: string;
  readonly testFile?: string | undefined;
  readonly testLabelFile?: string | undefined;
}

/** Reads the arrays of training and, where there are any, of test examples. */
export async function readPairs(
  { file, labelFile, testFile, testLabelFile }: PairOptions,
  read: (path: string) => Promise<NamedArray>,
): Promise<Pair[]> {
  ensure(
    (testFile === undefined) === (testLabelFile === undefined),
    "dataset.testLabelFile: must be given with dataset.testFile, and only with it",
  );
  const pairs = [{ features: await read(file), labels: await read(labelFile) }];
  if (testFile === undefined || testLabelFile === undefined) return pairs;
  return [...pairs, { features: await read(testFile), labels: await read(testLabelFile) }];
}
