import { fileSchemas, jsonSchema, schemaOf } from "../src/experiment/schema.ts";
import { registries } from "../src/kinds/mod.ts";
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

const fileOf = (usual: Fields) => (fields: Fields = {}) => JSON.stringify({ ...usual, ...fields });
/** The text of a file like `TOY`, with other fields; `undefined` leaves one out. */
export const toyFile = fileOf(TOY);
/** As `toyFile`, like `SLICE`. */
export const sliceFile = fileOf(SLICE);
/** As `toyFile`, like `CHECK`. */
export const checkFile = fileOf(CHECK);

/** Something a user may get wrong, and what has to be said about it. */
export interface Wrong {
  readonly what: string;
  readonly text: string;
  /** The lines of the message, each without the name of the file before it. */
  readonly lines: readonly string[];
}

/** What is wrong, the fields of the file, and what is said of each of them. */
type Case = readonly [what: string, fields: Fields, ...lines: string[]];

const wrong = (file: (fields: Fields) => string, cases: readonly Case[], of = ""): Wrong[] =>
  cases.map(([what, fields, ...lines]) => (
    { what: what + of, text: file(fields), lines: lines.map((line) => `: ${line}`) }
  ));

/** `: current value is 3`, as JSON. */
const is = (value: unknown) => `: current value is ${JSON.stringify(value).replace("e+", "e")}`;
const mean = (word: string) => `: did you mean "${word}"?`;
const known = (names: readonly string[] | { leaves: readonly { name: string }[] }) =>
  `: known are ${("leaves" in names ? names.leaves.map(({ name }) => name) : names).join(", ")}`;
const axis = (fields: Fields) => ({ points: 3, ...fields });
const chart = (fields: Fields) => ({ charts: [{ name: "line", ...fields }] });
const descent = (stepSize: unknown): Choice => ({ name: "gradientDescent", stepSize });
const method = (fields: Fields) => ({ method: { ...descent(0.1), ...fields } });
const sizes = (...values: unknown[]) => ({ matrix: { batchSize: values } });
const best = (fields: Fields) => ({ best: { of: "batchSize", seeds: [2], ...fields } });
const small = { name: "synthetic", train: 100 };
const { methods, datasets, losses } = registries;
const schemas = fileSchemas(registries);
const [training, slices, checks] = schemas.kinds.map(({ kind: { figures } }) => figures);
/** The keys of files of each kind, in the order of the schema. */
const [keys, sliceKeys, checkKeys] =
  (jsonSchema(registries).anyOf as { readonly properties: object }[])
    .map(({ properties }) => Object.keys(properties));
const { sweepable } = schemaOf({}, schemas);
const AXIS = 'must be a list of one or more values, or { "linspace": [first, last, count] }, ' +
  '{ "logspace": [first exponent, last exponent, count] } or ' +
  '{ "geomspace": [first above 0, last above 0, count] }';
const TOO_LARGE = 'must be 1 to 100, the number of training examples, or "full"';
const WHOLE = 'must be a whole number, 1 or more, or "full"';
const CENTER = 'must be "random", "zero", { "experiment": file, "run": number } or a list of ' +
  "numbers for each class";
const DIRECTION = "must be a number that picks a random direction, { class, column } of one " +
  "weight, { component } of the path of the run at the centre, or a list of numbers for each class";
const NO_RUN = "must not ask for the path of a run unless the centre is " +
  '{ "experiment": file, "run": number }';
const NO_LENGTH = 'must be "none" when the centre is zero, which has no length';
const BEST_OF = `must be a field that matrix sweeps through two or more values${is("batchSize")}`;
const STEPS = 'must be a list of numbers above 0, or a range such as { "logspace": [-12, -1, 12] }';
const STEP_SIZE = "must be a number above 0, or an object with the name of a step size";
const LIMIT = "must have at least one of iterations, epochs, examples, evaluations";
const X = "must be one of examples, epoch, iteration, lossEvaluations, gradientEvaluations";
const Y = "must be one of trainLoss, trainAccuracy, testLoss, testAccuracy";
const KINDS = known(["train", "slice", "gradientCheck"]);
const RECORD = 'must be "geometric", { "every": iterations } or a list of iterations';
const TOY_KEYS = ["name", "points", "labels", "testPoints", "testLabels", "center"];

