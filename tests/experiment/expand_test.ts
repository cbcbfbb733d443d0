import { assertEquals, assertThrows } from "@std/assert";
import fc from "fast-check";
import { InputError } from "../../src/errors.ts";
import { expand } from "../../src/experiment/expand.ts";

type Sweeps = Parameters<typeof expand>[0];

const nothing: Sweeps = { matrix: {}, zip: {}, rows: [], exclude: [] };

Deno.test("expand() makes one run without sweeps", () => {
  assertEquals(expand(nothing), [{}]);
});

Deno.test("expand() combines the fields of matrix, the first one slowest", () => {
  const matrix = { batchSize: [1, "full"], "method.stepSize": [0.1, 0.2, 0.3] };
  assertEquals(expand({ ...nothing, matrix }), [
    { batchSize: 1, "method.stepSize": 0.1 },
    { batchSize: 1, "method.stepSize": 0.2 },
    { batchSize: 1, "method.stepSize": 0.3 },
    { batchSize: "full", "method.stepSize": 0.1 },
    { batchSize: "full", "method.stepSize": 0.2 },
    { batchSize: "full", "method.stepSize": 0.3 },
  ]);
});

Deno.test("expand() takes zipped fields row by row", () => {
  const zip = { batchSize: [1, 256], "method.stepSize": [0.1, 0.2] };
  assertEquals(expand({ ...nothing, zip }), [
    { batchSize: 1, "method.stepSize": 0.1 },
    { batchSize: 256, "method.stepSize": 0.2 },
  ]);
});

Deno.test("expand() combines the rows of tables with matrix and each other, of a field the last one", () => {
  const rows = [
    [{ problem: { name: "ravine" } }, { dataset: { name: "toy" }, batchSize: 2 }],
    [{ "method.name": "a" }, { "method.name": "b", batchSize: "full" }],
  ];
  assertEquals(expand({ ...nothing, matrix: { "loss.l2": [0] }, rows }), [
    { "loss.l2": 0, problem: { name: "ravine" }, "method.name": "a" },
    { "loss.l2": 0, problem: { name: "ravine" }, "method.name": "b", batchSize: "full" },
    { "loss.l2": 0, dataset: { name: "toy" }, batchSize: 2, "method.name": "a" },
    { "loss.l2": 0, dataset: { name: "toy" }, batchSize: "full", "method.name": "b" },
  ]);
});

for (const sweep of ["matrix", "zip"] as const) {
  Deno.test(`expand() refuses rows with a field that ${sweep} sweeps`, () => {
    const sweeps = { ...nothing, [sweep]: { batchSize: [1] }, rows: [[{}, { batchSize: 2 }]] };
    const message = `rows: must not have batchSize, which ${sweep} sweeps`;
    assertThrows(() => expand(sweeps), InputError, message);
  });
}

Deno.test("expand() takes a single zipped value for every row", () => {
  assertEquals(expand({ ...nothing, zip: { a: [1], b: [2, 3] } }), [{ a: 1, b: 2 }, {
    a: 1,
    b: 3,
  }]);
});

Deno.test("expand() zips a list with a range", () => {
  const zip = { batchSize: [1, 2, 3], "method.stepSize": { logspace: [-3, -1, 3] as never } };
  assertEquals(expand({ ...nothing, zip }).map((row) => row["method.stepSize"]), [
    0.001,
    0.01,
    0.1,
  ]);
});

Deno.test("expand() repeats the rows of zip for every combination of matrix", () => {
  const matrix = { "loss.l2": [0, 1] };
  const zip = { batchSize: [1, 256], "method.stepSize": [0.1, 0.2] };
  assertEquals(expand({ ...nothing, matrix, zip }), [
    { "loss.l2": 0, batchSize: 1, "method.stepSize": 0.1 },
    { "loss.l2": 0, batchSize: 256, "method.stepSize": 0.2 },
    { "loss.l2": 1, batchSize: 1, "method.stepSize": 0.1 },
    { "loss.l2": 1, batchSize: 256, "method.stepSize": 0.2 },
  ]);
});

