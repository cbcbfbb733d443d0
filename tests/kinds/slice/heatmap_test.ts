import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { sliceFigures } from "../../../src/kinds/slice/mod.ts";
import { but } from "../../_done.ts";
import { drawer, leftEdge, line, pathThrough, places, plane, seen } from "../_figures.ts";

const draw = drawer(sliceFigures, { name: "heatmap" });
const PLAIN = { color: false };
const COLOR = { color: true };

const bowl = (a: number, b: number) => 1 + (a - 0.2) * (a - 0.2) + 2 * (b + 0.4) * (b + 0.4);
const slope = (a: number, b: number) => 10 + a + 2 * b;
const small = plane(places(21), bowl);

/** The cells of a map, its axis and its arrow left away. */
function cells(text: string): string[] {
  const rows = seen(text).split("\n");
  const left = leftEdge(rows);
  const bottom = rows.findIndex((row) => row.includes("└"));
  const width = rows[bottom].indexOf("→") - left;
  return rows.slice(rows.findIndex((row) => row.endsWith("b ↑")) + 1, bottom)
    .map((row) => row.slice(left, left + width).padEnd(width));
}

/** Where a symbol stands in a map. */
function find(map: readonly string[], symbol: string): [column: number, row: number][] {
  return map.flatMap((row, y) =>
    [...row].flatMap((cell, x): [number, number][] => cell === symbol ? [[x, y]] : [])
  );
}

Deno.test("heatmap shows shades, axes, the centre, a path and a legend", async (t) => {
  const path = pathThrough([0.9, 0.9], [0.6, 0.3], [0.3, -0.3]);
  await t.assertSnapshot(draw([but(small, { path })], { height: 11 }));
});

Deno.test("heatmap with contour shows lines of equal loss", async (t) => {
  await t.assertSnapshot(draw([small], { contour: true, height: 11 }));
});

Deno.test("heatmap in colour is brighter to the right and upwards", async (t) => {
  const tiny = plane(places(4), slope);
  await t.assertSnapshot(draw([tiny], { height: 4 }, COLOR).replaceAll("\x1b", "␛"));
});

for (const [width, expected] of [[100, "−40 −20 0 20 40"], [40, "−40 −20 0 20 40"]] as const) {
  Deno.test(`heatmap has numbers along both axes, on ${width} columns`, () => {
    const wide = plane(places(51).map((a) => 40 * a), bowl);
    const rows = draw([wide], {}, { width, color: false }).split("\n");
    const bottom = rows.findIndex((row) => row.includes("└"));
    assertEquals(rows[bottom + 1].trim().replace(/ +/g, " "), expected);
  });
}

Deno.test("heatmap is about as wide as high on cells that are twice as high as wide", () => {
  for (const count of [5, 21, 51, 200]) {
    const map = cells(draw([plane(places(count), bowl)]));
    assertEquals(map.length, Math.ceil(map[0].length / 2));
  }
});

Deno.test("heatmap rises to the right and upwards where the loss does", () => {
  const map = cells(draw([plane(places(20), slope)]));
  const last = map.length - 1;
  const ink = (cell: string) => " .:-=ix%#@".indexOf(cell);
  assertEquals([map[0][39], map[last][0]], ["@", " "]); // (1, 1) and (−1, −1)
  assert(ink(map[last][39]) > 0 && ink(map[0][0]) > ink(map[last][39])); // b counts twice
});

