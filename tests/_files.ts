import { checkFigures } from "../src/kinds/gradient_check/figures.ts";
import { sliceFigures } from "../src/kinds/slice/figures.ts";
import { trainFigures } from "../src/kinds/train/figures.ts";
import { datasets } from "../src/datasets/mod.ts";
import { fileSchemas, jsonSchema, schemaOf } from "../src/experiment/schema.ts";
import { registries } from "../src/kinds/mod.ts";
import { losses } from "../src/losses/mod.ts";
import { methods } from "../src/methods/mod.ts";

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

/** An experiment of five steps on three points, with other fields; `undefined` leaves one out. */
export function toyFile(fields: Record<string, unknown> = {}): string {
  return JSON.stringify({
    title: "Tiny",
    question: "Does it go down?",
    dataset: { name: "toy" },
    method: { name: "gradientDescent", stepSize: 0.1 },
    stop: { iterations: 5 },
    ...fields,
  });
}

/** A slice along one direction at three points, with other fields; `undefined` leaves one out. */
export function sliceFile(fields: Record<string, unknown> = {}): string {
  return JSON.stringify({
    kind: "slice",
    title: "Cut",
    question: "How does it look?",
    dataset: { name: "toy" },
    center: "zero",
    a: { direction: { class: 0, column: 0 }, min: -2, max: 2, points: 5 },
    ...fields,
  });
}

/** A check of the gradient at four points whose derivatives do not cancel, with other fields. */
export function checkFile(fields: Record<string, unknown> = {}): string {
  return JSON.stringify({
    kind: "gradientCheck",
    title: "Check",
    question: "Is it right?",
    dataset: { name: "toy", points: [[1], [2], [-1], [3]], labels: [0, 1, 2, 0] },
    h: [1e-3, 1e-5],
    ...fields,
  });
}

/** Something a user may get wrong, and what has to be said about it. */
export interface Wrong {
  readonly what: string;
  readonly text: string;
  /** The lines of the message, each without the name of the file before it. */
  readonly lines: readonly string[];
}

const wrong = (what: string, fields: Record<string, unknown>, ...lines: string[]): Wrong => ({
  what,
  text: toyFile(fields),
  lines,
});
const wrongSlice = (what: string, fields: Record<string, unknown>, ...lines: string[]): Wrong => ({
  what: `${what} of a slice`,
  text: sliceFile(fields),
  lines,
});
const wrongCheck = (what: string, fields: Record<string, unknown>, ...lines: string[]): Wrong => ({
  what: `${what} of a gradient check`,
  text: checkFile(fields),
  lines,
});
const axis = (fields: Record<string, unknown>) => ({ points: 3, ...fields });
const twoSizes = { matrix: { batchSize: [1, 2] } };
const descent = (stepSize: unknown) => ({ name: "gradientDescent", stepSize });
const small = { name: "synthetic", train: 100 };
const names = ({ leaves }: { leaves: readonly { name: string }[] }) =>
  leaves.map(({ name }) => name).join(", ");
/** The keys of files of each kind, in the order of the schema. */
const [keys, sliceKeys, checkKeys] =
  (jsonSchema(registries).anyOf as { readonly properties: object }[])
    .map(({ properties }) => Object.keys(properties).join(", "));
const { sweepable } = schemaOf({}, fileSchemas(registries));
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
const BEST_OF = "must be a field that matrix sweeps through two or more values";
const STEPS = 'must be a list of numbers above 0, or a range such as { "logspace": [-12, -1, 12] }';
const STEP_SIZE = "must be a number above 0, or an object with the name of a step size";
const LIMIT = "must have at least one of iterations, epochs, examples, evaluations";

