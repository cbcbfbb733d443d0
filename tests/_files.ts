import type { Choice } from "../src/types.ts";

/** Gives a folder that is removed at the end. */
export async function withFolder(action: (folder: string) => Promise<void>): Promise<void> {
  const folder = await Deno.makeTempDir({ dir: "/tmp", prefix: "descent-bench-" });
  try {
    await action(folder);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

/** All files below a folder with their text, and all folders, by path. */
export async function snapshot(folder: string): Promise<Record<string, string>> {
  const found: Record<string, string> = {};
  async function walk(path: string): Promise<void> {
    for await (const { name, isDirectory } of Deno.readDir(`${folder}${path}`)) {
      const inner = `${path}/${name}`;
      found[inner] = isDirectory ? "a folder" : await Deno.readTextFile(`${folder}${inner}`);
      if (isDirectory) await walk(inner);
    }
  }
  await walk("");
  return found;
}

/** Copies a file, or a folder with all that is in it. */
export async function copy(from: string, to: string): Promise<void> {
  if ((await Deno.stat(from)).isFile) return await Deno.copyFile(from, to);
  await Deno.mkdir(to);
  for await (const { name } of Deno.readDir(from)) await copy(`${from}/${name}`, `${to}/${name}`);
}

type Fields = Readonly<Record<string, unknown>>;

/** Five steps on three points. */
export const TOY: Fields = {
  title: "Tiny",
  question: "Does it go down?",
  dataset: { name: "toy" },
  method: { name: "gradientDescent", stepSize: 0.1 },
  stop: { iterations: 5 },
};
/** A slice along one direction at five points. */
export const SLICE: Fields = {
  kind: "slice",
  title: "Cut",
  question: "How does it look?",
  dataset: { name: "toy" },
  center: "zero",
  a: { direction: { class: 0, column: 0 }, min: -2, max: 2, points: 5 },
};
/** A check of the gradient at four points whose derivatives do not cancel. */
export const CHECK: Fields = {
  kind: "gradientCheck",
  title: "Check",
  question: "Is it right?",
  dataset: { name: "toy", points: [[1], [2], [-1], [3]], labels: [0, 1, 2, 0] },
  h: [1e-3, 1e-5],
};

/** Two methods on a function and on three points. */
export const RACE: Fields = {
  kind: "race",
  title: "Race",
  question: "Which one is first?",
  rows: [
    [{ problem: { name: "ravine" } }, { dataset: { name: "toy" } }],
    [{ method: { name: "gradientDescent" } }, { method: { name: "localSearch" } }],
  ],
  tuning: { min: 1e-3, max: 1, trials: 4 },
  finals: 2,
  stop: { epochs: 30 },
};
/** Three lines and six chords around the start, on three points. */
export const CONVEXITY: Fields = {
  kind: "convexity",
  title: "Count",
  question: "Is it convex?",
  dataset: { name: "toy" },
  lines: 3,
  points: 5,
  chords: 6,
};
/** Curvature at the start and after five steps, on three points. */
export const CURVATURE: Fields = {
  ...TOY,
  kind: "curvature",
  title: "Bend",
  question: "How sharp is it?",
};

const fileOf = (usual: Fields) => (fields: Fields = {}) => JSON.stringify({ ...usual, ...fields });
/** The text of a file like `TOY`, with other fields; `undefined` leaves one out. */
export const toyFile = fileOf(TOY);
/** As `toyFile`, like `SLICE`. */
export const sliceFile = fileOf(SLICE);
/** As `toyFile`, like `CHECK`. */
export const checkFile = fileOf(CHECK);

/** As `toyFile`, like `RACE`. */
export const raceFile = fileOf(RACE);

/** As `toyFile`, like `CONVEXITY`. */
export const convexityFile = fileOf(CONVEXITY);

/** As `toyFile`, like `CURVATURE`. */
export const curvatureFile = fileOf(CURVATURE);

/** What is wrong, and the fields of the file. */
type Case = readonly [what: string, fields: Fields];

const axis = (fields: Fields) => ({ points: 3, ...fields });
const chart = (fields: Fields) => ({ charts: [{ name: "line", ...fields }] });
const descent = (stepSize: unknown): Choice => ({ name: "gradientDescent", stepSize });
const method = (fields: Fields) => ({ method: { ...descent(0.1), ...fields } });
const sizes = (...values: unknown[]) => ({ matrix: { batchSize: values } });
const best = (fields: Fields) => ({ best: { of: "batchSize", seeds: [2], ...fields } });
const small = { name: "synthetic", train: 100 };

const TEXTS: readonly (readonly [what: string, text: string])[] = [
  ["JSON without a comma", '{\n  "title": "T"\n  "question": "Q"\n}'],
  ["JSON without a value", '{\n  "title": ,\n}'],
  ["JSON that ends early", '{\n  "title": "T"'],
  ["an empty file", ""],
  ["a list", "[]"],
  ["a text", '"batch_size"'],
  ["null", "null"],
];

const RUNS: readonly Case[] = [
  ["no title", { title: undefined }],
  ["an empty title", { title: "" }],
  ["no dataset", { dataset: undefined }],
  ["no method", { method: undefined }],
  ["no step size", { method: descent(undefined) }],
  ["no stop", { stop: undefined }],

  ["an unknown key", { batchSze: 1 }],
  ["a far-off key", { zzzzzzzzzz: 1 }],
  ["an unknown key of the method", method({ stepSze: 1 })],
  ["an unknown key of the start", { init: { scal: 1 } }],
  ["an unknown key of a chart", chart({ logx: true })],
  ["a misspelt swept field", { matrix: { batchSze: [1] } }],
  ["a misspelt swept path", { matrix: { "method.stepSze": [1] } }],
  ["a swept field that does not exist", { matrix: { zzzzzzzzzz: [1] } }],
  ["a swept field named by its last word", { matrix: { stepSize: [1] } }],
  ["a misspelt zipped field", { zip: { batchSze: [1] } }],
  ["a misspelt excluded field", { ...sizes(1, 2), exclude: [{ batchSze: 1 }] }],
  ["a swept option of another dataset", { matrix: { "dataset.train": [10] } }],

  ["a number as title", { title: 5 }],
  ["a text as start", { init: "small" }],
  ["a name as dataset", { dataset: "toy" }],
  ["a number as seeds", { seeds: 1 }],
  ["a fraction as seed", { seeds: [1.5] }],
  ["a text as step size", method({ stepSize: "0.1" })],
  ["a text as switch", chart({ logY: "yes" })],

  ["a negative step size", method({ stepSize: -0.1 })],
  ["a step size of zero", method({ stepSize: 0 })],
  ["a batch size of zero", { batchSize: 0 }],
  ["half an example", { batchSize: 1.5 }],
  ["a batch size of ful", { batchSize: "ful" }],
  ["a batch size above the examples", { dataset: small, batchSize: 101 }],
  ["a last batch to drop that is the only one, above the examples", {
    dataset: small,
    batchSize: 101,
    lastBatch: "drop",
  }],
  ["a last batch of drpo", { lastBatch: "drpo" }],
  ["a validation part of everything", { dataset: { ...small, validation: 100 } }],
  ["a validation part of nearly everything, as a share", {
    dataset: { ...small, validation: 0.999 },
  }],
  ["a validation part of a share that is no example", { dataset: { ...small, validation: 0.004 } }],
  ["a validation part of one and a half examples", { dataset: { ...small, validation: 1.5 } }],
  ["a negative validation part", { dataset: { ...small, validation: -1 } }],
  ["a swept validation part of everything", {
    dataset: small,
    matrix: { "dataset.validation": [10, 100] },
  }],
  ["a batch size above the examples without the validation part", {
    dataset: { ...small, validation: 20 },
    batchSize: 81,
  }],
  ["a negative penalty", { loss: { name: "svm", l2: -1 } }],
  ["a stop without limits", { stop: {} }],
  ["a target as only limit", { stop: { targetLoss: 1 } }],
  ["no epochs at all", { stop: { epochs: 0 } }],
  ["something unheard-of to keep", { keep: "weight" }],
  ["an unknown record", { record: "all" }],
  ["a seed twice", { seeds: [1, 2, 1] }],

  ["a misspelt dataset", { dataset: { name: "cifar" } }],
  ["an unknown dataset", { dataset: { name: "frobnicate" } }],
  ["a misspelt method", method({ name: "gradientDecent" })],
  ["an unknown method", { method: { name: "frobnicate" } }],
  ["a misspelt loss", { loss: { name: "svn" } }],
  ["an unknown loss", { loss: { name: "frobnicate" } }],
  ["a misspelt chart", { charts: [{ name: "lines" }] }],
  ["an unknown chart", { charts: [{ name: "frobnicate" }] }],
  ["a chart along a field that does not exist", chart({ x: "exampels" })],
  ["a chart of a field that does not exist", chart({ y: "loss" })],
  ["a chart with a series for a field that does not exist", {
    ...sizes(1),
    ...chart({ series: ["batchSze"] }),
  }],

  ["an empty sweep", sizes()],
  ["a sweep that is no list", { matrix: { batchSize: 3 } }],
  ["a range without count", { matrix: { batchSize: { linspace: [1, 2] } } }],
  ["a geometric range from zero", { matrix: { "method.stepSize": { geomspace: [0, 1, 3] } } }],
  ["a swept text for a number", { matrix: { "method.stepSize": [0.1, "large"] } }],
  ["a value out of range in matrix", { matrix: { "method.stepSize": [0.1, -1] } }],
  ["a value out of range in zip", { zip: { "method.stepSize": [0.1, -1] } }],
  ["a swept name that is unknown", {
    matrix: { "method.name": ["gradientDescent", "frobnicate"] },
  }],
  ["a field in matrix and zip", { ...sizes(1), zip: { batchSize: [2] } }],
  ["zipped lists of different lengths", {
    zip: { batchSize: [1, 2, 3], "method.stepSize": [1, 2] },
  }],
  ["an exclusion that fits nothing", {
    ...sizes(1, 2),
    exclude: [{ batchSize: 2 }, { batchSize: 3 }],
  }],
  ["an exclusion of everything", { ...sizes(1, 2), exclude: [{ batchSize: 1 }, { batchSize: 2 }] }],

  ["several problems of the experiment", { title: 5, seeds: [-1], batchSze: 3 }],
  ["several problems of a run", { batchSize: 0, init: { scale: -1 }, stop: {} }],

  ["a misspelt kind", { kind: "slce" }],
  ["an unknown kind", { kind: "frobnicate" }],
  ["a number as kind", { kind: 3 }],
  ["a problem without a name", { problem: {} }],
  ["a misspelt problem", { problem: { name: "clasifier" } }],
  ["the key a in training", { a: {} }],
  ["the key h in training", { h: [1] }],

  ["a swept word for a whole method", { matrix: { method: ["randomSearch"] } }],
  ["a swept whole method that does not exist", {
    matrix: { method: [descent(1), { name: "randomSearc" }] },
  }],
  ["a swept whole method with a wrong option", {
    matrix: { method: [descent(1), { name: "randomSearch", scale: -1 }] },
  }],

  ["the best of nothing swept", best({})],
  ["the best of what other fields sweep", { matrix: { "loss.l2": [0, 1] }, ...best({}) }],
  ["the best of a single value", { ...sizes(1), ...best({}) }],
  ["the best of a zip", { zip: { batchSize: [1, 2] }, ...best({}) }],
  ["the best of a field that does not exist", { ...sizes(1, 2), ...best({ of: "batchSze" }) }],
  ["the best on a seed of the sweep", {
    ...sizes(1, 2),
    seeds: [1, 3],
    ...best({ seeds: [2, 3] }),
  }],
  ["the best without seeds", { ...sizes(1, 2), ...best({ seeds: undefined }) }],
  ["the best on a seed twice", { ...sizes(1, 2), ...best({ seeds: [2, 2] }) }],
  ["the best by the test part", { ...sizes(1, 2), ...best({ by: "testAccuracy" }) }],
  ["the best by something unknown", { ...sizes(1, 2), ...best({ by: "trainingLoss" }) }],
  ["the best by a validation part that is not there", {
    ...sizes(1, 2),
    ...best({ by: "validationLoss" }),
  }],
  ["the best by a validation part that one run does not have", {
    dataset: small,
    matrix: { "dataset.validation": [0, 10], batchSize: [1, 2] },
    ...best({ by: "validationAccuracy" }),
  }],
  ["an unknown key of the best", { ...sizes(1, 2), ...best({ sed: 1 }) }],
];

const SLICES: readonly Case[] = [
  ["the key method", { method: {} }],
  ["the key best", { best: {} }],
  ["a misspelt key", { centre: "zero" }],
  ["a misspelt swept path", { matrix: { "a.point": [3] } }],
  ["an unknown chart", { charts: [{ name: "line" }] }],
  ["no axis", { a: undefined }],
  ["no points", { a: {} }],
  ...[0, 1, -3].map((points): Case => [`${points} points`, { a: { points } }]),
  ["2.5 points", { a: { points: 2.5 } }],
  ["too many points", { a: { points: 10_002 } }],
  ["equal ends", { a: axis({ min: 1, max: 1 }) }],
  ["turned ends of the second axis", { b: axis({ min: 2, max: -1 }) }],
  ["ends with fewer numbers between them than points", {
    a: { points: 5, min: 1, max: 1 + 2 ** -51 }, // a number of f64 at every 2⁻⁵²
  }],
  ["large ends of the second axis with too few numbers between them", {
    b: { points: 4, min: 1e16, max: 1e16 + 2 },
  }],
  ["more than a million places", { a: { points: 1000 }, b: { points: 1001 } }],
  ["more than a million places in one run of a sweep", {
    b: { points: 2 },
    matrix: { "b.points": [3, 10_001], "a.points": [2, 101] },
  }],
  ["an infinite min in f32", { a: axis({ min: -1e31 }) }],
  ["an infinite max in f32", { a: axis({ max: 1e31 }) }],
  ["one direction twice", { a: axis({}), b: axis({ direction: 0 }) }],
  ["one weight twice", {
    a: axis({ direction: { class: 1, column: 0 } }),
    b: axis({ direction: { column: 0, class: 1 } }),
  }],
  ["a word as direction", { a: axis({ direction: "up" }) }],
  ["half a weight as direction", { a: axis({ direction: { class: 0 } }) }],
  ["a perpendicular direction without a second one", { orthogonal: true }],
  ["the length by row of a zero centre", { normalization: "row" }],
  ["the length by layer of a zero centre", { normalization: "layer" }],
  ["an unheard-of length", { normalization: "filter" }],
  ["the path of no run but the centre zero", { center: "zero", path: true }],
  ["the path of no run but a random centre", { center: "random", path: true }],
  ["the path of no run but given weights", { center: [[0, 0], [0, 0], [0, 0]], path: true }],
  ["a component of no run's path", { a: axis({ direction: { component: 1 } }) }],
  ["a second component of no run's path", { b: axis({ direction: { component: 2 } }) }],
  ["component 0", { a: axis({ direction: { component: 0 } }) }],
  ["an example that is not in the file's part", { dataset: small, example: 100 }],
  ["a negative example", { example: -1 }],
  ["a centre in no sense", { center: "middle" }],
  ["a weight of the centre that f32 has no number for", { center: [[0, 0], [0, 1e39], [0, 0]] }],
  ["a weight of a direction that f32 has no number for", {
    a: axis({ direction: [[0, -1e39], [0, 0], [0, 0]] }),
  }],
  ["a centre at a run of no file", { center: { run: 1 } }],
  ["a centre at run 0", { center: { experiment: "mine.jsonc", run: 0 } }],
];

const CHECKS: readonly Case[] = [
  ["the key stop", { stop: {} }],
  ["a misspelt key", { coordinate: 3 }],
  ["an unknown chart", { charts: [{ name: "line" }] }],
  ...[0, -1e-3].map((h): Case => [`a step of ${h}`, { h: [1e-3, h] }]),
  ["no steps", { h: [] }],
  ["a bare step", { h: 1e-3 }],
  ["a step in words", { h: ["small"] }],
  ["a range of steps without count", { h: { logspace: [-3, -1] } }],
  ["a range of steps through 0", { h: { linspace: [-1, 1, 3] } }],
  ["a range of steps that ends at 0, as f64 has no 1e-400", { h: { logspace: [-3, -400, 2] } }],
  ["a step twice", { h: [1e-3, 1e-5, 1e-3] }],
  ["no coordinates", { coordinates: 0 }],
  ["half a coordinate", { coordinates: 1.5 }],
  ["an unheard-of difference", { scheme: "backward" }],
];

const textsOf = (file: (fields: Fields) => string, cases: readonly Case[], of = "") =>
  cases.map(([what, fields]) => [what + of, file(fields)] as const);

/** What a user may get wrong, and the text of a file that must be refused for it. */
export const WRONG: readonly (readonly [what: string, text: string])[] = [
  ...TEXTS,
  ...textsOf(toyFile, RUNS),
  ...textsOf(sliceFile, SLICES, " of a slice"),
  ...textsOf(checkFile, CHECKS, " of a gradient check"),
];
