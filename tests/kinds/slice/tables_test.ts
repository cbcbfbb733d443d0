import { assert, assertEquals } from "@std/assert";
import type { Sliced } from "../../../src/kinds/slice/spec.ts";
import { sliceFinding, sliceSummary } from "../../../src/kinds/slice/summary.ts";
import { sliceTables } from "../../../src/kinds/slice/tables.ts";
import { lineSlice, planeSlice, rowsOf, tableOf } from "../../_done.ts";

const table = (file: string, ...done: Sliced[]) => tableOf(sliceTables, file, done);

/** The path of a run at two records. */
const path = {
  points: [
    { iteration: 0, a: -1.5, b: 2, distance: 0.25, loss: Math.fround(9.1) },
    { iteration: 4, a: 0, b: 0, distance: 0, loss: 1 },
  ],
  explained: 0.875,
};

Deno.test("slice.csv has a row for each place", async (t) => {
  const slices = [lineSlice([3, 0.1, 2]), planeSlice([4, 3, 2, 1], { run: 2 })];
  await t.assertSnapshot(table("slice.csv", ...slices));
});

Deno.test("runs.csv of slices has a row for each slice", async (t) => {
  const slices = [
    lineSlice([3, 1, 2], { values: { center: "random" } }),
    planeSlice([4, 3, 2, 1], { run: 2, path, values: { center: { experiment: "x", run: 3 } } }),
  ];
  await t.assertSnapshot(table("runs.csv", ...slices));
});

Deno.test("path.csv has a row for each record on the way", async (t) => {
  const slices = [lineSlice([3, 1, 2]), planeSlice([4, 3, 2, 1], { run: 2, seed: 7, path })];
  await t.assertSnapshot(table("path.csv", ...slices));
});

Deno.test("path.csv is not written without a path", () => {
  const texts = sliceTables.map((table) => table.text([lineSlice([3, 1, 2])], "Why?"));
  assertEquals(texts.map((text) => text === null), [true, false, false]);
});

Deno.test("slice.csv leaves the second place of a line empty", () => {
  assertEquals(
    rowsOf(table("slice.csv", lineSlice([3, 1, 2]))).map(({ b }) => b),
    ["", "", ""],
  );
});

Deno.test("slice.csv has losses as the shortest f32", () => {
  const [{ loss, penalty }] = rowsOf(table("slice.csv", lineSlice([0.1, 1, 1])));
  assertEquals([loss, penalty], ["0.1", "0.01"]);
});

Deno.test("runs.csv of slices leaves the lowest place empty when the loss is the same everywhere", () => {
  const kinks = { all: 0, inside: [], minimum: null };
  const [row] = rowsOf(table("runs.csv", lineSlice([2, 2, 2], { kinks })));
  assertEquals(
    [row.kinks, row.kinks_inside, row.minimum_a, row.minimum_loss],
    ["0", "0", "", ""],
  );
});

Deno.test("tables of slices give a swept field a column after the seed", () => {
  const slices = [lineSlice([3, 1, 2], { values: { "a.points": 3 } })];
  for (const file of ["slice.csv", "runs.csv"]) {
    assertEquals(table(file, ...slices).split(",").slice(0, 3), ["run", "seed", "a_points"]);
  }
});

Deno.test("sliceSummary() has a row for each slice", async (t) => {
  const slices = [
    lineSlice([3, 1, 2], { values: { center: "random" } }),
    planeSlice([4, 3, 2, 1], { run: 2, values: { center: "zero" }, center: "zero" }),
  ];
  await t.assertSnapshot(sliceSummary(slices));
});

Deno.test("sliceSummary() says nothing of a second direction when all have one", () => {
  assert(!sliceSummary([lineSlice([3, 1, 2])]).includes("V"));
});

const flat = { all: 0, inside: [], minimum: null };
const kinks = { all: 2, inside: [-0.5, 0.25], minimum: { a: -0.123456789, loss: 0.125 } };
const swept = { "init.scale": 3 };

const FINDINGS: readonly (readonly [what: string, slices: Sliced[], finding: string])[] = [
  [
    "of a plane names its lowest place",
    [planeSlice([4, 3, 1.5, 2])],
    "the lowest of 4 points is 1.50 at a = 0, b = 5",
  ],
  [
    "of a smooth line names its lowest place",
    [lineSlice([4, 3, 1.5], { kinks: null })],
    "the lowest of 3 points is 1.50 at a = 1",
  ],
  [
    "names the first of the lowest places",
    [lineSlice([2, 2, 3], { kinks: null })],
    "the lowest of 3 points is 2 at a = −1",
  ],
  [
    "of a loss made of pieces gives its lowest place and its kinks",
    [lineSlice([4, 3, 1.5])],
    "the loss is lowest at a = 0.25, where it is 0.125; the line has 3 kinks, at a = −0.5, 0.25",
  ],
  [
    "says when the loss is the same all along the line",
    [lineSlice([2, 2, 2], { kinks: flat })],
    "the loss is the same all along the line; the line has no kink",
  ],
  [
    "has a minus before numbers below 0, not a hyphen",
    [lineSlice([4, 3, 1.5], { kinks })],
    "the loss is lowest at a = −0.123457, where it is 0.125; the line has 2 kinks, at a = −0.5, 0.25",
  ],
  [
    "says how much of the path the slice holds, and how far it is away",
    [planeSlice([4, 3, 2, 1], { path })],
    "the lowest of 4 points is 1 at a = 1, b = 5; the slice holds 87.5 % of the variance of the " +
    "run's path, whose points are up to 0.250 away from it",
  ],
  [
    "tells slices apart by what is swept, and by seeds if they differ",
    [1, 2].map((seed) => planeSlice([4, 3, 2, seed], { seed, values: swept })),
    "with init.scale 3, seed 1, the lowest of 4 points is 1 at a = 1, b = 5; " +
    "with init.scale 3, seed 2, the lowest of 4 points is 2 at a = 0, b = 5",
  ],
  ["of none says so", [], "none, as no slice came to its end"],
];
for (const [what, slices, finding] of FINDINGS) {
  Deno.test(`sliceFinding() ${what}`, () => {
    assertEquals(sliceFinding(slices), `Finding: ${finding}.`);
  });
}

Deno.test("slice tables, summary and finding hold more places than a call has arguments", () => {
  const places = Array.from({ length: 200_000 }, (_, i) => i);
  const points = places.map((a) => ({ a, b: null, loss: a, dataLoss: a, penalty: 0 }));
  const slice = lineSlice([], { a: places, points, kinks: null });
  assertEquals(table("slice.csv", slice).trimEnd().split("\n").length, 200_001);
  assert(sliceSummary([slice]).includes(" 199,999"), sliceSummary([slice]));
  assertEquals(sliceFinding([slice]), "Finding: the lowest of 200,000 points is 0 at a = 0.");
});
