/** What all charts promise of the canvas they are drawn on. */
import { assert, assertEquals } from "@std/assert";
import { type Canvas, charts, checkCharts, sliceCharts } from "../../src/figures/mod.ts";
import { curve } from "../_curves.ts";
import { check, line, places, plane, seen } from "./_results.ts";

const curves = [1, 2, 3].flatMap((batchSize) =>
  [1e-9, 1e-7, 1e-5, 1e-3].map((stepSize, i) =>
    curve([9, 3 + (i - batchSize) * (i - batchSize)], {
      status: i === 3 ? "diverged" : "done",
      values: { "method.stepSize": stepSize, "method.batchSizeWithALongName": batchSize },
    })
  )
);
const kinks = { all: 40, inside: places(20), minimum: { a: 0, loss: 1 } };
const path = {
  points: places(9).map((a, iteration) => ({ iteration, a, b: a / 2, distance: 0, loss: 1 })),
  explained: 0.9,
};
const slices = {
  line: [line(places(101), (a) => 1 + Math.abs(a), { kinks })],
  plane: [plane(places(51), (a, b) => 1e4 * (a * a + b * b) - 3000, { path })],
  lines: [1, 2, 3, 4, 5].map((seed) =>
    line(places(9), (a) => seed * a, { seed, values: { method: { name: "n".repeat(99), seed } } })
  ),
};
const checks = [
  check(new Map([[1e-9, [1]]]), { values: { "loss.aFieldWithALongName": "n".repeat(99) } }),
  check(new Map(places(9).map((place) => [2 + place, [0, 1e-9, 1e-3 * (2 + place)]]))),
];

const drawings: Record<string, (canvas: Canvas) => string> = {
  sensitivity: (canvas) => charts.make({ name: "sensitivity" }, undefined)(curves, canvas),
  valley: (canvas) => checkCharts.make({ name: "valley" }, undefined)(checks, canvas),
};
for (const [kind, some] of Object.entries(slices)) {
  for (
    const choice of [{ name: "profile" }, { name: "heatmap" }, { name: "heatmap", contour: true }]
  ) {
    const name = `${choice.name}${choice.contour ? " with contour" : ""} of a ${kind}`;
    drawings[name] = (canvas) => sliceCharts.make(choice, undefined)(some, canvas);
  }
}

for (const [name, draw] of Object.entries(drawings)) {
  for (const width of [40, 60, 80, 120]) {
    Deno.test(`${name} fits into ${width} columns, with and without colour`, () => {
      for (const color of [false, true]) {
        const rows = seen(draw({ width, color })).split("\n");
        const long = rows.filter((row) => [...row].length > width);
        assertEquals(long, []);
      }
    });
  }

  Deno.test(`${name} has no escape codes without colour, and no trailing spaces`, () => {
    const text = draw({ width: 80, color: false });
    assert(!text.includes("\x1b"));
    assert(!/ $/m.test(text));
    assert(text.endsWith("\n") && !text.endsWith("\n\n"));
  });
}

for (
  const name of ["sensitivity", "valley", "profile of a lines", "heatmap with contour of a plane"]
) {
  Deno.test(`${name} in colour is the plain one with escape codes`, () => {
    const [plain, colored] = [false, true].map((color) => drawings[name]({ width: 80, color }));
    assert(colored !== plain);
    assertEquals(seen(colored), plain);
  });
}

for (const { leaves } of [charts, sliceCharts, checkCharts]) {
  for (const { name, example, make } of leaves) {
    Deno.test(`${name} of nothing is a text`, () => {
      const text = make(example, undefined)([], { width: 80, color: true });
      assert(text.endsWith("\n") && !/NaN|Infinity|undefined/.test(text), text);
    });
  }
}