/** Files that must be refused. */
export const WRONG: readonly Wrong[] = [
  {
    what: "JSON without a comma",
    text: '{\n  "title": "T"\n  "question": "Q"\n}',
    lines: [":3:3: not valid JSON: comma expected"],
  },
  {
    what: "JSON without a value",
    text: '{\n  "title": ,\n}',
    lines: [":2:12: not valid JSON: value expected"],
  },
  {
    what: "JSON that ends early",
    text: '{\n  "title": "T"',
    lines: [":2:15: not valid JSON: close brace expected"],
  },
  { what: "an empty file", text: "", lines: [":1:1: not valid JSON: value expected"] },
  { what: "a list", text: "[]", lines: [": must be an object in braces"] },
  { what: "a text", text: '"batch_size"', lines: [": must be an object in braces"] },
  { what: "null", text: "null", lines: [": must be an object in braces"] },

  wrong("no title", { title: undefined }, ": title: must be given"),
  wrong("an empty title", { title: "" }, ": title: must not be empty"),
  wrong("no dataset", { dataset: undefined }, ": dataset: must be given"),
  wrong("no method", { method: undefined }, ": method: must be given"),
  wrong("no step size", { method: descent(undefined) }, `: method.stepSize: ${STEP_SIZE}`),
  wrong("no stop", { stop: undefined }, ": stop: must be given"),

  wrong("an unknown key", { batchSze: 1 }, ': batchSze: unknown key: did you mean "batchSize"?'),
  wrong(
    "a far-off key",
    { zzzzzzzzzz: 1 },
    `: zzzzzzzzzz: unknown key: known are ${keys}`,
  ),
  wrong(
    "an unknown key of the method",
    { method: { ...descent(0.1), stepSze: 1 } },
    ': method.stepSze: unknown key: did you mean "stepSize"?',
  ),
  wrong(
    "an unknown key of the start",
    { init: { scal: 1 } },
    ': init.scal: unknown key: did you mean "scale"?',
  ),
  wrong(
    "an unknown key of a chart",
    { charts: [{ name: "line", logx: true }] },
    ': charts[0].logx: unknown key: did you mean "logX"?',
  ),
  wrong(
    "a misspelt swept field",
    { matrix: { batchSze: [1] } },
    ': matrix.batchSze: unknown key: did you mean "batchSize"?',
  ),
  wrong(
    "a misspelt swept path",
    { matrix: { "method.stepSze": [1] } },
    ': matrix.method.stepSze: unknown key: did you mean "method.stepSize"?',
  ),
  wrong(
    "a swept field that does not exist",
    { matrix: { zzzzzzzzzz: [1] } },
    `: matrix.zzzzzzzzzz: unknown key: known are ${sweepable.join(", ")}`,
  ),
  wrong(
    "a swept field named by its last word",
    { matrix: { stepSize: [1] } },
    ': matrix.stepSize: unknown key: did you mean "method.stepSize"?',
  ),
  wrong(
    "a misspelt zipped field",
    { zip: { batchSze: [1] } },
    ': zip.batchSze: unknown key: did you mean "batchSize"?',
  ),
  wrong(
    "a misspelt excluded field",
    { matrix: { batchSize: [1, 2] }, exclude: [{ batchSze: 1 }] },
    ': exclude[0].batchSze: unknown key: did you mean "batchSize"?',
  ),
  wrong(
    "a swept option of another dataset",
    { matrix: { "dataset.train": [10] } },
    ": matrix.dataset.train: unknown key: known are name, points, labels, testPoints, testLabels, center",
  ),

  wrong("a number as title", { title: 5 }, ": title: must be a text in quotes: current value is 5"),
  wrong(
    "a text as start",
    { init: "small" },
    ': init: must be an object in braces: current value is "small"',
  ),
  wrong(
    "a name as dataset",
    { dataset: "toy" },
    ': dataset: must be an object in braces: current value is "toy"',
  ),
  wrong(
    "a number as seeds",
    { seeds: 1 },
    ": seeds: must be a list in brackets: current value is 1",
  ),
  wrong(
    "a fraction as seed",
    { seeds: [1.5] },
    ": seeds[0]: must be a whole number: current value is 1.5",
  ),
  wrong(
    "a text as step size",
    { method: descent("0.1") },
    `: method.stepSize: ${STEP_SIZE}: current value is "0.1"`,
  ),
  wrong(
    "a text as switch",
    { charts: [{ name: "line", logY: "yes" }] },
    ': charts[0].logY: must be true or false: current value is "yes"',
  ),

  wrong(
    "a negative step size",
    { method: descent(-0.1) },
    ": method.stepSize: must be above 0: current value is -0.1",
  ),
  wrong(
    "a step size of zero",
    { method: descent(0) },
    ": method.stepSize: must be above 0: current value is 0",
  ),
  wrong(
    "a batch size of zero",
    { batchSize: 0 },
    ": batchSize: must be at least 1: current value is 0",
  ),
  wrong("half an example", { batchSize: 1.5 }, `: batchSize: ${WHOLE}: current value is 1.5`),
  wrong(
    "a batch size of ful",
    { batchSize: "ful" },
    `: batchSize: ${WHOLE}: current value is "ful"`,
  ),
  wrong(
    "a batch size above the examples",
    { dataset: small, batchSize: 101 },
    `: batchSize: ${TOO_LARGE}: current value is 101`,
  ),
  wrong(
    "a negative penalty",
    { loss: { name: "svm", l2: -1 } },
    ": loss.l2: must be at least 0: current value is -1",
  ),
  wrong("a stop without limits", { stop: {} }, `: stop: ${LIMIT}: current value is {}`),
  wrong(
    "a target as only limit",
    { stop: { targetLoss: 1 } },
    `: stop: ${LIMIT}: current value is {"targetLoss":1}`,
  ),
  wrong(
    "no epochs at all",
    { stop: { epochs: 0 } },
    ": stop.epochs: must be above 0: current value is 0",
  ),
  wrong(
    "an unknown record",
    { record: "all" },
    ': record: must be "geometric", { "every": iterations } or a list of iterations: ' +
      'current value is "all"',
  ),
  wrong(
    "a seed twice",
    { seeds: [1, 2, 1] },
    ": seeds: must not name a seed twice: current value is [1,2,1]",
  ),

  wrong(
    "a misspelt dataset",
    { dataset: { name: "cifar" } },
    ': dataset.name: unknown dataset "cifar": did you mean "cifar10"?',
  ),
  wrong(
    "an unknown dataset",
    { dataset: { name: "frobnicate" } },
    `: dataset.name: unknown dataset "frobnicate": known are ${names(datasets)}`,
  ),
  wrong(
    "a misspelt method",
    { method: { name: "gradientDecent", stepSize: 1 } },
    ': method.name: unknown method "gradientDecent": did you mean "gradientDescent"?',
  ),
  wrong(
    "an unknown method",
    { method: { name: "frobnicate" } },
    `: method.name: unknown method "frobnicate": known are ${names(methods)}`,
  ),
  wrong(
    "a misspelt loss",
    { loss: { name: "svn" } },
    ': loss.name: unknown loss "svn": did you mean "svm"?',
  ),
  wrong(
    "an unknown loss",
    { loss: { name: "frobnicate" } },
    `: loss.name: unknown loss "frobnicate": known are ${names(losses)}`,
  ),
  wrong(
    "a misspelt chart",
    { charts: [{ name: "lines" }] },
    ': charts[0].name: unknown chart "lines": did you mean "line"?',
  ),
  wrong(
    "an unknown chart",
    { charts: [{ name: "frobnicate" }] },
    `: charts[0].name: unknown chart "frobnicate": known are ${names(trainFigures)}`,
  ),
  wrong(
    "a chart along a field that does not exist",
    { charts: [{ name: "line", x: "exampels" }] },
    ": charts[0].x: must be one of examples, epoch, iteration, lossEvaluations, " +
      'gradientEvaluations: current value is "exampels"',
  ),
  wrong(
    "a chart of a field that does not exist",
    { charts: [{ name: "line", y: "loss" }] },
    ": charts[0].y: must be one of trainLoss, trainAccuracy, testLoss, testAccuracy: " +
      'current value is "loss"',
  ),

  wrong(
    "a chart with a series for a field that does not exist",
    { matrix: { batchSize: [1] }, charts: [{ name: "line", series: ["batchSze"] }] },
    ': charts[0].series: unknown field "batchSze": did you mean "batchSize"?',
  ),

  wrong(
    "an empty sweep",
    { matrix: { batchSize: [] } },
    ": matrix.batchSize: must have at least 1 value: current value is []",
  ),
  wrong(
    "a sweep that is no list",
    { matrix: { batchSize: 3 } },
    `: matrix.batchSize: ${AXIS}: current value is 3`,
  ),
  wrong(
    "a range without count",
    { matrix: { batchSize: { linspace: [1, 2] } } },
    `: matrix.batchSize: ${AXIS}: current value is {"linspace":[1,2]}`,
  ),
  wrong(
    "a geometric range from zero",
    { matrix: { "method.stepSize": { geomspace: [0, 1, 3] } } },
    ": matrix.method.stepSize.geomspace[0]: must be above 0: current value is 0",
  ),
  wrong(
    "a swept text for a number",
    { matrix: { "method.stepSize": [0.1, "large"] } },
    `: matrix.method.stepSize: ${STEP_SIZE}: current value is "large"`,
  ),
  wrong(
    "a swept value out of range",
    { matrix: { "method.stepSize": [0.1, -1] } },
    ": matrix.method.stepSize: must be above 0: current value is -1",
  ),
  wrong(
    "a zipped value out of range",
    { zip: { "method.stepSize": [0.1, -1] } },
    ": zip.method.stepSize: must be above 0: current value is -1",
  ),
  wrong(
    "a swept name that is unknown",
    { matrix: { "method.name": ["gradientDescent", "frobnicate"] } },
    `: matrix.method.name: unknown method "frobnicate": known are ${names(methods)}`,
  ),
  wrong(
    "a field in matrix and zip",
    { matrix: { batchSize: [1] }, zip: { batchSize: [2] } },
    ": zip.batchSize: must not be swept by matrix as well",
  ),
  wrong(
    "zipped lists of different lengths",
    { zip: { batchSize: [1, 2, 3], "method.stepSize": [1, 2] } },
    ": zip.method.stepSize: must have 3 values, as zip.batchSize has: it has 2",
  ),
  wrong(
    "an exclusion that fits nothing",
    { matrix: { batchSize: [1, 2] }, exclude: [{ batchSize: 2 }, { batchSize: 3 }] },
    ': exclude[1]: must fit a combination of the sweeps: none has {"batchSize":3}',
  ),
  wrong(
    "an exclusion of everything",
    { matrix: { batchSize: [1, 2] }, exclude: [{ batchSize: 1 }, { batchSize: 2 }] },
    ": exclude: must leave at least one run",
  ),

  wrong(
    "several problems of the experiment",
    { title: 5, seeds: [-1], batchSze: 3 },
    ": title: must be a text in quotes: current value is 5",
    ": seeds[0]: must be at least 0: current value is -1",
    ': batchSze: unknown key: did you mean "batchSize"?',
  ),
  wrong(
    "several problems of a run",
    { batchSize: 0, init: { scale: -1 }, stop: {} },
    ": init.scale: must be at least 0: current value is -1",
    ": batchSize: must be at least 1: current value is 0",
    `: stop: ${LIMIT}: current value is {}`,
  ),

  // Kinds.

  wrong("a misspelt kind", { kind: "slce" }, ': kind: unknown kind "slce": did you mean "slice"?'),
  wrong(
    "an unknown kind",
    { kind: "frobnicate" },
    ': kind: unknown kind "frobnicate": known are train, slice, gradientCheck',
  ),
  wrong(
    "a number as kind",
    { kind: 3 },
    ": kind: unknown kind 3: known are train, slice, gradientCheck",
  ),
  wrong("the key a in training", { a: {} }, `: a: unknown key: known are ${keys}`),
  wrong("the key h in training", { h: [1] }, ': h: unknown key: did you mean "gradient.h"?'),
  wrongSlice("the key method", { method: {} }, `: method: unknown key: known are ${sliceKeys}`),
  wrongSlice("the key best", { best: {} }, `: best: unknown key: known are ${sliceKeys}`),
  wrongSlice("a misspelt key", { centre: "zero" }, ': centre: unknown key: did you mean "center"?'),
  wrongSlice(
    "a misspelt swept path",
    { matrix: { "a.point": [3] } },
    ': matrix.a.point: unknown key: did you mean "a.points"?',
  ),
  wrongCheck("the key stop", { stop: {} }, `: stop: unknown key: known are ${checkKeys}`),
  wrongCheck(
    "a misspelt key",
    { coordinate: 3 },
    ': coordinate: unknown key: did you mean "coordinates"?',
  ),
  wrongSlice(
    "an unknown chart",
    { charts: [{ name: "line" }] },
    `: charts[0].name: unknown chart of slices "line": known are ${names(sliceFigures)}`,
  ),
  wrongCheck(
    "an unknown chart",
    { charts: [{ name: "line" }] },
    `: charts[0].name: unknown chart of gradient checks "line": known are ${names(checkFigures)}`,
  ),

  // Slices.

  wrongSlice("no axis", { a: undefined }, ": a: must be given"),
  wrongSlice("no points", { a: {} }, ": a.points: must be given"),
  ...[0, 1, -3].map((points) =>
    wrongSlice(
      `${points} points`,
      { a: { points } },
      `: a.points: must be at least 2: current value is ${points}`,
    )
  ),
  wrongSlice(
    "2.5 points",
    { a: { points: 2.5 } },
    ": a.points: must be a whole number: current value is 2.5",
  ),
  wrongSlice(
    "too many points",
    { a: { points: 10_002 } },
    ": a.points: must be at most 10001: current value is 10002",
  ),
  wrongSlice(
    "equal ends",
    { a: axis({ min: 1, max: 1 }) },
    ": a: min must be below max: min is 1, max is 1",
  ),
  wrongSlice(
    "turned ends of the second axis",
    { b: axis({ min: 2, max: -1 }) },
    ": b: min must be below max: min is 2, max is -1",
  ),
  wrongSlice(
    "ends with fewer numbers between them than points",
    { a: { points: 5, min: 1, max: 1 + 2 ** -51 } }, // a number of f64 at every 2⁻⁵²
    ": a: must have room for 5 points: min is 1, max is 1.0000000000000004",
  ),
  wrongSlice(
    "large ends of the second axis with too few numbers between them",
    { b: { points: 4, min: 1e16, max: 1e16 + 2 } },
    ": b: must have room for 4 points: min is 10000000000000000, max is 10000000000000002",
  ),
  wrongSlice(
    "more than a million places",
    { a: { points: 1000 }, b: { points: 1001 } },
    ": b.points: must make at most 1000000 places with a.points: they make 1001000",
  ),
  wrongSlice(
    "more than a million places in one run of a sweep",
    { b: { points: 2 }, matrix: { "b.points": [3, 10_001], "a.points": [2, 101] } },
    ": matrix.b.points: must make at most 1000000 places with a.points: they make 1010101",
  ),
  ...["min", "max"].map((end) =>
    wrongSlice(
      `an infinite ${end} in f32`,
      { a: axis({ [end]: end === "min" ? -1e31 : 1e31 }) },
      end === "min"
        ? ": a.min: must be at least -1e30: current value is -1e31"
        : ": a.max: must be at most 1e30: current value is 1e31",
    )
  ),
  wrongSlice(
    "one direction twice",
    { a: axis({}), b: axis({ direction: 0 }) },
    ": b.direction: must not be the direction of a: both are 0",
  ),
  wrongSlice(
    "one weight twice",
    {
      a: axis({ direction: { class: 1, column: 0 } }),
      b: axis({ direction: { column: 0, class: 1 } }),
    },
    ': b.direction: must not be the direction of a: both are {"class":1,"column":0}',
  ),
  wrongSlice(
    "a word as direction",
    { a: axis({ direction: "up" }) },
    `: a.direction: ${DIRECTION}: current value is "up"`,
  ),
  wrongSlice(
    "half a weight as direction",
    { a: axis({ direction: { class: 0 } }) },
    `: a.direction: ${DIRECTION}: current value is {"class":0}`,
  ),
  wrongSlice(
    "a perpendicular direction without a second one",
    { orthogonal: true },
    ": orthogonal: must be false when there is one direction: add b",
  ),
  ...["row", "layer"].map((normalization) =>
    wrongSlice(
      `the length by ${normalization} of a zero centre`,
      { normalization },
      ': normalization: must be "none" when the centre is zero, which has no length: ' +
        `current value is "${normalization}"`,
    )
  ),
  wrongSlice(
    "an unheard-of length",
    { normalization: "filter" },
    ': normalization: must be one of none, row, layer: current value is "filter"',
  ),
  ...[["zero", "zero"], ["random", "random"], ["given", [[0, 0], [0, 0], [0, 0]]]].map((
    [what, center],
  ) =>
    wrongSlice(
      `the path of no run but a ${what} centre`,
      { center, path: true },
      `: path: ${NO_RUN}`,
    )
  ),
  wrongSlice(
    "a component of no run's path",
    { a: axis({ direction: { component: 1 } }) },
    `: a.direction: ${NO_RUN}`,
  ),
  wrongSlice(
    "a second component of no run's path",
    { b: axis({ direction: { component: 2 } }) },
    `: b.direction: ${NO_RUN}`,
  ),
  wrongSlice(
    "component 0",
    { a: axis({ direction: { component: 0 } }) },
    ": a.direction.component: must be at least 1: current value is 0",
  ),
  wrongSlice(
    "an example that is not in the file's part",
    { dataset: small, example: 100 },
    ": example: must be below 100, the number of training examples: current value is 100",
  ),
  wrongSlice(
    "a negative example",
    { example: -1 },
    ": example: must be at least 0: current value is -1",
  ),
  wrongSlice(
    "a centre in no sense",
    { center: "middle" },
    `: center: ${CENTER}: current value is "middle"`,
  ),
  wrongSlice(
    "a weight of the centre that f32 has no number for",
    { center: [[0, 0], [0, 1e39], [0, 0]] },
    ": center[1][1]: must be at most 1e30: current value is 1e39",
  ),
  wrongSlice(
    "a weight of a direction that f32 has no number for",
    { a: axis({ direction: [[0, -1e39], [0, 0], [0, 0]] }) },
    ": a.direction[0][1]: must be at least -1e30: current value is -1e39",
  ),
  wrongSlice(
    "a centre at a run of no file",
    { center: { run: 1 } },
    `: center: ${CENTER}: current value is {"run":1}`,
  ),
  wrongSlice(
    "a centre at run 0",
    { center: { experiment: "mine.jsonc", run: 0 } },
    ": center.run: must be at least 1: current value is 0",
  ),

  // Gradient checks.

  ...[0, -1e-3].map((h) =>
    wrongCheck(`a step of ${h}`, { h: [1e-3, h] }, `: h[1]: must be above 0: current value is ${h}`)
  ),
  wrongCheck("no steps", { h: [] }, ": h: must have at least 1 value: current value is []"),
  wrongCheck("a bare step", { h: 1e-3 }, `: h: ${STEPS}: current value is 0.001`),
  wrongCheck("a step in words", { h: ["small"] }, `: h: ${STEPS}: current value is ["small"]`),
  wrongCheck(
    "a range of steps without count",
    { h: { logspace: [-3, -1] } },
    `: h: ${STEPS}: current value is {"logspace":[-3,-1]}`,
  ),
  wrongCheck(
    "a range of steps through 0",
    { h: { linspace: [-1, 1, 3] } },
    ': h: must have values above 0 only: current value is {"linspace":[-1,1,3]}',
  ),
  wrongCheck(
    "a range of steps that ends at 0, as f64 has no 1e-400",
    { h: { logspace: [-3, -400, 2] } },
    ': h: must have values above 0 only: current value is {"logspace":[-3,-400,2]}',
  ),
  wrongCheck(
    "a step twice",
    { h: [1e-3, 1e-5, 1e-3] },
    ": h: must not name a value twice: current value is [0.001,0.00001,0.001]",
  ),
  wrongCheck(
    "no coordinates",
    { coordinates: 0 },
    ": coordinates: must be at least 1: current value is 0",
  ),
  wrongCheck(
    "half a coordinate",
    { coordinates: 1.5 },
    ': coordinates: must be a whole number, 1 or more, or "all": current value is 1.5',
  ),
  wrongCheck(
    "an unheard-of difference",
    { scheme: "backward" },
    ': scheme: must be one of forward, central: current value is "backward"',
  ),

  // Whole fields.

  wrong(
    "a swept word for a whole method",
    { matrix: { method: ["randomSearch"] } },
    ': matrix.method: must be an object in braces: current value is "randomSearch"',
  ),
  wrong(
    "a swept whole method that does not exist",
    { matrix: { method: [descent(1), { name: "randomSearc" }] } },
    ': method.name: unknown method "randomSearc": did you mean "randomSearch"?',
  ),
  wrong(
    "a swept whole method with a wrong option",
    { matrix: { method: [descent(1), { name: "randomSearch", scale: -1 }] } },
    ": method.scale: must be above 0: current value is -1",
  ),

  // The best again.

  wrong(
    "the best of nothing swept",
    { best: { of: "batchSize", seeds: [2] } },
    `: best.of: ${BEST_OF}: current value is "batchSize"`,
  ),
  wrong(
    "the best of what other fields sweep",
    { matrix: { "loss.l2": [0, 1] }, best: { of: "batchSize", seeds: [2] } },
    `: best.of: ${BEST_OF}: current value is "batchSize"`,
  ),
  wrong(
    "the best of a single value",
    { matrix: { batchSize: [1] }, best: { of: "batchSize", seeds: [2] } },
    `: best.of: ${BEST_OF}: current value is "batchSize"`,
  ),
  wrong(
    "the best of a zip",
    { zip: { batchSize: [1, 2] }, best: { of: "batchSize", seeds: [2] } },
    `: best.of: ${BEST_OF}: current value is "batchSize"`,
  ),
  wrong(
    "the best of a field that does not exist",
    { ...twoSizes, best: { of: "batchSze", seeds: [2] } },
    ': best.of: unknown field "batchSze": did you mean "batchSize"?',
  ),
  wrong(
    "the best on a seed of the sweep",
    { ...twoSizes, seeds: [1, 3], best: { of: "batchSize", seeds: [2, 3] } },
    ": best.seeds: must not have a seed of the sweep, or the choice would be judged by what it " +
      "was made from: both have 3; give other best.seeds, or best=null",
  ),
  wrong(
    "the best without seeds",
    { ...twoSizes, best: { of: "batchSize" } },
    ": best.seeds: must be given",
  ),
  wrong(
    "the best on a seed twice",
    { ...twoSizes, best: { of: "batchSize", seeds: [2, 2] } },
    ": best.seeds: must not name a seed twice: current value is [2,2]",
  ),
  wrong(
    "an unknown key of the best",
    { ...twoSizes, best: { of: "batchSize", seeds: [2], sed: 1 } },
    ': best.sed: unknown key: did you mean "seeds"?',
  ),
];
