/** What the figures of every kind promise, and the text of each of them. */
import { assert, assertEquals } from "@std/assert";
import type { Figure } from "../../src/figures/figure.ts";
import { type Canvas, renderText } from "../../src/figures/render/text.ts";
import { convexityFigures } from "../../src/kinds/convexity/mod.ts";
import { curvatureFigures } from "../../src/kinds/curvature/mod.ts";
import { checkFigures } from "../../src/kinds/gradient_check/mod.ts";
import type { Draw } from "../../src/kinds/kind.ts";
import { sliceFigures } from "../../src/kinds/slice/mod.ts";
import { trainFigures } from "../../src/kinds/train/mod.ts";
import type { Registry } from "../../src/registry.ts";
import { convexityOf, curvatureOf, curve, kinksAt } from "../_done.ts";
import { check, line, pathThrough, places, plane, seen } from "./_figures.ts";

const curves = [1, 2, 3].flatMap((batchSize) =>
  [1e-9, 1e-7, 1e-5, 1e-3].map((stepSize, i) =>
    curve([9, 3 + (i - batchSize) * (i - batchSize)], {
      status: i === 3 ? "diverged" : "done",
      values: { "method.stepSize": stepSize, "method.batchSizeWithALongName": batchSize },
    })
  )
);
const kinks = kinksAt(places(20), { count: 40, minimum: { a: 0, loss: 1 } });
const path = pathThrough(...places(9).map((a) => [a, a / 2] as const));
const checks = [
  check(new Map([[1e-9, [1]]]), { values: { "loss.aFieldWithALongName": "n".repeat(99) } }),
  check(new Map(places(9).map((place) => [2 + place, [0, 1e-9, 1e-3 * (2 + place)]]))),
];
const slices = {
  line: [line(places(101), (a) => a === 0 ? NaN : 1 + Math.abs(a), { kinks })],
  plane: [plane(places(51), (a, b) => a > 0.9 ? NaN : 1e4 * (a * a + b * b) - 3000, { path })],
  lines: [1, 2, 3, 4, 5].map((seed) =>
    line(places(9), (a) => seed * a, { seed, values: { method: { name: "n".repeat(99), seed } } })
  ),
};

/** What each chart makes of each kind of results, by name. */
const drawings: Record<string, readonly Figure[]> = {};
function draw<Done>(
  { leaves }: Registry<void, Draw<Done>>,
  done: Record<string, readonly Done[]>,
  more: Record<string, object> = {},
) {
  for (const { name, example, make } of leaves) {
    for (const [what, some] of Object.entries({ ...done, nothing: [] })) {
      drawings[`${name} of ${what}`] = make(example, undefined)(some);
      if (name in more) {
        drawings[`${name} of ${what}, differently`] = make(more[name], undefined)(some);
      }
    }
  }
}
draw(trainFigures, { curves });
draw(sliceFigures, slices, { heatmap: { contour: true } });
draw(checkFigures, { checks });
draw(
  curvatureFigures,
  {
    run: [curvatureOf([5, 30, 19])],
    runs: [[5, 30], [7], []].map((values, i) => curvatureOf(values, { values: { batchSize: i } })),
  },
  { sharpness: { y: "eigenvalue" } },
);
const along = (f: (a: number) => number) => [places(41).map(f), places(41).map((a) => f(-a))];
draw(convexityFigures, {
  count: [convexityOf(along((a) => a * a))],
  counts: [convexityOf(along((a) => a < 0 ? NaN : a)), convexityOf(along((a) => -a * a))]
    .map((one, i) => ({ ...one, plan: { ...one.plan, values: { loss: i } } })),
});

const textOf = (figures: readonly Figure[], canvas: Canvas) =>
  figures.map((figure) => renderText(figure, canvas)).join("\n");

