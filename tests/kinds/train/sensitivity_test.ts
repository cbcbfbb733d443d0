import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { trainFigures } from "../../../src/kinds/train/mod.ts";
import type { CurveRecord } from "../../../src/kinds/train/curve.ts";
import type { Trained } from "../../../src/kinds/train/spec.ts";
import { but, curve, type MoreCurve } from "../../_done.ts";
import { drawer, linesOf } from "../_figures.ts";

const draw = drawer(trainFigures, { name: "sensitivity", height: 8 });
const STEPS = [1e-6, 1e-5, 1e-4, 1e-3, 0.01];

/** Runs that end at these losses, one for each step size; NaN for one that diverged. */
function sweep(losses: readonly number[], more: MoreCurve = {}): Trained[] {
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
const seeded = (...losses: readonly (readonly number[])[]) =>
  losses.flatMap((some, i) => sweep(some, { seed: i + 1 }));
const measured = (runs: readonly Trained[], more: (run: number) => Partial<CurveRecord>) =>
  runs.map((run, i) =>
    but(run, { records: run.result.records.map((record) => ({ ...record, ...more(i) })) })
  );

Deno.test("sensitivity marks every point, the lowest one, and what diverged", async (t) => {
  await t.assertSnapshot(draw([...one, ...full]));
});

Deno.test("sensitivity has numbers up to both ends of a logarithmic axis", () => {
  const losses = [8.9, 8.56, 6.66, 17, 143];
  const rows = draw(sweep(losses), { height: 16 }, { width: 100 }).split("\n");
  const labels = rows.flatMap((row) => /^ +([\d,]+) ┤/.exec(row)?.[1] ?? []);
  assertEquals(labels, ["100", "70", "50", "30", "20", "10", "7"]);
  const bottom = rows.findIndex((row) => row.includes("└"));
  assertEquals(rows[bottom + 1].trim().split(/ +/), ["1e-6", "1e-5", "1e-4", "0.001", "0.01"]);
});

Deno.test("sensitivity makes its scale from what did not diverge", () => {
  assertEquals(linesOf(trainFigures, "sensitivity", one).y.range, [2, 8]);
});

Deno.test("sensitivity draws no line through what diverged, and puts it above the scale", () => {
  const { lines, above } = linesOf(trainFigures, "sensitivity", sweep([8, 4, NaN, 4, 8]));
  assertEquals(lines[0].parts, [[[1e-6, 8], [1e-5, 4]], [[1e-3, 4], [0.01, 8]]]);
  assertEquals(above?.points, [{ x: 1e-4, line: 0 }]);
});

for (
  const [what, runs, options, ...words] of [
    ["names the lowest point and what diverged", one, {}, [
      "A ─── 1: lowest (*) at step size 1e-4: 2; diverged (×) at 0.01",
    ]],
    [
      "takes the highest accuracy as the best",
      measured(sweep([3, 2, 1]), (i) => ({ testAccuracy: [0.1, 0.4, 0.2][i] })),
      { y: "testAccuracy" },
      ["highest (*) at step size 1e-5: 0.4"],
    ],
    ["shows the median over seeds", seeded([8, 2, 6], [8, 3, 9], [8, 4, 7]), {}, [
      "against step size (log scale), median of 3 seeds",
      "lowest (*) at step size 1e-5: 3",
    ]],
    [
      "takes a run that diverged as worse than any other",
      seeded([8, 2, 8], [8, 3, 8], [8, 0.5, 8]).map((run) =>
        run.result.records[1].trainLoss === 0.5 ? but(run, { status: "diverged" }) : run
      ),
      {},
      ["lowest (*) at step size 1e-5: 3"],
    ],
    [
      "takes the median as diverged where half of the seeds are",
      seeded([3, 2, NaN], [3, 2, 1]),
      {},
      [
        "diverged (×) at 1e-4",
      ],
    ],
    [
      "does not draw runs that were interrupted, and says how many",
      [...one, ...sweep([0.1], { status: "interrupted" })],
      {},
      ["lowest (*) at step size 1e-4: 2", "Left out: 1 run "],
    ],
    ["names a best loss of 0, which a log scale does not have", sweep([3, 0, 1]), {}, [
      "Not drawn: 1 point at training loss 0 or below, which a log scale does not have.",
    ]],
    ["draws when every run diverged", sweep([NaN, NaN]), {}, ["every run diverged"]],
    ["draws when no run has a test loss", measured(one, () => ({ testLoss: null })), {
      y: "testLoss",
    }, ["no test loss to show; diverged (×) at 0.01"]],
    [
      "says so where no run has a number at the field",
      [
        curve([2, 1], { values: { "method.stepSize": "full" } }),
      ],
      {},
      ["No chart of sensitivity: no run that ended has a swept number at method.stepSize."],
    ],
  ] as const
) {
  Deno.test(`sensitivity ${what}`, () => {
    const text = draw(runs, options).replace(/\s+/g, " ");
    for (const expected of words.flat()) assertStringIncludes(text, expected);
  });
}

for (
  const [losses, words] of [
    [[1, 2, 3], "lowest (*) at step size 1e-6: 1, the smallest step size of the sweep"],
    [[3, 2, 1], "lowest (*) at step size 1e-4: 1, the largest step size of the sweep"],
    [[3, 1, 2], "lowest (*) at step size 1e-5: 1"],
    [[3, 1, NaN], "lowest (*) at step size 1e-5: 1; diverged (×) at 1e-4"],
    [[3, 1, 1, 2], "lowest (*) at step size 1e-5 and 1e-4 alike: 1"],
    [[2, 2, 2], "the same at every step size: 2"],
    [
      [2, 2, NaN],
      "the same at every step size that did not diverge: 2; diverged (×) at 1e-4",
    ],
    [[2], "lowest (*) at step size 1e-6: 2"],
  ] as const
) {
  Deno.test(`sensitivity of ${losses} says where the lowest is: ${words}`, () => {
    assertEquals(draw(sweep(losses)).split("A ───")[1].trim().replace(/\s+/g, " "), words);
  });
}

Deno.test("sensitivity has one line of a field with which others change, and counts iterations on demand", () => {
  const runs = [1, 2, 3].map((run) =>
    curve([10, 1], {
      run,
      values: { "problem.kappa": 10 * run, "method.stepSize": 1 / run },
    })
  );
  const text = draw(runs, { x: "problem.kappa", y: "iteration" });
  assertStringIncludes(text, "iterations (log scale) against kappa (log scale)\n");
  assertStringIncludes(text, "the same at every kappa: 1");
  assert(!text.includes("step size"), text);
});

Deno.test("sensitivity has a line for each method, of whatever step sizes and momentum, and shows what runs took", () => {
  const runs = ["gradientDescent", "newton", "nesterov"].flatMap((name) =>
    [1, 2, 3].map((i) =>
      curve([10, 1], {
        run: i,
        values: {
          "problem.kappa": 10 * i,
          "method.name": name,
          ...name !== "newton" && { "method.stepSize": 1 / i },
          ...name === "nesterov" && { "method.momentum": 1 - 1 / i },
        },
      })
    )
  );
  const counted = measured(runs, (i) => ({ gradientEvaluations: i < 3 ? 30 * (i + 1) : 4 }));
  const text = draw(counted, { x: "problem.kappa", y: "gradientEvaluations" }).replace(/\s+/g, " ");
  for (
    const words of [
      "gradient evaluations (log scale) against kappa (log scale) ",
      "A ─── gradientDescent: lowest (*) at kappa 10: 30, the smallest kappa of the sweep",
      "B ━━━ newton: the same at every kappa: 4",
      "C ═══ nesterov: the same at every kappa: 4",
    ]
  ) assertStringIncludes(text, words);
});

Deno.test("sensitivity shows how many steps were clipped, and says of which runs none could be", () => {
  const runs = ["plain", "clipped"].flatMap((name) =>
    [1, 2].map((run) =>
      curve([10, 1], { run, values: { "method.name": name, "method.stepSize": run } })
    )
  );
  const counted = measured(runs, (i) => ({ clippedSteps: i < 2 ? null : 7 - i }));
  const text = draw(counted, { y: "clippedSteps", logY: false }).replace(/\s+/g, " ");
  for (
    const words of [
      "clipped steps against step size (log scale) ",
      "A ─── plain: no clipped steps to show",
      "B ━━━ clipped: lowest (*) at step size 2: 4, the largest step size of the sweep",
    ]
  ) assertStringIncludes(text, words);
});
