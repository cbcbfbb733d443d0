import { assert, assertEquals } from "@std/assert";
import { charts } from "../../src/figures/mod.ts";
import type { Curve } from "../../src/types.ts";
import { curve } from "../_curves.ts";

const PLAIN = { width: 60, color: false };

function draw(curves: Curve[], options: Record<string, unknown> = {}, canvas = PLAIN): string {
  return charts.make({ name: "line", height: 8, ...options }, undefined)(curves, canvas);
}

const falling = curve([9, 7, 5, 3, 1], { values: { batchSize: 1 } });
const slow = curve([9, 8, 7, 6, 5], { run: 2, values: { batchSize: "full" } });

Deno.test("line chart shows heading, ticks of both axes, legend and curves", async (t) => {
  await t.assertSnapshot(draw([falling, slow]));
});

Deno.test("line chart on logarithmic axes has powers of ten as ticks", async (t) => {
  const powers = curve([1000, 100, 10, 1], { values: { batchSize: 1 } });
  await t.assertSnapshot(draw([powers], { logY: true, logX: true }));
});

Deno.test("line chart ends a diverged curve where it diverged, with a cross", () => {
  const diverged = curve([9, 90], { status: "diverged", values: { batchSize: 1 } });
  const text = draw([diverged, { ...slow, run: 2 }]);
  const rows = text.split("\n");
  const crosses = rows.filter((row) => row.includes("×") && !row.includes("diverged"));
  assertEquals(crosses.length, 1);
  // It diverged after 10 of 40 examples: a quarter of the way.
  const axis = rows.find((row) => row.includes("└")) ?? "";
  const [left, right] = [axis.indexOf("└") + 1, axis.length];
  const share = (crosses[0].indexOf("×") - left) / (right - left);
  assert(Math.abs(share - 0.25) < 0.03, `the cross stands at ${share} of the axis`);
});

Deno.test("line chart names diverged curves in the legend", () => {
  const diverged = curve([9, 90], { status: "diverged", values: { batchSize: 1 } });
  assert(draw([diverged, slow]).includes("1 (× diverged)"));
});

Deno.test("line chart shows the median of several seeds", () => {
  const seeds = [[9, 9, 9], [9, 5, 1], [9, 0, 0]].map((losses, i) =>
    curve(losses, { run: i + 1, seed: i + 1, values: { batchSize: 1 } })
  );
  const single = draw([seeds[1]]);
  const median = draw(seeds);
  const body = (text: string) => text.split("\n").slice(1).join("\n");
  assertEquals(body(median), body(single));
  assert(median.startsWith("training loss against examples seen, median of 3 seeds\n"));
});

Deno.test("line chart has no escape codes without colour, and some with it", () => {
  assert(!draw([falling, slow]).includes("\x1b"));
  assert(draw([falling, slow], {}, { width: 60, color: true }).includes("\x1b["));
});

Deno.test("line chart in colour is the plain chart with escape codes", () => {
  const colored = draw([falling, slow], {}, { width: 60, color: true });
  // deno-lint-ignore no-control-regex -- that is what is taken away
  assertEquals(colored.replace(/\x1b\[\d+m/g, ""), draw([falling, slow]));
});

for (const width of [40, 60, 100, 140]) {
  Deno.test(`line chart fits into ${width} columns`, () => {
    const longest = Math.max(
      ...draw([falling, slow], {}, { width, color: false })
        .split("\n").map((row) => row.length),
    );
    assert(longest <= width, `the longest row has ${longest} columns`);
    assert(longest > width - 6, `the longest row has only ${longest} columns`);
  });
}

Deno.test("line chart lines have no trailing spaces", () => {
  assert(!/ $/m.test(draw([falling, slow])));
});

Deno.test("line chart of a single line has no legend", () => {
  assert(draw([curve([3, 2, 1])]).endsWith("20\n"));
});

Deno.test("line chart draws a curve that is flat and one that has a single point", () => {
  const flat = curve([3, 3, 3], { values: { batchSize: 2 } });
  const text = draw([flat, curve([3], { run: 2, values: { batchSize: 1 } })]);
  assert(text.includes("A") && text.includes("B"));
});

Deno.test("line chart leaves out losses that have no logarithm", () => {
  const text = draw([curve([9, 1, 0])], { logY: true });
  assert(!text.includes("NaN"));
});

Deno.test("line chart leaves infinite losses out of the axis", () => {
  const text = draw([curve([9, 5, Infinity], { status: "diverged" })]);
  assert(!text.includes("Infinity") && !text.includes("NaN"));
});

Deno.test("line chart with series groups by the given field only", () => {
  const values = [{ batchSize: 1, "loss.l2": 0 }, { batchSize: 1, "loss.l2": 1 }];
  const text = draw(values.map((one, i) => curve([9, i], { run: i + 1, values: one })), {
    series: "batchSize",
  });
  assert(text.includes("batch size:  A ─── 1\n"));
});

Deno.test("line chart shows a median that ends where most seeds have diverged", () => {
  const diverged = (run: number) => curve([9, 50], { run, seed: run, status: "diverged" });
  const text = draw([diverged(1), diverged(2), curve([9, 8, 7, 6], { run: 3, seed: 3 })]);
  assert(text.includes("×"));
});