const TEXTS: readonly (readonly [what: string, text: string, line: string])[] = [
  [
    "JSON without a comma",
    '{\n  "title": "T"\n  "question": "Q"\n}',
    ":3:3: not valid JSON: comma expected",
  ],
  ["JSON without a value", '{\n  "title": ,\n}', ":2:12: not valid JSON: value expected"],
  ["JSON that ends early", '{\n  "title": "T"', ":2:15: not valid JSON: close brace expected"],
  ["an empty file", "", ":1:1: not valid JSON: value expected"],
  ["a list", "[]", ": must be an object in braces"],
  ["a text", '"batch_size"', ": must be an object in braces"],
  ["null", "null", ": must be an object in braces"],
];

const RUNS: readonly Case[] = [
  ["no title", { title: undefined }, "title: must be given"],
  ["an empty title", { title: "" }, "title: must not be empty"],
  ["no dataset", { dataset: undefined }, "dataset: must be given"],
  ["no method", { method: undefined }, "method: must be given"],
  ["no step size", { method: descent(undefined) }, "method.stepSize: must be given"],
  ["no stop", { stop: undefined }, "stop: must be given"],

  ["an unknown key", { batchSze: 1 }, `batchSze: unknown key${mean("batchSize")}`],
  ["a far-off key", { zzzzzzzzzz: 1 }, `zzzzzzzzzz: unknown key${known(keys)}`],
  [
    "an unknown key of the method",
    method({ stepSze: 1 }),
    `method.stepSze: unknown key${mean("stepSize")}`,
  ],
  ["an unknown key of the start", { init: { scal: 1 } }, `init.scal: unknown key${mean("scale")}`],
  [
    "an unknown key of a chart",
    chart({ logx: true }),
    `charts[0].logx: unknown key${mean("logX")}`,
  ],
  [
    "a misspelt swept field",
    { matrix: { batchSze: [1] } },
    `matrix.batchSze: unknown key${mean("batchSize")}`,
  ],
  [
    "a misspelt swept path",
    { matrix: { "method.stepSze": [1] } },
    `matrix.method.stepSze: unknown key${mean("method.stepSize")}`,
  ],
  [
    "a swept field that does not exist",
    { matrix: { zzzzzzzzzz: [1] } },
    `matrix.zzzzzzzzzz: unknown key${known(sweepable)}`,
  ],
  [
    "a swept field named by its last word",
    { matrix: { stepSize: [1] } },
    `matrix.stepSize: unknown key${mean("method.stepSize")}`,
  ],
  [
    "a misspelt zipped field",
    { zip: { batchSze: [1] } },
    `zip.batchSze: unknown key${mean("batchSize")}`,
  ],
  [
    "a misspelt excluded field",
    { ...sizes(1, 2), exclude: [{ batchSze: 1 }] },
    `exclude[0].batchSze: unknown key${mean("batchSize")}`,
  ],
  [
    "a swept option of another dataset",
    { matrix: { "dataset.train": [10] } },
    `matrix.dataset.train: unknown key${known(TOY_KEYS)}`,
  ],

  ["a number as title", { title: 5 }, `title: must be a text in quotes${is(5)}`],
  ["a text as start", { init: "small" }, `init: must be an object in braces${is("small")}`],
  ["a name as dataset", { dataset: "toy" }, `dataset: must be an object in braces${is("toy")}`],
  ["a number as seeds", { seeds: 1 }, `seeds: must be a list in brackets${is(1)}`],
  ["a fraction as seed", { seeds: [1.5] }, `seeds[0]: must be a whole number${is(1.5)}`],
  [
    "a text as step size",
    method({ stepSize: "0.1" }),
    `method.stepSize: ${STEP_SIZE}${is("0.1")}`,
  ],
  ["a text as switch", chart({ logY: "yes" }), `charts[0].logY: must be true or false${is("yes")}`],

  [
    "a negative step size",
    method({ stepSize: -0.1 }),
    `method.stepSize: must be above 0${is(-0.1)}`,
  ],
  ["a step size of zero", method({ stepSize: 0 }), `method.stepSize: must be above 0${is(0)}`],
  ["a batch size of zero", { batchSize: 0 }, `batchSize: must be at least 1${is(0)}`],
  ["half an example", { batchSize: 1.5 }, `batchSize: ${WHOLE}${is(1.5)}`],
  ["a batch size of ful", { batchSize: "ful" }, `batchSize: ${WHOLE}${is("ful")}`],
  [
    "a batch size above the examples",
    { dataset: small, batchSize: 101 },
    `batchSize: ${TOO_LARGE}${is(101)}`,
  ],
  ["a negative penalty", { loss: { name: "svm", l2: -1 } }, `loss.l2: must be at least 0${is(-1)}`],
  ["a stop without limits", { stop: {} }, `stop: ${LIMIT}${is({})}`],
  ["a target as only limit", { stop: { targetLoss: 1 } }, `stop: ${LIMIT}${is({ targetLoss: 1 })}`],
  ["no epochs at all", { stop: { epochs: 0 } }, `stop.epochs: must be above 0${is(0)}`],
  ["an unknown record", { record: "all" }, `record: ${RECORD}${is("all")}`],
  ["a seed twice", { seeds: [1, 2, 1] }, `seeds: must not name a seed twice${is([1, 2, 1])}`],

  [
    "a misspelt dataset",
    { dataset: { name: "cifar" } },
    `dataset.name: unknown dataset "cifar"${mean("cifar10")}`,
  ],
  [
    "an unknown dataset",
    { dataset: { name: "frobnicate" } },
    `dataset.name: unknown dataset "frobnicate"${known(datasets)}`,
  ],
  [
    "a misspelt method",
    method({ name: "gradientDecent" }),
    `method.name: unknown method "gradientDecent"${mean("gradientDescent")}`,
  ],
  [
    "an unknown method",
    { method: { name: "frobnicate" } },
    `method.name: unknown method "frobnicate"${known(methods)}`,
  ],
  ["a misspelt loss", { loss: { name: "svn" } }, `loss.name: unknown loss "svn"${mean("svm")}`],
  [
    "an unknown loss",
    { loss: { name: "frobnicate" } },
    `loss.name: unknown loss "frobnicate"${known(losses)}`,
  ],
  [
    "a misspelt chart",
    { charts: [{ name: "lines" }] },
    `charts[0].name: unknown chart "lines"${mean("line")}`,
  ],
  [
    "an unknown chart",
    { charts: [{ name: "frobnicate" }] },
    `charts[0].name: unknown chart "frobnicate"${known(training)}`,
  ],
  [
    "a chart along a field that does not exist",
    chart({ x: "exampels" }),
    `charts[0].x: ${X}${is("exampels")}`,
  ],
  [
    "a chart of a field that does not exist",
    chart({ y: "loss" }),
    `charts[0].y: ${Y}${is("loss")}`,
  ],
  [
    "a chart with a series for a field that does not exist",
    { ...sizes(1), ...chart({ series: ["batchSze"] }) },
    `charts[0].series: unknown field "batchSze"${mean("batchSize")}`,
  ],

  ["an empty sweep", sizes(), `matrix.batchSize: must have at least 1 value${is([])}`],
  ["a sweep that is no list", { matrix: { batchSize: 3 } }, `matrix.batchSize: ${AXIS}${is(3)}`],
  [
    "a range without count",
    { matrix: { batchSize: { linspace: [1, 2] } } },
    `matrix.batchSize: ${AXIS}${is({ linspace: [1, 2] })}`,
  ],
  [
    "a geometric range from zero",
    { matrix: { "method.stepSize": { geomspace: [0, 1, 3] } } },
    `matrix.method.stepSize.geomspace[0]: must be above 0${is(0)}`,
  ],
  [
    "a swept text for a number",
    { matrix: { "method.stepSize": [0.1, "large"] } },
    `matrix.method.stepSize: ${STEP_SIZE}${is("large")}`,
  ],
  ...["matrix", "zip"].map((sweep): Case => [
    `a value out of range in ${sweep}`,
    { [sweep]: { "method.stepSize": [0.1, -1] } },
    `${sweep}.method.stepSize: must be above 0${is(-1)}`,
  ]),
  [
    "a swept name that is unknown",
    { matrix: { "method.name": ["gradientDescent", "frobnicate"] } },
    `matrix.method.name: unknown method "frobnicate"${known(methods)}`,
  ],
  [
    "a field in matrix and zip",
    { ...sizes(1), zip: { batchSize: [2] } },
    "zip.batchSize: must not be swept by matrix as well",
  ],
  [
    "zipped lists of different lengths",
    { zip: { batchSize: [1, 2, 3], "method.stepSize": [1, 2] } },
    "zip.method.stepSize: must have 3 values, as zip.batchSize has: it has 2",
  ],
  [
    "an exclusion that fits nothing",
    { ...sizes(1, 2), exclude: [{ batchSize: 2 }, { batchSize: 3 }] },
    'exclude[1]: must fit a combination of the sweeps: none has {"batchSize":3}',
  ],
  [
    "an exclusion of everything",
    { ...sizes(1, 2), exclude: [{ batchSize: 1 }, { batchSize: 2 }] },
    "exclude: must leave at least one run",
  ],

  [
    "several problems of the experiment",
    { title: 5, seeds: [-1], batchSze: 3 },
    `title: must be a text in quotes${is(5)}`,
    `seeds[0]: must be at least 0${is(-1)}`,
    `batchSze: unknown key${mean("batchSize")}`,
  ],
  [
    "several problems of a run",
    { batchSize: 0, init: { scale: -1 }, stop: {} },
    `init.scale: must be at least 0${is(-1)}`,
    `batchSize: must be at least 1${is(0)}`,
    `stop: ${LIMIT}${is({})}`,
  ],

  ["a misspelt kind", { kind: "slce" }, `kind: unknown kind "slce"${mean("slice")}`],
  ["an unknown kind", { kind: "frobnicate" }, `kind: unknown kind "frobnicate"${KINDS}`],
  ["a number as kind", { kind: 3 }, `kind: unknown kind 3${KINDS}`],
  [
    "a misspelt problem",
    { problem: { name: "clasifier" } },
    `problem: unknown problem "clasifier"${mean("classifier")}`,
  ],
  ["the key a in training", { a: {} }, `a: unknown key${known(keys)}`],
  ["the key h in training", { h: [1] }, `h: unknown key${mean("gradient.h")}`],

  [
    "a swept word for a whole method",
    { matrix: { method: ["randomSearch"] } },
    `matrix.method: must be an object in braces${is("randomSearch")}`,
  ],
  [
    "a swept whole method that does not exist",
    { matrix: { method: [descent(1), { name: "randomSearc" }] } },
    `method.name: unknown method "randomSearc"${mean("randomSearch")}`,
  ],
  [
    "a swept whole method with a wrong option",
    { matrix: { method: [descent(1), { name: "randomSearch", scale: -1 }] } },
    `method.scale: must be above 0${is(-1)}`,
  ],

  ["the best of nothing swept", best({}), `best.of: ${BEST_OF}`],
  [
    "the best of what other fields sweep",
    { matrix: { "loss.l2": [0, 1] }, ...best({}) },
    `best.of: ${BEST_OF}`,
  ],
  ["the best of a single value", { ...sizes(1), ...best({}) }, `best.of: ${BEST_OF}`],
  ["the best of a zip", { zip: { batchSize: [1, 2] }, ...best({}) }, `best.of: ${BEST_OF}`],
  [
    "the best of a field that does not exist",
    { ...sizes(1, 2), ...best({ of: "batchSze" }) },
    `best.of: unknown field "batchSze"${mean("batchSize")}`,
  ],
  [
    "the best on a seed of the sweep",
    { ...sizes(1, 2), seeds: [1, 3], ...best({ seeds: [2, 3] }) },
    "best.seeds: must not have a seed of the sweep, or the choice would be judged by what it " +
    "was made from: both have 3; give other best.seeds, or best=null",
  ],
  [
    "the best without seeds",
    { ...sizes(1, 2), ...best({ seeds: undefined }) },
    "best.seeds: must be given",
  ],
  [
    "the best on a seed twice",
    { ...sizes(1, 2), ...best({ seeds: [2, 2] }) },
    `best.seeds: must not name a seed twice${is([2, 2])}`,
  ],
  [
    "an unknown key of the best",
    { ...sizes(1, 2), ...best({ sed: 1 }) },
    `best.sed: unknown key${mean("seeds")}`,
  ],
];

