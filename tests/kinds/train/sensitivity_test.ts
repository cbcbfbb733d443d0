import { assert, assertEquals } from "@std/assert";
import { charts } from "../../../src/kinds/train/figures.ts";
import type { Curve } from "../../../src/types.ts";
import { curve } from "../../_curves.ts";
import { drawer, leftEdge } from "../_figures.ts";

const draw = drawer(charts, { name: "sensitivity", height: 8 });
const WIDTH = 72;
const STEPS = [1e-6, 1e-5, 1e-4, 1e-3, 0.01];

/** Runs that end at these losses, one for each step size; NaN for one that diverged. */
function sweep(losses: readonly number[], more: Partial<Curve> = {}): Curve[] {
  return losses.map((loss, i) =>
    curve(Number.isNaN(loss) ? [9, 900] : [9, loss], {
      status: Number.isNaN(loss) ? "diverged" : "done",
      ...more,
      values: { "method.stepSize": STEPS[i], ...more.values },
    })
  );
}

const one = sweep([8, 4, 2, 5, NaN], { values: { batchSize: 1 } });
const full = sweep([9, 8, 7, 6, 5], { values: { batchSize: "full" } });

/** The rows of a chart, and the column where its lines begin. */
function parts(text: string) {
  const rows = text.split("\n");
  return { rows, left: leftEdge(rows) };
}

Deno.test("sensitivity marks every point, the lowest one, and what diverged", async (t) => {
  await t.assertSnapshot(draw([...one, ...full]));
});

Deno.test("sensitivity puts what diverged above the scale, at its step size", () => {
  const { rows } = parts(draw(one));
  const top = rows.find((row) => row.includes("diverged ┤")) ?? "";
  assertEquals(top.match(/×/g)?.length, 1);
  assertEquals(top.indexOf("×"), WIDTH - 1); // the largest step size
  assertEquals(rows.filter((row) => row.includes("×")).length, 2); // this row and the legend
});

Deno.test("sensitivity makes its scale from what did not diverge", () => {
  const { rows } = parts(draw(one, { logY: false }));
  assert(!rows.some((row) => row.includes("900")));
  assertEquals(rows.filter((row) => / [\d.]+ ┤/.test(row))[0].trim().slice(0, 1), "8");
});

Deno.test("sensitivity draws no line through what diverged", () => {
  const { rows, left } = parts(draw(sweep([8, 4, NaN, 4, 8])));
  const width = WIDTH - left;
  const middle = left + Math.round(width / 2);
  for (const row of rows.slice(2, 12)) {
    const around = row.slice(middle - 5, middle + 6).replace("×", " ");
    assertEquals(around.trim(), "", row);
  }
});

Deno.test("sensitivity marks each measured point with the letter of its line", () => {
  const { rows, left } = parts(draw(one.slice(0, 4), { logY: false }));
  const width = WIDTH - left;
  const body = rows.slice(2, 11);
  for (const [i, symbol] of ["A", "A", "*", "A"].entries()) {
    const column = left + Math.min(width - 1, Math.round((i * width) / 3));
    const found = body.map((row) => row[column]).filter((cell) => cell === symbol);
    assertEquals(found.length, 1, `step size ${STEPS[i]} in column ${column}`);
  }
});

Deno.test("sensitivity names the lowest point in words", () => {
  const text = draw(one);
  assert(text.includes("A ───  1: lowest (*) at step size 1e-4: 2; diverged (×) at 0.01\n"), text);
});

for (
  const [losses, isEdge] of [
    [[1, 2, 3], true],
    [[3, 2, 1], true],
    [[3, 1, 2], false],
    [[3, 1, NaN], false],
  ] as const
) {
  Deno.test(`sensitivity of ${losses} ${isEdge ? "asks" : "does not ask"} to look further`, () => {
    const text = draw(sweep(losses)).replace(/\s+/g, " ");
    assertEquals(text.includes("at the edge of the grid: look further"), isEdge);
  });
}

Deno.test("sensitivity takes the highest accuracy as the best", () => {
  const runs = sweep([3, 2, 1]).map((run, i) => ({
    ...run,
    records: run.records.map((record) => ({ ...record, testAccuracy: [0.1, 0.4, 0.2][i] })),
  }));
  assert(draw(runs, { y: "testAccuracy" }).includes("highest (*) at step size 1e-5: 0.4\n"));
});

Deno.test("sensitivity shows the median over seeds", () => {
  const seeds = [[8, 2, 6], [8, 3, 9], [8, 4, 7]]
    .flatMap((losses, i) => sweep(losses, { seed: i + 1 }));
  const text = draw(seeds);
  assert(text.replace(/\s+/g, " ").includes("against step size (log scale), median of 3 seeds"));
  assert(text.includes("lowest (*) at step size 1e-5: 3\n"));
});

Deno.test("sensitivity takes a run that diverged as worse than any other", () => {
  const seeds = [
    ...sweep([8, 2, 8], { seed: 1 }),
    ...sweep([8, 3, 8], { seed: 2 }),
    ...sweep([8, 0.5, 8], { seed: 3 }),
  ].map((run) => run.records[1].trainLoss === 0.5 ? { ...run, status: "diverged" as const } : run);
  assert(draw(seeds).includes("lowest (*) at step size 1e-5: 3\n"));
});

Deno.test("sensitivity takes the median as diverged where half of the seeds are", () => {
  const seeds = [...sweep([3, 2, NaN], { seed: 1 }), ...sweep([3, 2, 1], { seed: 2 })];
  assert(draw(seeds).includes("diverged (×) at 1e-4"));
});

Deno.test("sensitivity says so where no run has a number at the field", () => {
  const runs = [curve([2, 1], { values: { batchSize: "full" } })];
  for (const curves of [runs, []]) {
    assertEquals(
      draw(curves),
      "No chart of sensitivity: no run has a number at method.stepSize.\n",
    );
  }
});

Deno.test("sensitivity does not draw runs that were cut short, and says how many", () => {
  const text = draw([...one, ...sweep([0.1], { status: "interrupted" })]);
  assert(text.includes("lowest (*) at step size 1e-4: 2"));
  assert(text.includes("Left out: 1 run cut short"));
});

Deno.test("sensitivity names a best loss of 0, which a log scale does not have", () => {
  const text = draw(sweep([3, 0, 1]));
  assert(text.includes("lowest (*) at step size 1e-5: 0\n"));
  assert(text.includes("Not drawn: 1 point at 0 or below"));
});

Deno.test("sensitivity draws when every run diverged, or none has a test loss", () => {
  assert(draw(sweep([NaN, NaN])).includes("every run diverged"));
  const untested = one.map((run) => ({
    ...run,
    records: run.records.map((record) => ({ ...record, testLoss: null })),
  }));
  assert(draw(untested, { y: "testLoss" }).includes("no test loss to show"));
});
