/** Experiment files and overrides that are made to do harm, or came out wrong. */
import { assertEquals, assertThrows } from "@std/assert";
import { InputError } from "../../src/errors.ts";
import { loadExperiment } from "../../src/experiment/load.ts";
import type { Fields } from "../_done.ts";
import { sliceFile, toyFile } from "../_files.ts";

/** What is said of a file with overrides that are refused. */
function refusal(text: string, ...overrides: string[]): string {
  const load = () => loadExperiment(text, { source: "mine.jsonc", overrides });
  return assertThrows(load, InputError).message;
}
const refusalOf = (fields: Fields, ...overrides: string[]) =>
  refusal(toyFile(fields), ...overrides);

// Depth

const TOO_DEEP = "brackets must be nested at most 64 deep";

for (
  const [what, open] of Object.entries({
    lists: "[",
    objects: '{"a":',
    "lists that a wrong end seems to close": "[},",
    "lists behind a text without an end": '"\n[',
    "lists behind a comment": "/* ] */ [ // ]\n",
  })
) {
  Deno.test(`loadExperiment() refuses a file of 10,000 ${what}, one in the other`, () => {
    assertEquals(refusal(open.repeat(10_000)), `mine.jsonc: ${TOO_DEEP}`);
  });
}

Deno.test("loadExperiment() reads brackets in texts and comments, however many", () => {
  const text = toyFile({ title: "[".repeat(1000) }) + `// ${"{".repeat(1000)}\n`;
  assertEquals(loadExperiment(text, { source: "mine.jsonc" }).title.length, 1000);
});

Deno.test("loadExperiment() refuses an override that is nested too deep", () => {
  assertEquals(refusal(toyFile(), `loss=${"[".repeat(1e5)}`), `mine.jsonc: loss: ${TOO_DEEP}`);
});

Deno.test("loadExperiment() refuses an override whose path is too long", () => {
  const path = `method${".a".repeat(10_000)}`;
  assertEquals(
    refusal(toyFile(), `${path}=1`),
    `mine.jsonc: ${path.slice(0, 99)}…: must have at most 16 keys`,
  );
});

Deno.test("loadExperiment() leaves what all objects have by themselves as it is", () => {
  assertEquals(
    refusal(toyFile(), "__proto__.polluted=1"),
    "mine.jsonc: __proto__.polluted: unknown key",
  );
  assertEquals(
    refusal(toyFile(), "constructor.prototype.polluted=1").split(":").slice(0, 3).join(":"),
    "mine.jsonc: constructor: unknown key",
  );
  assertEquals("polluted" in {}, false);
  assertEquals(
    refusal('{\n  "__proto__": { "title": "T" }\n}'),
    'mine.jsonc:2:3: "__proto__" is no key that a file can have',
  );
});

// Length of what is said

Deno.test("loadExperiment() cuts keys and values that it shows", () => {
  const long = "x".repeat(4e5);
  const cut = "x".repeat(99) + "…";
  const [unknown] = refusalOf({ [long]: 1 }).split("\n");
  assertEquals(unknown.startsWith(`mine.jsonc: ${cut}: unknown key: known are $schema, `), true);
  assertEquals(
    refusalOf({ batchSize: long }),
    `mine.jsonc: batchSize: must be a whole number, 1 or more, or "full": ` +
      `current value is "${cut.slice(1)}`,
  );
  const twice = `{ "${long}": 1, "${long}": 2 }`;
  assertEquals(
    refusal(twice).replace(/:1:\d+: /, ": "),
    `mine.jsonc: "${cut.slice(1)} stands twice in one object`,
  );
});

Deno.test("loadExperiment() says the first ten of 20,000 unknown keys, and how many more", () => {
  const keys = Array.from({ length: 20_000 }, (_, i) => [`batchSiz${i}`, 1]);
  const lines = refusalOf(Object.fromEntries(keys)).split("\n");
  assertEquals(lines.length, 11);
  assertEquals(lines[9], 'mine.jsonc: batchSiz9: unknown key: did you mean "batchSize"?');
  assertEquals(lines[10], "mine.jsonc: and 19990 more");
});