const SLICES: readonly Case[] = [
  ["the key method", { method: {} }, `method: unknown key${known(sliceKeys)}`],
  ["the key best", { best: {} }, `best: unknown key${known(sliceKeys)}`],
  ["a misspelt key", { centre: "zero" }, `centre: unknown key${mean("center")}`],
  [
    "a misspelt swept path",
    { matrix: { "a.point": [3] } },
    `matrix.a.point: unknown key${mean("a.points")}`,
  ],
  [
    "an unknown chart",
    { charts: [{ name: "line" }] },
    `charts[0].name: unknown chart of slices "line"${known(slices)}`,
  ],
  ["no axis", { a: undefined }, "a: must be given"],
  ["no points", { a: {} }, "a.points: must be given"],
  ...[0, 1, -3].map((points): Case => [
    `${points} points`,
    { a: { points } },
    `a.points: must be at least 2${is(points)}`,
  ]),
  ["2.5 points", { a: { points: 2.5 } }, `a.points: must be a whole number${is(2.5)}`],
  ["too many points", { a: { points: 10_002 } }, `a.points: must be at most 10001${is(10002)}`],
  [
    "equal ends",
    { a: axis({ min: 1, max: 1 }) },
    "a: min must be below max, with room for 3 points: min is 1, max is 1",
  ],
  [
    "turned ends of the second axis",
    { b: axis({ min: 2, max: -1 }) },
    "b: min must be below max, with room for 3 points: min is 2, max is -1",
  ],
  [
    "ends with fewer numbers between them than points",
    { a: { points: 5, min: 1, max: 1 + 2 ** -51 } }, // a number of f64 at every 2⁻⁵²
    "a: min must be below max, with room for 5 points: min is 1, max is 1.0000000000000004",
  ],
  [
    "large ends of the second axis with too few numbers between them",
    { b: { points: 4, min: 1e16, max: 1e16 + 2 } },
    "b: min must be below max, with room for 4 points: min is 10000000000000000, max is 10000000000000002",
  ],
  [
    "more than a million places",
    { a: { points: 1000 }, b: { points: 1001 } },
    "b.points: must make at most 1000000 places with a.points: they make 1001000",
  ],
  [
    "more than a million places in one run of a sweep",
    { b: { points: 2 }, matrix: { "b.points": [3, 10_001], "a.points": [2, 101] } },
    "matrix.b.points: must make at most 1000000 places with a.points: they make 1010101",
  ],
  [
    "an infinite min in f32",
    { a: axis({ min: -1e31 }) },
    `a.min: must be at least -1e30${is(-1e31)}`,
  ],
  ["an infinite max in f32", { a: axis({ max: 1e31 }) }, `a.max: must be at most 1e30${is(1e31)}`],
  [
    "one direction twice",
    { a: axis({}), b: axis({ direction: 0 }) },
    "b.direction: must not be the direction of a: both are 0",
  ],
  [
    "one weight twice",
    {
      a: axis({ direction: { class: 1, column: 0 } }),
      b: axis({ direction: { column: 0, class: 1 } }),
    },
    'b.direction: must not be the direction of a: both are {"class":1,"column":0}',
  ],
  ["a word as direction", { a: axis({ direction: "up" }) }, `a.direction: ${DIRECTION}${is("up")}`],
  [
    "half a weight as direction",
    { a: axis({ direction: { class: 0 } }) },
    `a.direction: ${DIRECTION}${is({ class: 0 })}`,
  ],
  [
    "a perpendicular direction without a second one",
    { orthogonal: true },
    "orthogonal: must be false when there is one direction: add b",
  ],
  ...["row", "layer"].map((normalization): Case => [
    `the length by ${normalization} of a zero centre`,
    { normalization },
    `normalization: ${NO_LENGTH}${is(normalization)}`,
  ]),
  [
    "an unheard-of length",
    { normalization: "filter" },
    `normalization: must be one of none, row, layer${is("filter")}`,
  ],
  ...["zero", "random", [[0, 0], [0, 0], [0, 0]]].map((center): Case => [
    `the path of no run but the centre ${center}`,
    { center, path: true },
    `path: ${NO_RUN}`,
  ]),
  [
    "a component of no run's path",
    { a: axis({ direction: { component: 1 } }) },
    `a.direction: ${NO_RUN}`,
  ],
  [
    "a second component of no run's path",
    { b: axis({ direction: { component: 2 } }) },
    `b.direction: ${NO_RUN}`,
  ],
  [
    "component 0",
    { a: axis({ direction: { component: 0 } }) },
    `a.direction.component: must be at least 1${is(0)}`,
  ],
  [
    "an example that is not in the file's part",
    { dataset: small, example: 100 },
    `example: must be below 100, the number of training examples${is(100)}`,
  ],
  ["a negative example", { example: -1 }, `example: must be at least 0${is(-1)}`],
  ["a centre in no sense", { center: "middle" }, `center: ${CENTER}${is("middle")}`],
  [
    "a weight of the centre that f32 has no number for",
    { center: [[0, 0], [0, 1e39], [0, 0]] },
    `center[1][1]: must be at most 1e30${is(1e39)}`,
  ],
  [
    "a weight of a direction that f32 has no number for",
    { a: axis({ direction: [[0, -1e39], [0, 0], [0, 0]] }) },
    `a.direction[0][1]: must be at least -1e30${is(-1e39)}`,
  ],
  ["a centre at a run of no file", { center: { run: 1 } }, `center: ${CENTER}${is({ run: 1 })}`],
  [
    "a centre at run 0",
    { center: { experiment: "mine.jsonc", run: 0 } },
    `center.run: must be at least 1${is(0)}`,
  ],
];

