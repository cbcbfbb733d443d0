import { assert, assertEquals } from "@std/assert";
import type { Minimum } from "../../../src/problems/problem.ts";
import type { Slice } from "../../../src/kinds/slice/slice.ts";
import type { Sliced } from "../../../src/kinds/slice/spec.ts";
import { sliceFinding, sliceSummary } from "../../../src/kinds/slice/summary.ts";
import { sliceTables } from "../../../src/kinds/slice/tables.ts";
import { kinksAt, lineSlice, planeSlice, rowsOf, tableOf } from "../../_done.ts";

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
  const [row] = rowsOf(table("runs.csv", lineSlice([2, 2, 2], { kinks: kinksAt([]) })));
  assertEquals(
    [row.kinks, row.kinks_inside, row.minimum_a, row.minimum_loss],
    ["0", "0", "", ""],
  );
});

/** A slice between two ends. */
const between = (a: Slice["barriers"]["a"]) =>
  lineSlice([3, 4, 2], {
    kinks: null,
    barriers: { a, b: null },
    ends: { a: "the end of run 2 of b.jsonc", b: null },
  });

const HIGH = { height: 1.5, at: 0.25, places: 3 };
const NONE = { height: 0, at: null, places: 1 };
/** A plane with two ways. */
const PLANE = planeSlice([4, 3, 2, 1], { barriers: { a: NONE, b: HIGH } });

Deno.test("runs.csv of slices has the barrier between ends, and no columns for it elsewhere", () => {
  const [high, none, other] = rowsOf(
    table(
      "runs.csv",
      between(HIGH),
      between(NONE),
      lineSlice([1, 1, 1]),
    ),
  );
  const cells = (row: Record<string, string>) => [row.a_end, row.barrier, row.barrier_a];
  assertEquals([high, none, other].map(cells), [
    ["the end of run 2 of b.jsonc", "1.5", "0.25"],
    ["the end of run 2 of b.jsonc", "0", ""],
    ["", "", ""],
  ]);
  const [plane] = rowsOf(table("runs.csv", PLANE));
  assertEquals([plane.barrier, plane.barrier_v, plane.barrier_b], ["0", "1.5", "0.25"]);
  const names = ["a_end", "b_end", "barrier", "barrier_a", "barrier_v", "barrier_b"];
  const [plain] = rowsOf(table("runs.csv", lineSlice([1, 1, 1])));
  assertEquals(names.filter((name) => name in plain), []);
});

Deno.test("sliceFinding() begins with the barrier between ends", () => {
  const slices = [between(HIGH), between(NONE), PLANE];
  assertEquals(slices.map((slice) => sliceFinding([slice])), [
    "Finding: the barrier between the ends is 1.50 high, at a = 0.25; the lowest of 3 points is 2 " +
    "at a = 1.",
    "Finding: no barrier shows between the ends: at none of 1 place is the loss above the straight " +
    "line; the lowest of 3 points is 2 at a = 1.",
    "Finding: no barrier shows between W and W + U: at none of 1 place is the loss above the " +
    "straight line; the barrier between W and W + V is 1.50 high, at b = 0.25; the lowest of 4 " +
    "points is 1 at a = 1, b = 5.",
  ]);
});