Deno.test("heatmap in colour has the mean of two places as the ground of a cell", () => {
  const rows = draw([plane(places(20), (_, b) => b)], { height: 10 }, COLOR).split("\n");
  const ramp = [53, 55, 24, 30, 36, 71, 77, 113, 148, 184, 220, 226];
  const expected = Array.from(
    { length: 10 },
    (_, i) => ramp[Math.floor((18.5 - 2 * i) * 12 / 19)],
  );
  // deno-lint-ignore no-control-regex -- the first colours of a row
  const grounds = rows.map((row) => /[│┤]\x1b\[38;5;\d+;48;5;(\d+)m/.exec(row)?.[1]);
  assertEquals(grounds.filter((ground) => ground !== undefined).map(Number), expected);
});

Deno.test("heatmap marks the centre where that is inside", () => {
  assertEquals(find(cells(draw([small])), "+"), [[21, 10]]); // in the middle of 42 × 21
  assertEquals(find(cells(draw([plane([1, 2, 3], bowl)])), "+"), []);
});

Deno.test("heatmap puts the path's points into their cells", () => {
  const path = pathThrough([-1, 1], [1, 1], [9, 0], [1, -1]);
  const text = draw([plane(places(20), slope, { path })]);
  const map = cells(text);
  assertEquals(find(map, "o"), [[1, 0], [39, 0]]); // each place has two columns
  assertEquals(find(map, "●"), [[39, 19]]);
  assertStringIncludes(text, "1 point beyond the edges");
});

Deno.test("heatmap has its marks at the same places with and without colour", () => {
  const path = pathThrough([0.9, 0.9], [0.6, 0.3], [-0.77, 0.13], [0.3, -0.3]);
  for (const contour of [false, true]) {
    const [plain, colored] = [PLAIN, COLOR].map((canvas) =>
      cells(draw([but(small, { path })], { contour }, canvas))
    );
    for (const mark of ["+", "o", "●"]) assertEquals(find(colored, mark), find(plain, mark));
    assertEquals(find(plain, "o").length, 3);
  }
});

for (const logZ of [false, true]) {
  for (const canvas of [PLAIN, COLOR]) {
    Deno.test(`heatmap's legend has all values, logZ ${logZ}, colour ${canvas.color}`, () => {
      const steep = plane(places(11), (a, b) => 1 + 999 * a * a * b * b);
      const text = seen(draw([steep], { logZ }, canvas));
      const ranges = [...text.matchAll(/([\d.,]+) … ([\d.,]+)/g)]
        .map(([, from, to]) => [from, to].map((one) => Number(one.replace(",", ""))))
        .sort(([a], [b]) => a - b);
      assertEquals(ranges.length, canvas.color ? 12 : 10);
      assertEquals([ranges[0][0], ranges[ranges.length - 1][1]], [1, 1000]);
      assert(ranges.every(([from, to], i) => from < to && (i === 0 || from === ranges[i - 1][1])));
    });
  }
}

Deno.test("heatmap with contour draws a line at its height only", () => {
  // The loss rises by 1 from column to column: of 20 columns, 9 have the next level beside them.
  const map = cells(draw([plane(places(20), (a) => a)], { contour: true, height: 10 }));
  assertEquals(new Set(map.filter((row) => !row.includes("+"))).size, 1);
  assertEquals(map[0].replaceAll(" ", ""), "123456789");
});

Deno.test("heatmap shows what has no place on the scale as such", () => {
  const holed = plane(places(11), (a, b) => a > 0.5 ? NaN : b < -0.5 ? Infinity : 1 + a * a);
  const text = draw([holed], { logZ: true });
  assert(find(cells(text), "!").length > 0);
  assertStringIncludes(text, "! not on the scale");
  // Three of eleven columns, and three of eleven places in each of the other eight.
  assertStringIncludes(
    text,
    "\nthe lowest of 121 points is 1 at 8 of them, such as a = 0, b = −0.4; not\nfinite: 57 points\n",
  );
  assert(!/NaN|Infinity/.test(text));
});

const steep = plane(places(11), (a) => 1 + 1023 * a * a);
const labelled = [1, 2].map((l2) => but(small, { values: { "loss.l2": l2 } }));
for (
  const [what, slices, options, has, hasNot] of [
    [
      "names the lowest point",
      [small],
      {},
      "\nthe lowest of 441 points is 1 at a = 0.2, b = −0.4\n",
    ],
    ["names that of its field", [small], { z: "dataLoss" }, "points is 0.5 at a = 0.2, b = −0.4\n"],
    ["with logZ has levels of equal ratio", [steep], { logZ: true }, "512 … 1,024"],
    ["of a flat loss has one level", [plane(places(11), () => 3)], {}, "loss: 3 everywhere"],
    ["names the centre where that is inside", [small], {}, "+ the centre", "!"],
    ["has no name for it elsewhere", [plane([1, 2, 3], bowl)], {}, "lowest", "+ the centre"],
    [
      "has no room for all points",
      [plane(places(101), bowl)],
      {},
      "52 × 52 of 101 × 101 points are",
    ],
    ["has room for few points", [small], {}, "lowest", "are shown"],
    ["begins with what tells slices apart", labelled, {}, "l2: 1\nloss over a"],
    ["shows slices one after another", labelled, {}, "\n\nl2: 2\nloss over a"],
    ["of nothing is a sentence", [], {}, "No map, as there is no slice with two directions.\n"],
    ["of a line is a sentence", [line(places(9), bowl)], {}, "No map, as there is no slice with"],
  ] as const
) {
  Deno.test(`heatmap ${what}`, () => {
    const text = draw(slices, options);
    assertStringIncludes(text, has);
    assert(hasNot === undefined || !text.includes(hasNot), text);
  });
}

Deno.test("heatmap says how many points a log scale does not have", () => {
  const note = "Not drawn: 10 points at loss 0 or below, which a log scale does not have.";
  const tilted = plane(places(5), (a) => a + 0.5);
  assertStringIncludes(draw([tilted], { logZ: true }).replace(/\s+/g, " "), note);
  assertEquals(draw([tilted]).includes("Not drawn"), false);
});
