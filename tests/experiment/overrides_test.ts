import { assertEquals, assertThrows } from "@std/assert";
import { InputError } from "../../src/errors.ts";
import { applyOverrides } from "../../src/experiment/overrides.ts";
import { fileSchemas } from "../../src/experiment/schema.ts";
import { registries } from "../../src/kinds/mod.ts";

type File = Parameters<typeof applyOverrides>[0];

const schemas = fileSchemas(registries);
const overridden = (file: File, ...overrides: string[]) => applyOverrides(file, overrides, schemas);

const zipped: File = { zip: { batchSize: [1, 256], "method.stepSize": [0.1, 0.2] } };
const swept: File = { matrix: { batchSize: [1, 256], "method.stepSize": [0.1, 0.2] } };
const tables: File = {
  rows: [[{ batchSize: 1 }, { dataset: { name: "toy" } }], [{ batchSize: 2, "loss.l2": 0 }]],
};

const cases: [what: string, file: File, overrides: string[], result: unknown][] = [
  ["changes nothing without overrides", swept, [], swept],
  ["sets a field", { batchSize: 1 }, ["batchSize=2"], { batchSize: 2 }],
  [
    "sets a nested field and keeps its neighbours",
    { method: { name: "gradientDescent", stepSize: 1 } },
    ["method.stepSize=1e-6"],
    { method: { name: "gradientDescent", stepSize: 1e-6 } },
  ],
  ["makes the objects on the way", {}, ["stop.epochs=5"], { stop: { epochs: 5 } }],
  ["lets the last one win", {}, ["batchSize=1", "batchSize=2"], { batchSize: 2 }],

  ["takes a word as text", {}, ["batchSize=full"], { batchSize: "full" }],
  ["takes nothing as empty text", {}, ["title="], { title: "" }],
  ["keeps further equal signs", {}, ["title=a=b"], { title: "a=b" }],
  ["takes quoted text with a comma as one", {}, ['title="Hello, you"'], { title: "Hello, you" }],
  ["takes true as JSON", {}, ["dataset.center=true"], { dataset: { center: true } }],
  ["takes null as JSON", {}, ["loss=null"], { loss: null }],
  ["takes braces as JSON", {}, ['loss={"name":"svm"}'], { loss: { name: "svm" } }],
  ["takes .5 as a number", {}, ["init.scale=.5"], { init: { scale: 0.5 } }],
  ["takes 5. as a number", {}, ["init.scale=5."], { init: { scale: 5 } }],
  ["takes +5E-1 as a number", {}, ["init.scale=+5E-1"], { init: { scale: 0.5 } }],
  ["takes such numbers in a list", {}, ["batchSize=.5,-.25,+1."], {
    matrix: { batchSize: [0.5, -0.25, 1] },
  }],
  ["keeps a number's text when it is none", {}, ["init.scale=5." + "5."], {
    init: { scale: "5.5." },
  }],
  ["keeps a comma in a text", { dataset: { name: "cifar10" } }, ["dataset.directory=/a, b"], {
    dataset: { name: "cifar10", directory: "/a, b" },
  }],
  ["sweeps a text by a JSON list", {}, ['dataset.directory=["/a","/b"]'], {
    matrix: { "dataset.directory": ["/a", "/b"] },
  }],
  ["keeps digits in a text", {}, ["title=2024"], { title: "2024" }],

  ["sets a field in the rows that have it", tables, ["batchSize=3"], {
    rows: [[{ batchSize: 3 }, { dataset: { name: "toy" } }], [{ batchSize: 3, "loss.l2": 0 }]],
  }],
  ["sets a part of what rows have as a whole", tables, ["dataset.center=true"], {
    rows: [
      [{ batchSize: 1 }, { dataset: { name: "toy", center: true } }],
      [{ batchSize: 2, "loss.l2": 0 }],
    ],
  }],
  ["sets what no row has beside them", tables, ["stop.epochs=3"], {
    ...tables,
    stop: { epochs: 3 },
  }],
  ["takes a field that becomes a sweep out of rows, with its parts", tables, [
    'loss=[{"name":"svm"},{"name":"softmax"}]',
  ], {
    matrix: { loss: [{ name: "svm" }, { name: "softmax" }] },
    rows: [[{ batchSize: 1 }, { dataset: { name: "toy" } }], [{ batchSize: 2 }]],
  }],
  ["makes a sweep of a comma list", {}, ["batchSize=1,32,full"], {
    matrix: { batchSize: [1, 32, "full"] },
  }],
  ["makes a sweep of a JSON list", {}, ["batchSize=[1,32]"], { matrix: { batchSize: [1, 32] } }],
  ["makes a sweep of a range", {}, ['method.stepSize={"logspace":[-9,-6,4]}'], {
    matrix: { "method.stepSize": { logspace: [-9, -6, 4] } },
  }],
  ["adds a sweep to others", swept, ["loss.l2=0,1"], {
    matrix: { batchSize: [1, 256], "method.stepSize": [0.1, 0.2], "loss.l2": [0, 1] },
  }],
  ["replaces a sweep in its place", swept, ["batchSize=2,4"], {
    matrix: { "method.stepSize": [0.1, 0.2], batchSize: [2, 4] },
  }],
  ["ends a sweep with a single value", swept, ["batchSize=2"], {
    batchSize: 2,
    matrix: { "method.stepSize": [0.1, 0.2] },
  }],
  ["sweeps a field that the file sets", { batchSize: 9 }, ["batchSize=1,2"], {
    batchSize: 9,
    matrix: { batchSize: [1, 2] },
  }],

  ["keeps a zipped field zipped", zipped, ["batchSize=8"], {
    zip: { batchSize: [8], "method.stepSize": [0.1, 0.2] },
  }],
  ["replaces a zipped list of the same length", zipped, ["batchSize=8,full"], {
    zip: { batchSize: [8, "full"], "method.stepSize": [0.1, 0.2] },
  }],
  ["replaces a zipped list by a range", zipped, ['method.stepSize={"linspace":[1,2,2]}'], {
    zip: { batchSize: [1, 256], "method.stepSize": { linspace: [1, 2, 2] } },
  }],
  [
    "keeps a zipped range zipped",
    { zip: { batchSize: [1, 256], "method.stepSize": { linspace: [0.1, 0.2, 2] } } },
    ["method.stepSize=0.3,0.4"],
    { zip: { batchSize: [1, 256], "method.stepSize": [0.3, 0.4] } },
  ],
  ["ends a zip when it is emptied", zipped, ["zip={}", "batchSize=8"], { zip: {}, batchSize: 8 }],

  ["takes seeds as one list", {}, ["seeds=1,2"], { seeds: [1, 2] }],
  ["takes a single seed as a list", {}, ["seeds=3"], { seeds: [3] }],
  ["takes record points as one list", {}, ["record=0,10,100"], { record: [0, 10, 100] }],
  ["takes one record point as a list", {}, ["record=5"], { record: [5] }],
  ["takes a record word as it is", {}, ["record=geometric"], { record: "geometric" }],
  ["takes a record distance as it is", {}, ['record={"every":2}'], { record: { every: 2 } }],
  ["takes a single chart as a list", {}, ['charts={"name":"line"}'], {
    charts: [{ name: "line" }],
  }],
  ["takes charts away", { charts: [{ name: "line" }] }, ["charts=[]"], { charts: [] }],
  ["ends the sweeps inside an object that it sets", swept, [
    'method={"name":"gradientDescent","stepSize":3}',
  ], { matrix: { batchSize: [1, 256] }, method: { name: "gradientDescent", stepSize: 3 } }],
  [
    "takes away exclusions that speak of the old values",
    { matrix: { batchSize: [1, 2] }, exclude: [{ batchSize: 1 }, { "loss.l2": 0 }] },
    ["batchSize=3"],
    { matrix: {}, exclude: [{ "loss.l2": 0 }], batchSize: 3 },
  ],
  ["puts a new sweep in the place of the old one", swept, ["batchSize=3,4"], {
    matrix: { batchSize: [3, 4], "method.stepSize": [0.1, 0.2] },
  }],
  ["reads matrix.KEY as KEY", {}, ["matrix.batchSize=1,2"], { matrix: { batchSize: [1, 2] } }],
  ["keeps commas of a text", { title: "Old" }, ["title=Hello, world"], { title: "Hello, world" }],
  ["sets a field that is a list", { dataset: { name: "toy" } }, ["dataset.points=[[1],[2]]"], {
    dataset: { name: "toy", points: [[1], [2]] },
  }],
  ["takes steps of differences as one list", { kind: "gradientCheck", h: [1] }, ["h=1e-3,1e-5"], {
    kind: "gradientCheck",
    h: [1e-3, 1e-5],
  }],
  ["takes one step of differences as a list", { kind: "gradientCheck" }, ["h=1e-3"], {
    kind: "gradientCheck",
    h: [1e-3],
  }],
  ["sweeps what can be swept in files of its kind", { kind: "slice", a: { points: 3 } }, [
    "a.points=3,5",
  ], { kind: "slice", a: { points: 3 }, matrix: { "a.points": [3, 5] } }],
  ["makes the second axis on the way", { kind: "slice", a: { points: 3 } }, ["b.max=2"], {
    kind: "slice",
    a: { points: 3 },
    b: { max: 2 },
  }],
  [
    "sets the run at a centre and keeps its file",
    { kind: "slice", center: { experiment: "x.jsonc", run: 1 } },
    ["center.run=2"],
    { kind: "slice", center: { experiment: "x.jsonc", run: 2 } },
  ],
  ["makes a sweep of whole fields in brackets", { method: { name: "gradientDescent" } }, [
    'method=[{"name":"randomSearch"},{"name":"localSearch"}]',
  ], {
    method: { name: "gradientDescent" },
    matrix: { method: [{ name: "randomSearch" }, { name: "localSearch" }] },
  }],
  [
    "ends a sweep over whole fields with a single one",
    { matrix: { method: [{ name: "a" }, { name: "b" }], batchSize: [1] } },
    ['method={"name":"randomSearch"}'],
    { matrix: { batchSize: [1] }, method: { name: "randomSearch" } },
  ],
  [
    "takes the best away with the sweep that it chooses from",
    { matrix: { batchSize: [1, 2] }, best: { of: "batchSize", seeds: [2] } },
    ["batchSize=2"],
    { matrix: {}, batchSize: 2 },
  ],
  [
    "keeps the best of a sweep through other values",
    { matrix: { batchSize: [1, 2] }, best: { of: "batchSize", seeds: [2] } },
    ["batchSize=3,4"],
    { matrix: { batchSize: [3, 4] }, best: { of: "batchSize", seeds: [2] } },
  ],
  ["sets a field whose name begins like that of a swept one", { matrix: { a: [{ points: 3 }] } }, [
    "ab.points=3",
  ], { matrix: { a: [{ points: 3 }] }, ab: { points: 3 } }],
  ["takes a range of steps as it is", { kind: "gradientCheck" }, ['h={"logspace":[-5,-3,3]}'], {
    kind: "gradientCheck",
    h: { logspace: [-5, -3, 3] },
  }],
  ["takes the seeds of the best as one list", { best: { of: "batchSize", seeds: [2] } }, [
    "best.seeds=3,4",
  ], { best: { of: "batchSize", seeds: [3, 4] } }],
  ["leaves unknown keys to the checks", {}, ["batch-size=3"], { "batch-size": 3 }],
  [
    "takes exclusions away",
    { exclude: [{ batchSize: 1 }] },
    ["exclude=[]"],
    { exclude: [] },
  ],
];