const CHECKS: readonly Case[] = [
  ["the key stop", { stop: {} }, `stop: unknown key${known(checkKeys)}`],
  ["a misspelt key", { coordinate: 3 }, `coordinate: unknown key${mean("coordinates")}`],
  [
    "an unknown chart",
    { charts: [{ name: "line" }] },
    `charts[0].name: unknown chart of gradient checks "line"${known(checks)}`,
  ],
  ...[0, -1e-3].map((h): Case => [
    `a step of ${h}`,
    { h: [1e-3, h] },
    `h[1]: must be above 0${is(h)}`,
  ]),
  ["no steps", { h: [] }, `h: must have at least 1 value${is([])}`],
  ["a bare step", { h: 1e-3 }, `h: ${STEPS}${is(1e-3)}`],
  ["a step in words", { h: ["small"] }, `h: ${STEPS}${is(["small"])}`],
  [
    "a range of steps without count",
    { h: { logspace: [-3, -1] } },
    `h: ${STEPS}${is({ logspace: [-3, -1] })}`,
  ],
  [
    "a range of steps through 0",
    { h: { linspace: [-1, 1, 3] } },
    `h: must have values above 0 only${is({ linspace: [-1, 1, 3] })}`,
  ],
  [
    "a range of steps that ends at 0, as f64 has no 1e-400",
    { h: { logspace: [-3, -400, 2] } },
    `h: must have values above 0 only${is({ logspace: [-3, -400, 2] })}`,
  ],
  [
    "a step twice",
    { h: [1e-3, 1e-5, 1e-3] },
    `h: must not name a value twice${is([1e-3, 1e-5, 1e-3])}`,
  ],
  ["no coordinates", { coordinates: 0 }, `coordinates: must be at least 1${is(0)}`],
  [
    "half a coordinate",
    { coordinates: 1.5 },
    `coordinates: must be a whole number, 1 or more, or "all"${is(1.5)}`,
  ],
  [
    "an unheard-of difference",
    { scheme: "backward" },
    `scheme: must be one of forward, central${is("backward")}`,
  ],
];

/** Files that must be refused. */
export const WRONG: readonly Wrong[] = [
  ...TEXTS.map(([what, text, line]) => ({ what, text, lines: [line] })),
  ...wrong(toyFile, RUNS),
  ...wrong(sliceFile, SLICES, " of a slice"),
  ...wrong(checkFile, CHECKS, " of a gradient check"),
];