Deno.test("sliceSummary() has the barrier in its last column, and says what it is", () => {
  const rows = sliceSummary([between(HIGH), lineSlice([1, 1, 1])], {
    width: 100,
  })
    .split("\n");
  assertEquals([rows[0], rows[2], rows[3]].map((row) => row.trim().split(/ {2,}/).at(-1)), [
    "barrier",
    "1.50",
    "–",
  ]);
  assertEquals(rows.slice(4), [
    "‖W‖ and ‖U‖ are lengths. The barrier is how far the loss rises, between W and the end of another",
    "run, above the straight line between their losses.",
    "",
  ]);
  const [head, , plane] = sliceSummary([PLANE]).split("\n")
    .map((row) => row.trim().split(/ {2,}/).slice(-2));
  assertEquals([head, plane], [["barrier along U", "barrier along V"], ["0", "1.50"]]);
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

Deno.test("sliceSummary() has the extremes of finite points, and counts the others", () => {
  const rows = sliceSummary([lineSlice([NaN, 3, Infinity]), lineSlice([NaN, NaN, NaN])]).split(
    "\n",
  );
  assertEquals(rows[0].split(/ {2,}/).slice(-3), [
    "lowest of points",
    "highest of points",
    "not finite",
  ]);
  assertEquals(rows.slice(2, 4).map((row) => row.trim().split(/ +/).slice(-3)), [
    ["3", "3", "2"],
    ["–", "–", "3"],
  ]);
});

Deno.test("sliceSummary() says nothing of a second direction when all have one", () => {
  assert(!sliceSummary([lineSlice([3, 1, 2])]).includes("V"));
});

const minimum = { a: -0.123456789, loss: 0.125 };
const kinks = kinksAt([-0.5, 0.25], { minimum });
/** A finding of a line with these kinks. */
const ofKinks = (
  what: string,
  [inside, more]: Parameters<typeof kinksAt>,
  finding: string,
): [string, Sliced[], string] => [
  what,
  [lineSlice([2, 1, 2], { kinks: kinksAt(inside, more) })],
  finding,
];
/** The same words about the kinks, with another lowest place. */
const ofMinimum = (what: string, minimum: Minimum, words: string) =>
  ofKinks(what, [[0], { minimum }], `${words}; the slope jumps at 1 kink: in the range, at a = 0`);
const valley = (min: number, max: number) => ({ a: 0, loss: 2, flat: { min, max } });
const LOWEST = "the lowest loss on the whole line is";
const swept = { "init.scale": 3 };

const FINDINGS: readonly (readonly [what: string, slices: Sliced[], finding: string])[] = [
  [
    "of a plane names its lowest place",
    [planeSlice([4, 3, 1.5, 2])],
    "the lowest of 4 points is 1.5 at a = 0, b = 5",
  ],
  [
    "of a smooth line names its lowest place",
    [lineSlice([4, 3, 1.5], { kinks: null })],
    "the lowest of 3 points is 1.5 at a = 1",
  ],
  [
    "says how many points are the lowest, with the first of them",
    [lineSlice([2, 2, 3], { kinks: null })],
    "the lowest of 3 points is 2 at 2 of them, such as a = −1",
  ],
  [
    "has the lowest of the finite points",
    [lineSlice([NaN, 2, Infinity], { kinks: null })],
    "the lowest of 3 points is 2 at a = 0; not finite: 2 points",
  ],
  [
    "of points none of which is finite says so",
    [lineSlice([NaN, -Infinity, Infinity], { kinks: null })],
    "not finite: 3 points",
  ],
  [
    "of a line counts the points that are not finite",
    [lineSlice([NaN, 2, 3])],
    `${LOWEST} 0.125, at a = 0.25; not finite: 1 point; ` +
    "the slope jumps at 3 kinks: all in the range, at 2 places, a = −0.5, 0.25",
  ],
  [
    "of a loss made of pieces gives its lowest place and its kinks",
    [lineSlice([4, 3, 1.5])],
    `${LOWEST} 0.125, at a = 0.25; the slope jumps at 3 kinks: all in the range, at 2 places, a = −0.5, 0.25`,
  ],
  [
    "says when the loss is the same all along the line",
    [lineSlice([2, 2, 2], { kinks: kinksAt([]) })],
    "the loss is the same all along the line; the line has no kink, a place where its slope jumps",
  ],
  [
    "has a minus before numbers below 0, not a hyphen",
    [lineSlice([4, 3, 1.5], { kinks })],
    `${LOWEST} 0.125, at a = −0.123457; ` +
    "the slope jumps at 2 kinks: all in the range, at a = −0.5, 0.25",
  ],
  ofKinks(
    "says how many kinks are in the range and where the others are",
    [[1], { outside: [-3, 7], minimum: { a: 1, loss: 2 } }],
    `${LOWEST} 2, at a = 1; the slope jumps at 3 kinks: 1 in the range, at a = 1, and 2 outside, ` +
      "at a = −3, 7",
  ),
  ofKinks(
    "counts kinks that are too many to be written out",
    [[-0.9, -0.8, -0.7, -0.6, -0.5, 0.5, 0.6, 0.7, 0.8], {
      outside: [-3, 2, 3, 4, 5, 6, 7, 8, 9],
      minimum: { a: 0, loss: 2 },
    }],
    `${LOWEST} 2, at a = 0; the slope jumps at 18 kinks: 9 in the range, and 9 outside, ` +
      "at 1 place to the left and 8 to the right",
  ),
  ofKinks(
    "says that all kinks and the lowest place are outside",
    [[], { outside: [3], minimum: { a: 3, loss: 2 } }],
    `${LOWEST} 2, at a = 3, right of the range; ` +
      "the slope jumps at 1 kink: none in the range, and 1 outside, at a = 3",
  ),
  ofMinimum(
    "says that the lowest place is on the left",
    { a: -3, loss: 2 },
    `${LOWEST} 2, at a = −3, left of the range`,
  ),
  ofMinimum(
    "says from where to where a line is flat",
    valley(0, 0.5),
    `${LOWEST} 2, from a = 0 to 0.5`,
  ),
  ofMinimum("says up to where a line is flat", valley(-Infinity, 0), `${LOWEST} 2, up to a = 0`),
  ofMinimum("says from where on a line is flat", valley(0, Infinity), `${LOWEST} 2, from a = 0 on`),
  [
    "says how much of the path the slice holds, and how far it is away",
    [planeSlice([4, 3, 2, 1], { path })],
    "the lowest of 4 points is 1 at a = 1, b = 5; the slice holds 87.5 % of the variance of the " +
    "run's path, whose points are up to 0.250 away from it",
  ],
  [
    "tells slices apart by what is swept, and by seeds if they differ",
    [1, 2].map((seed) => planeSlice([4, 3, 2.5, seed], { seed, values: swept })),
    "with init.scale 3, seed 1, the lowest of 4 points is 1 at a = 1, b = 5; " +
    "with init.scale 3, seed 2, the lowest of 4 points is 2 at a = 1, b = 5",
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
