import { charts } from "../src/charts/mod.ts";
import { datasets } from "../src/datasets/mod.ts";
import { jsonSchema, schemaOf } from "../src/experiment/schema.ts";
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
const descent = (stepSize: unknown) => ({ name: "gradientDescent", stepSize });
const small = { name: "synthetic", train: 100 };
const names = ({ leaves }: { leaves: readonly { name: string }[] }) =>
  leaves.map(({ name }) => name).join(", ");
/** The keys of files of each kind, in the order of the schema. */
const [keys] = (jsonSchema().anyOf as { readonly properties: object }[])
  .map(({ properties }) => Object.keys(properties).join(", "));
const { sweepable } = schemaOf({});
const AXIS = 'must be a list of one or more values, or { "linspace": [first, last, count] }, ' +
  '{ "logspace": [first exponent, last exponent, count] } or ' +
  '{ "geomspace": [first above 0, last above 0, count] }';
const TOO_LARGE = 'must be 1 to 100, the number of training examples, or "full"';
const WHOLE = 'must be a whole number, 1 or more, or "full"';
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
  wrong("no step size", { method: descent(undefined) }, ": method.stepSize: must be given"),
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
    ': method.stepSize: must be a number: current value is "0.1"',
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
    `: charts[0].name: unknown chart "frobnicate": known are ${names(charts)}`,
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
    ': matrix.method.stepSize: must be a number: current value is "large"',
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
];
