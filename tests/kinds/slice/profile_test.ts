import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { sliceFigures } from "../../../src/kinds/slice/mod.ts";
import { but, kinksAt } from "../../_done.ts";
import { drawer, leftEdge, line, places, plane } from "../_figures.ts";

const draw = drawer(sliceFigures, { name: "profile", height: 8 });

const bent = (a: number) => 1 + Math.abs(a - 0.5) + 2 * Math.max(0, -a - 0.5);
const minimum = { a: 0.5, loss: 1 };
const kinks = kinksAt([-0.5, 0.5], { minimum });
const hinge = line(places(41), bent, { kinks });
const bowl = (a: number, b: number) => a * a + 4 * b * b + 1;

Deno.test("profile shows the loss, its kinks, its lowest place and where it was taken", async (t) => {
  await t.assertSnapshot(draw([hinge]));
});

Deno.test("profile has a line for each slice, and a legend", async (t) => {
  const slices = [1, 2].map((seed) =>
    line(places(41), (a) => seed * bent(a), { seed, values: { "loss.l2": 0.1 * seed } })
  );
  await t.assertSnapshot(draw(slices));
});

Deno.test("profile draws the field that is asked for", () => {
  const half = line(places(41), (a) => bent(a) / 2);
  const dataLoss = draw([but(hinge, { kinks: null })], { y: "dataLoss" });
  assertEquals(dataLoss, draw([half]).replace(/^loss/, "loss without the penalty"));
});

Deno.test("profile draws several fields as lines of one chart, each with its lowest place", () => {
  const fields = ["dataLoss", "penalty", "loss", "loss"];
  const text = draw([but(hinge, { kinks: null })], { y: fields }).replaceAll(
    /\n +(?=a = )|(?<=the)\n/g,
    " ",
  );
  for (
    const words of [
      "loss without the penalty, penalty and loss against a, steps along the direction U",
      "A ───  loss without the penalty: the lowest of 41 points is 0.5 at a = 0.5",
      "B ━━━  penalty: the lowest of 41 points is 0.25 at a = 0.5",
      "C ═══  loss: the lowest of 41 points is 1 at a = 0.5",
    ]
  ) {
    assertStringIncludes(text, words);
  }
  assert(!text.includes("D ╌"));
  const two = [1, 2].map((seed) => but(hinge, { kinks: null, run: seed, seed }));
  assertStringIncludes(draw(two, { y: ["dataLoss", "loss"] }), "D ╌╌╌  2 · loss: the lowest");
});

Deno.test("profile marks a kink under its column", () => {
  const rows = draw([hinge]).split("\n");
  const left = leftEdge(rows);
  const axis = rows.findIndex((row) => row.includes("└"));
  const marked = [...rows[axis + 1]].flatMap((cell, i) => cell === "^" ? [i] : []);
  const width = rows[axis].length - left;
  assertEquals(marked, [0.25, 0.75].map((share) => left + Math.round(share * width)));
  // 0.5 is also a tick, and the lowest part of the line lies above it.
  assertEquals(rows[axis][marked[1]], "┬");
  assert("╰─╯".includes(rows[axis - 1][marked[1]]), rows[axis - 1]);
});

Deno.test("profile leaves out losses that are no number, or have no logarithm", () => {
  const holes = line(places(9), (a) => a < 0 ? NaN : a === 0 ? Infinity : a === 0.5 ? 0 : a);
  for (const logY of [true, false]) assert(!/NaN|Infinity/.test(draw([holes], { logY })));
});

const kinked = (inside: readonly number[], more: Parameters<typeof kinksAt>[1] = {}) =>
  line(places(9), bent, { kinks: kinksAt(inside, { minimum, ...more }) });