Deno.test("expand() leaves out what agrees with every field of an exclusion", () => {
  const matrix = { batchSize: [1, "full"], "method.stepSize": [0.1, 0.2] };
  const exclude = [{ batchSize: "full", "method.stepSize": 0.1 }];
  assertEquals(expand({ ...nothing, matrix, exclude }), [
    { batchSize: 1, "method.stepSize": 0.1 },
    { batchSize: 1, "method.stepSize": 0.2 },
    { batchSize: "full", "method.stepSize": 0.2 },
  ]);
});

Deno.test("expand() leaves out rows of a zip", () => {
  const zip = { batchSize: [1, 256], "method.stepSize": [0.1, 0.2] };
  const exclude = [{ batchSize: 1 }];
  assertEquals(expand({ ...nothing, zip, exclude }), [{ batchSize: 256, "method.stepSize": 0.2 }]);
});

Deno.test("expand() fits the round numbers of a range to an exclusion", () => {
  const matrix = { "method.stepSize": { linspace: [0.1, 0.3, 3] as never } };
  const exclude = [{ "method.stepSize": 0.3 }];
  assertEquals(expand({ ...nothing, matrix, exclude }).length, 2);
});

Deno.test("expand() makes as many runs as the product of all lengths", () => {
  const lengths = fc.array(fc.integer({ min: 1, max: 4 }), { maxLength: 4 });
  fc.assert(fc.property(lengths, fc.integer({ min: 1, max: 4 }), (counts, rows) => {
    const values = (length: number) => Array.from({ length }, (_, i) => i);
    const matrix = Object.fromEntries(counts.map((count, i) => [`m${i}`, values(count)]));
    const zip = { a: values(rows), b: values(rows) };
    const runs = expand({ ...nothing, matrix, zip });
    assertEquals(runs.length, counts.reduce((product, count) => product * count, rows));
  }));
});

Deno.test("expand() makes no run twice", () => {
  const matrix = { a: [1, 2, 3], b: [1, 2, 3], c: ["x", "y"] };
  const runs = expand({ ...nothing, matrix }).map((run) => JSON.stringify(run));
  assertEquals(new Set(runs).size, 18);
});

const refused: [what: string, sweeps: Partial<Sweeps>, message: string][] = [
  [
    "a field in matrix and zip",
    { matrix: { batchSize: [1] }, zip: { batchSize: [1] } },
    "zip.batchSize: must not be swept by matrix as well",
  ],
  [
    "zipped lists of different lengths",
    { zip: { a: [1, 2, 3], b: [1, 2, 3], c: [1, 2] } },
    "zip.c: must have 3 values, as zip.a has, or 1, which stands for all: it has 2; the override zip={} " +
    "ends a zip",
  ],
  [
    "an exclusion that fits nothing",
    { matrix: { batchSize: [1, 2] }, exclude: [{ batchSize: "1" }] },
    'exclude[0]: must fit a combination of the sweeps: none has {"batchSize":"1"}',
  ],
  [
    "an exclusion of a field that is not swept",
    { matrix: { batchSize: [1, 2] }, exclude: [{ "method.stepSize": 0.1 }] },
    'exclude[0]: must fit a combination of the sweeps: none has {"method.stepSize":0.1}',
  ],
  [
    "exclusions that leave nothing",
    { matrix: { batchSize: [1, 2] }, exclude: [{ batchSize: 1 }, { batchSize: 2 }] },
    "exclude: must leave at least one run",
  ],
];

for (const [what, sweeps, message] of refused) {
  Deno.test(`expand() refuses ${what}`, () => {
    const error = assertThrows(() => expand({ ...nothing, ...sweeps }), InputError);
    assertEquals(error.message, message);
  });
}