for (const [what, file, overrides, result] of cases) {
  Deno.test(`applyOverrides() ${what}`, () => {
    assertEquals(overridden(file, ...overrides), result as File);
  });
}

Deno.test("applyOverrides() leaves the file it is given alone", () => {
  const file = { method: { stepSize: 1 }, zip: { batchSize: [1, 2] }, seeds: [1] };
  const before = structuredClone(file);
  overridden(file, "method.stepSize=2", "batchSize=3", "seeds=4", "loss.l2=0,1");
  assertEquals(file, before);
});

const methods = { method: [{ name: "randomSearch" }, { name: "localSearch" }] };
const refused: [override: string, file: File][] = [
  ["batchSize", {}],
  ["=3", {}],
  ["", {}],
  ["dataset.name=toy", { dataset: "toy" }],
  ["method.stepSize=1e-6", { matrix: methods }],
  ["method.stepSize=1e-6,1e-7", { matrix: methods }],
  ["method.stepSize=1e-6", { zip: methods }],
  ["method.stepSize=1e-6,1e-7", { zip: methods }],
];

for (const [override, file] of refused) {
  Deno.test(`applyOverrides() refuses "${override}" for ${JSON.stringify(file)}`, async (t) => {
    await t.assertSnapshot(assertThrows(() => overridden(file, override), InputError).message);
  });
}

Deno.test("applyOverrides() keeps the order of sweeps", () => {
  const { matrix } = overridden(swept, "batchSize=3,4") as { matrix: object };
  assertEquals(Object.keys(matrix), Object.keys(swept.matrix as object));
});
