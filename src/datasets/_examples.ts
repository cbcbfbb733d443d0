/** From examples as a file has them to the parts of a dataset. */
import { z } from "zod";
import { ensure, InputError } from "../errors.ts";
import { stream } from "../exact/rng.ts";
import { inertWord } from "../inert.ts";
import { grouped } from "../numbers.ts";
import type { PictureSize, Split, Vector } from "../types.ts";
import { build } from "./_build.ts";
import { standardising } from "./_standardise.ts";
import { shuffle } from "./batches.ts";
import { allocateBytes, allocateFloats } from "./_room.ts";
import { type Dataset, type DatasetStorage, MOST_CLASSES } from "./dataset.ts";
import { validation } from "./validation.ts";

/** What can be drawn from at random. */
export const MOST_EXAMPLES = 1 << 21;
/** Share for testing where nothing is said. */
const TEST_SHARE = 0.2;

/** Examples as a file has them. */
export interface Examples {
  /** How many there are. */
  readonly count: number;
  /** Numbers in each. */
  readonly features: number;
  /** Whether all numbers are bytes. */
  readonly isBytes: boolean;
  /** rows[at …] ← the numbers of an example. */
  write(rows: Uint8Array | Vector, at: number, example: number): void;
  /** The label of each example, as an index of `labels`. */
  readonly labelOf: ArrayLike<number>;
  /** Labels as they were met. */
  readonly labels: readonly string[];
  /** Where it is not 0, an example is for testing; null where the data does not say. */
  readonly isTest: ArrayLike<number> | null;
  /** Names of the features. */
  readonly featureNames?: readonly string[];
  /** The size of pictures. */
  readonly picture?: PictureSize;
  /** Whether NaN stands for values that are missing: the mean of the training part takes their place. */
  readonly hasGaps?: boolean;
  /** What should be known of them. */
  readonly remarks?: readonly string[];
}

/** The options on parts that every dataset of files has. */
// deno-lint-ignore explicit-module-boundary-types -- its type is what is written here
export const partOptions = (center: boolean, scale: boolean) => ({
  train: z.int().min(1).max(MOST_EXAMPLES).optional()
    .describe("Training examples; all that are not for testing when left out"),
  test: z.number().min(0).max(MOST_EXAMPLES)
    .refine(
      (value) => value < 1 || Number.isInteger(value),
      "must be a whole number of examples, or a share of them below 1",
    )
    .optional()
    .describe(
      "Test examples, as a number or, below 1, as a share; when left out, those that the data " +
        "says are for testing, or a fifth",
    ),
  seed: z.int().min(0).default(1).describe("Seed of the order in which examples are taken"),
  validation,
  ...standardising(center, scale),
});

/** What those options are. */
export interface PartOptions {
  readonly train?: number | undefined;
  readonly test?: number | undefined;
  readonly seed: number;
  readonly validation?: number | undefined;
  readonly center: boolean;
  readonly scale: boolean;
}

/** A dataset of examples in an order that is drawn: training ones from its start, test ones from its end. */
export function datasetOf(
  name: string,
  examples: Examples,
  { train, test, seed, validation, center, scale }: PartOptions,
  storage: DatasetStorage,
): Dataset {
  const { features, featureNames, picture, hasGaps = false, remarks } = examples;
  const { classNames, classOf } = classesOf(examples.labels);
  const [learnt, held] = chosen(examples, { train, test, seed });
  const part = (order: Uint32Array): Split => {
    const length = order.length * features;
    const rows = examples.isBytes
      ? allocateBytes(length, storage)
      : allocateFloats(length, storage);
    const labels = allocateBytes(order.length, storage);
    for (const [i, example] of order.entries()) {
      examples.write(rows, i * features, example);
      labels[i] = classOf[examples.labelOf[example]];
    }
    return { examples: order.length, features: rows, labels };
  };
  return build({
    name,
    features,
    classes: classNames.length,
    classNames,
    train: part(learnt),
    test: part(held),
    validation,
    center,
    scale,
    hasGaps,
    ...featureNames && { featureNames },
    ...picture && { picture },
    ...remarks && { remarks },
  }, storage);
}

/** Which examples are for training and for testing. */
function chosen(
  { count, isTest }: Examples,
  { train, test, seed }: Pick<PartOptions, "train" | "test" | "seed">,
): [train: Uint32Array, test: Uint32Array] {
  const order = Uint32Array.from({ length: count }, (_, i) => i);
  shuffle(order, stream(seed, "data"));
  const known = isTest && order.filter((example) => isTest[example] !== 0);
  const free = isTest === null ? order : order.filter((example) => isTest[example] === 0);
  ensure(
    known === null || test === undefined || Number.isInteger(test),
    `dataset.test: must be a whole number, as the data says which examples are for testing: ` +
      `current value is ${test}`,
  );
  ensure(free.length > 0, `dataset: there must be an example to learn from: all are for testing`);
  const wanted = test ?? known?.length ?? TEST_SHARE;
  const held = wanted < 1 ? Math.round(wanted * count) : wanted;
  checkCount("test", held, known === null ? count - 1 : known.length, count);
  const most = known === null ? count - held : free.length;
  checkCount("train", train ?? 1, most, count);
  const tested = known === null ? free.slice(count - held) : known.slice(0, held);
  return [free.slice(0, train ?? most), tested];
}

function checkCount(key: string, wanted: number, most: number, count: number): void {
  ensure(
    wanted <= most,
    `dataset.${key}: must be at most ${grouped(most)} of the ${grouped(count)} examples: ` +
      `current value is ${wanted}`,
  );
}

/** The classes that labels are of, in sorted order, and the class of each label. */
function classesOf(labels: readonly string[]) {
  const classNames = sorted(new Set(labels.map(labelText)));
  ensure(
    classNames.length > 1,
    `dataset: there must be two classes or more: all labels are "${inertWord(classNames[0])}"`,
  );
  const places = new Map(classNames.map((name, i) => [name, i]));
  return { classNames, classOf: labels.map((label) => places.get(labelText(label)) ?? 0) };
}

/** Numbers are named alike however they are written: `+1`, `1.0`; so large ones that differ are not. */
function labelText(label: string): string {
  const number = isNumber(label) ? Number(label) : NaN;
  return Math.abs(number) <= Number.MAX_SAFE_INTEGER ? String(number) : label;
}

/** Numbers by size; where there is any text, all as texts, by their characters. */
export function sorted(names: Iterable<string>): string[] {
  const all = [...names].sort();
  return all.every(isNumber) ? all.sort((a, b) => Number(a) - Number(b)) : all;
}

/** Whether a text is a decimal number. */
export function isNumber(text: string): boolean {
  return /^[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?$/.test(text);
}

/** Indices of texts in the order in which they are met. */
export class Codes {
  readonly #codes = new Map<string, number>();

  /** The index of a text; of a new one, the next. */
  of(text: string): number {
    const known = this.#codes.get(text);
    if (known !== undefined) return known;
    this.#codes.set(text, this.#codes.size);
    return this.#codes.size - 1;
  }

  /** The texts. */
  get texts(): string[] {
    return [...this.#codes.keys()];
  }
}

/** Labels of examples as they are met. */
export class Labels extends Codes {
  readonly #of: number[] = [];

  /** @throws {InputError} When there are more different ones than classes may be */
  add(label: string, place: () => string): void {
    const code = this.of(label);
    if (code >= MOST_CLASSES) {
      throw new InputError(`${place()}: there must be at most ${MOST_CLASSES} different labels`);
    }
    this.#of.push(code);
  }

  /** The index of the label of each example. */
  get codes(): readonly number[] {
    return this.#of;
  }
}