for (const [name, figures] of Object.entries(drawings)) {
  Deno.test(`${name} is plain data: its text is the same after JSON`, () => {
    const again = JSON.parse(JSON.stringify(figures));
    assertEquals(again, structuredClone(figures));
    for (const color of [false, true]) {
      assertEquals(textOf(again, { width: 80, color }), textOf(figures, { width: 80, color }));
    }
  });

  Deno.test(`${name} fits into any width, without escape codes or trailing spaces`, () => {
    for (const width of [40, 60, 80, 120, 140]) {
      const text = textOf(figures, { width, color: false });
      const lengths = text.split("\n").map((row) => [...row].length);
      assert(Math.max(...lengths) <= width, text);
      if (figures.some(({ shape }) => shape === "lines")) assert(lengths.includes(width), text);
      assertEquals(text, seen(text));
      assert(!/ $|NaN|Infinity|undefined|null/m.test(text), text);
      assert(text.endsWith("\n"));
      // An axis without a number has an empty row below it.
      assert(!text.endsWith("\n\n") || name === "line of nothing", text);
    }
  });

  // Shades and colours show a map differently.
  if (figures.some((figure) => figure.shape === "map" && !figure.contour)) continue;
  Deno.test(`${name} in colour is the plain one with escape codes`, () => {
    const [plain, colored] = [false, true].map((color) => textOf(figures, { width: 80, color }));
    assertEquals(seen(colored), plain);
    assertEquals(colored === plain, name.includes("of nothing") || figures[0].shape !== "lines");
  });
}

/** How bright one of the 216 colours of a terminal's cube is, as WCAG has it: 0 to 1. */
function luminance(code: number): number {
  const steps = [0, 95, 135, 175, 215, 255];
  const cube = code - 16;
  const [red, green, blue] = [Math.floor(cube / 36), Math.floor(cube / 6) % 6, cube % 6]
    .map((step) => (steps[step] / 255 + 0.055) / 1.055)
    .map((share) => share < 0.1 ? share / 12.92 : share ** 2.4);
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

Deno.test("lines in colour stand out from a white and from a black screen", () => {
  const many = Array.from({ length: 9 }, (_, i) => curve([9, i], { values: { batchSize: i } }));
  const text = textOf(trainFigures.make({ name: "line" }, undefined)(many), {
    width: 80,
    color: true,
  });
  // deno-lint-ignore no-control-regex -- the codes are what is looked at
  const codes = new Set([...text.matchAll(/\x1b\[(38;5;)?(\d+)m/g)].map(([, , code]) => code));
  codes.delete("0");
  assertEquals(codes.size, 6);
  for (const code of codes) {
    const light = luminance(Number(code)) + 0.05;
    assert(Number(code) >= 16 && 1.05 / light >= 3 && light / 0.05 >= 3, `colour ${code}`);
  }
});

/** Another renderer, to show that one file with the contract is enough: points as CSV. */
function renderCsv(figure: Figure): string {
  const row = (...cells: readonly (string | number | null)[]) => `${cells.join(",")}\n`;
  switch (figure.shape) {
    case "lines":
      return row(figure.legend, figure.x.name, figure.y.name) +
        figure.lines.flatMap(({ label, parts }) => parts.flat().map((at) => row(label, ...at)))
          .join("");
    case "map":
      return row("b", "a", figure.z.name) +
        figure.b.flatMap((b, i) =>
          figure.a.map((a, k) => row(b, a, figure.values[i * figure.a.length + k]))
        ).join("");
    case "pictures":
      return row("label", "pixels") +
        figure.pictures.map(({ label, pixels }) => row(label, pixels.join(" "))).join("");
    case "note":
      return row(figure.text);
  }
}

Deno.test("Figure holds what another renderer needs", () => {
  const [lines] = trainFigures.make({ name: "line" }, undefined)([
    curve([9, 7], { values: { batchSize: 1 } }),
    curve([9, 8], { values: { batchSize: "full" } }),
  ]);
  assertEquals(
    renderCsv(lines),
    "batch size,examples seen,training loss\n1,0,9\n1,10,7\nfull,0,9\nfull,10,8\n",
  );
  const tiny = plane([0, 1], (a, b) => a + b > 1 ? NaN : a + 2 * b);
  const [map] = sliceFigures.make({ name: "heatmap" }, undefined)([tiny]);
  assertEquals(renderCsv(map), "b,a,loss\n0,0,0\n0,1,1\n1,0,2\n1,1,\n");
  const [note] = checkFigures.make({ name: "valley" }, undefined)([]);
  assertEquals(renderCsv(note), "No valley, as there is no derivative without a kink.\n");
});