Deno.test("loadExperiment() says the first ten of 100,000 wrong labels, and how many more", () => {
  const labels = new Array(100_000).fill(-1);
  const lines = refusalOf({ dataset: { name: "toy", labels } }).split("\n");
  assertEquals(lines.length, 11);
  assertEquals(
    lines[9],
    "mine.jsonc: dataset.labels[9]: must be at least 0: current value is -1",
  );
  assertEquals(lines[10], "mine.jsonc: and 99990 more");
});

// Characters that terminals obey

Deno.test("loadExperiment() names an unknown key without the escapes in it", () => {
  const [line] = refusalOf({ "\x1b[2J\x1b]0;title\x07\nnext": 1 }).split(": known");
  assertEquals(
    line,
    "mine.jsonc: \\u{1b}[2J\\u{1b}]0;title\\u{7}\\nnext: unknown key",
  );
});

// How much a file may ask for

const steps = (count: number) => ({ "method.stepSize": { linspace: [0.1, 1, count] } });
const seeds = (count: number, first = 1) => Array.from({ length: count }, (_, i) => first + i);
const sizes = (count: number) => Array.from({ length: count }, (_, i) => i + 1);
const points = (count: number) => ({
  name: "toy",
  points: Array.from({ length: count }, () => new Array(100).fill(0.25)),
  labels: new Array(count).fill(1),
});

const REFUSED: Readonly<Record<string, readonly [fields: Fields, message: string]>> = {
  "a long file": [
    { dataset: points(2000) },
    "must have at most 1,000,000 characters: it has 1,008,168",
  ],
  "a matrix with too many combinations": [
    { matrix: { ...steps(10_000), "loss.l2": [0, 1] } },
    "matrix: must make at most 10,000 combinations: these make 20,000",
  ],
  "combinations with too many seeds": [
    { matrix: steps(5001), seeds: [1, 2] },
    "seeds: must make at most 10,000 runs: these make 10,002",
  ],
  "too many seeds to repeat the best with": [
    { matrix: steps(2), best: { of: "method.stepSize", seeds: seeds(9999, 2) } },
    "best.seeds: must make at most 10,000 runs: these make 10,001",
  ],
  "many combinations of long fields": [
    { dataset: points(400), matrix: steps(100) },
    "matrix: must make at most 99 combinations of fields as long as these: these make 100",
  ],
  "too many exclusions": [
    {
      matrix: { "stop.iterations": sizes(2000) },
      exclude: sizes(1001).map((step) => ({ "stop.iterations": step })),
    },
    "exclude: must have at most 1000 values: current value is ",
  ],
  "too many charts": [
    { charts: new Array(101).fill({ name: "line" }) },
    "charts: must have at most 100 values: current value is ",
  ],
};
for (const [what, [fields, message]] of Object.entries(REFUSED)) {
  Deno.test(`loadExperiment() refuses ${what}`, () => {
    const found = refusalOf(fields);
    assertEquals(found.slice(0, `mine.jsonc: ${message}`.length), `mine.jsonc: ${message}`);
    assertEquals(found.split("\n").length, 1);
  });
}

Deno.test("loadExperiment() refuses a list of more than 100,000 values, with its place", () => {
  assertEquals(
    refusal(`{ "a":\n[${"1,".repeat(100_000)}1] }`),
    "mine.jsonc:2:1: a list must have at most 100,000 values: this one has 100,001",
  );
});

Deno.test("loadExperiment() plans 10,000 runs, of which a thousand exclusions leave some out", () => {
  const exclude = sizes(1000).map((step) => ({ "stop.iterations": step }));
  const text = toyFile({ matrix: { "stop.iterations": sizes(10_000) }, exclude });
  assertEquals(loadExperiment(text, { source: "mine.jsonc" }).total, 9000);
});

Deno.test("loadExperiment() reads the file of a run at the centre once, however many slices", () => {
  let times = 0;
  const read = () => {
    times += 1;
    return toyFile({ matrix: steps(100) });
  };
  const text = sliceFile({
    center: { experiment: "run.jsonc" },
    matrix: { "center.run": sizes(100) },
  });
  assertEquals(loadExperiment(text, { source: "mine.jsonc", read }).total, 100);
  assertEquals(times, 1);
});