const smooth = line(places(41), (a) => (a + 0.3) * (a + 0.3) + 2);
const flat = line(places(9), () => 9, { kinks: kinksAt([]) });
const holes = line(places(9), (a) => a < 0 ? NaN : a > 0.9 ? Infinity : a + 2);
const many = Array.from({ length: 44_979 }, (_, i) => 2 + i);
for (
  const [what, slices, options, words] of [
    ["names few kinks", [kinked(places(20))], {}, "20 kinks (^): all in the range, at a = −1,"],
    [
      "says how many kinks are in the range and where the others are",
      [kinked([0.5], { outside: [-7, 3] })],
      {},
      "the slope jumps at 3 kinks (^): 1 in the range, at a = 0.5, and 2\noutside, at a = −7, 3\n",
    ],
    ["tells close kinks apart", [kinked([0.12345, 0.12346])], {}, "a = 0.12345,\n0.12346\n"],
    [
      "counts many kinks",
      [kinked(places(21), { outside: many })],
      {},
      "1\n\nthe slope jumps at 45,000 kinks: ", // without marks below the axis
    ],
    [
      "names the lowest place of the line",
      [hinge],
      {},
      "\nthe lowest loss on the whole line is 1, at a = 0.5\n",
    ],
    [
      "of another field names the lowest of its points",
      [hinge],
      { y: "penalty" },
      "\nthe lowest of 41 points is 0.25 at a = 0.5\n",
    ],
    [
      "says that the lowest place is outside",
      [kinked([], { minimum: { a: -2.5, loss: 0.5 } })],
      {},
      "\nthe lowest loss on the whole line is 0.5, at a = −2.5, left of the range\n",
    ],
    ["names that of its points", [smooth], {}, "\nthe lowest of 41 points is 2 at a = −0.3\n"],
    ["names that of its field", [smooth], { y: "dataLoss" }, "of 41 points is 1 at a = −0.3\n"],
    ["says that a loss is flat", [flat], {}, "\nthe loss is the same all along the line\n"],
    [
      "counts points that are not finite",
      [holes],
      {},
      "\nthe lowest of 9 points is 2 at a = 0; not finite: 5 points\n",
    ],
    ["of nothing is a sentence", [], {}, "No profile, as there is no slice with one direction.\n"],
    ["of a plane is a sentence", [plane(places(5), bowl)], {}, "No profile, as there is no slice"],
  ] as const
) {
  Deno.test(`profile ${what}`, () => assertStringIncludes(draw(slices, options), words));
}

const ends = { a: "the end of run 2 of b.jsonc", b: null };
const hill = line(
  [0, 0.25, 0.5, 0.75, 1],
  (a) => 1 + a + 8 * a * (1 - a),
  { ends, barriers: { a: { height: 2, at: 0.5, places: 3 }, b: null } },
);

Deno.test("profile marks the barrier between two ends, and says where they are", async (t) => {
  await t.assertSnapshot(draw([hill]));
});

Deno.test("profile says that there is no barrier, and marks none in another field than the loss", () => {
  const words = "no barrier shows between the ends: at none of 3 places is the loss above the " +
    "straight line; the lowest";
  const none = { height: 0, at: null, places: 3 };
  const flat = draw([but(hill, { barriers: { a: none, b: null } })]);
  assertStringIncludes(flat.replace(/\s+/g, " "), words);
  for (const text of [flat, draw([hill], { y: "penalty" })]) {
    assertEquals(text.includes("▲"), false);
  }
});

Deno.test("profile says how many points a log scale does not have", () => {
  const note = "Not drawn: 4 points at loss 0 or below, which a log scale does not have.";
  const text = draw([line(places(5), (a) => 1 - 2 * Math.abs(a))], { logY: true });
  assertStringIncludes(text.replace(/\s+/g, " "), note);
  assertEquals(draw([line(places(5), Math.abs)]).includes("Not drawn"), false);
});

Deno.test("profile says which slices lie under which", () => {
  const slices = [1, 2, 3].map((seed) => line(places(9), (a) => seed > 1 ? 1 : a, { seed }));
  assertStringIncludes(draw(slices), "C lies under A, B.");
});
