import { assert, assertEquals } from "@std/assert";
import { trainFinding } from "../../../src/kinds/train/finding.ts";
import type { Trained } from "../../../src/kinds/train/spec.ts";
import { trainSummary } from "../../../src/kinds/train/summary.ts";
import { but, curve, type MoreCurve } from "../../_done.ts";

type Values = Trained["plan"]["values"];

/** Runs of as many seeds that end at these losses. */
function seeds(values: Values, finals: number[], more: MoreCurve = {}): Trained[] {
  return finals.map((final, i) => curve([9, final], { seed: i + 1, run: i + 1, values, ...more }));
}

const small = seeds({ batchSize: 1 }, [1, 2, 3]);
const full = seeds({ batchSize: "full" }, [5, 4, 6]);
const lost: MoreCurve = { status: "diverged" };

// The table

Deno.test("trainSummary() shows median, smallest and largest over seeds", async (t) => {
  await t.assertSnapshot(trainSummary([...small, ...full]));
});

Deno.test("trainSummary() shows examples per second only when asked", () => {
  assert(!trainSummary(small).includes("examples/s"));
  assert(trainSummary(small, { timing: true }).includes("examples/s"));
});

Deno.test("trainSummary() counts how runs ended", () => {
  const text = trainSummary([small[0], small[1], but(small[2], lost)]);
  assert(text.includes("2 done, 1 diverged"), text);
});

Deno.test("trainSummary() shows one value without brackets for one seed", () => {
  assert(!trainSummary([small[0]]).includes("["));
});

Deno.test("trainSummary() has no number for what was not measured", () => {
  const records = small[0].result.records.map((one) => ({ ...one, testAccuracy: null }));
  const text = trainSummary([small[1], but(small[0], { records, values: { batchSize: 3 } })]);
  assert(!text.includes("Infinity") && text.includes("–"), text);
});

Deno.test("trainSummary() shows whole methods with their options", () => {
  const text = trainSummary(seeds({ method: { name: "randomSearch", scale: 1e-4 } }, [1]));
  assertEquals(text.split("\n")[2].split("  ")[0], "randomSearch(scale=1e-4)");
});

// The finding

const at = (batchSize: number, stepSize: number) => ({ batchSize, "method.stepSize": stepSize });
const scaled = (batchSize: number, scale: number) => ({ batchSize, "init.scale": scale });
const cut = curve([9, 0.1], { status: "interrupted", values: { batchSize: 7 } });

const FINDINGS: readonly (readonly [what: string, done: readonly Trained[]])[] = [
  ["names the lowest median, the cost and the next", [...full, ...small]],
  ["says when seeds overlap", [...small, ...seeds({ batchSize: 256 }, [2.5, 3, 4])]],
  ["compares seeds with those of every other combination", [
    ...seeds(scaled(1, 2), [1.5, 2.5, 3.5]),
    ...seeds(scaled(1, 1), [1, 2, 3]),
    ...seeds(scaled(2, 1), [7, 8, 9]),
  ]],
  ["never prefers a diverged run, and counts it", [
    ...seeds({ batchSize: 7 }, [0.1, 0.1, 0.1], lost),
    ...small,
  ]],
  ["counts half of the seeds diverged as diverged", [
    ...seeds({ batchSize: 7 }, [0.5]),
    ...seeds({ batchSize: 7 }, [0.5], { ...lost, seed: 2 }),
    ...small,
  ]],
  ["says when every run diverged", seeds({ batchSize: 7 }, [1e5], lost)],
  ["of a single combination says how far the loss went", [curve([9, 4])]],
  [
    "takes the best of each value of the first swept field",
    [[1, 0.1, 5], [1, 0.2, 4], [2, 0.1, 6], [2, 0.2, 7]].flatMap(([size, step, loss]) =>
      seeds(at(size, step), [loss])
    ),
  ],
  ["does not claim an equal cost when costs differ", [
    ...small,
    curve([9, 8, 7], { values: { batchSize: 2 } }),
  ]],
  ["leaves out runs that did not come to their end", [...small, ...full, cut]],
  ["of none that did says so", [cut]],
];
for (const [what, done] of FINDINGS) {
  Deno.test(`trainFinding() ${what}`, async (t) => await t.assertSnapshot(trainFinding(done)));
}

// The best again: step sizes swept on seeds 1 to 3, the best of each batch size on 8 and 9.

const best = { of: "method.stepSize", seeds: [8, 9] };
const again = (values: Values, finals: number[]) =>
  seeds(values, finals).map((one, i) => but(one, { seed: 8 + i }));
const sweep = [
  ...seeds(at(1, 0.1), [5, 5, 5]),
  ...seeds(at(1, 0.2), [3, 3, 3]),
  ...seeds(at(1, 0.4), [4, 4, 4]),
  ...seeds(at(7, 0.1), [6, 6, 6]),
  ...seeds(at(7, 0.2), [5, 5, 5]),
  ...seeds(at(7, 0.4), [2, 2, 2]),
];
const both = [...sweep, ...again(at(1, 0.2), [3.1, 3.3]), ...again(at(7, 0.4), [2.1, 2.5])];

Deno.test("trainSummary() shows the sweep, then the best on other seeds, then what lies at the edge", async (t) => {
  await t.assertSnapshot(trainSummary(both, { best }));
});

Deno.test("trainSummary() and trainFinding() of a sweep without its best yet are of the sweep alone", () => {
  assertEquals(trainSummary(sweep, { best }), trainSummary(sweep));
  assertEquals(trainFinding(sweep, { best }), trainFinding(sweep));
  assertEquals(trainSummary(both).includes("on other seeds"), false);
});

Deno.test("trainFinding() speaks of the best on other seeds, and of those at the edge", async (t) => {
  await t.assertSnapshot(trainFinding(both, { best }));
});

const words = (batchSize: string) => ({ batchSize });
const EDGES: readonly (readonly [what: string, of: string, edge: string, done: Trained[]])[] = [
  ["no edge where the best has worse values on both sides", best.of, "", [
    ...sweep.slice(0, 9),
    ...again(at(1, 0.2), [3.1, 3.3]),
  ]],
  ["the lower edge, too", best.of, "batch size 1 and step size 0.1", [
    ...seeds(at(1, 0.1), [1]),
    ...seeds(at(1, 0.2), [3]),
    ...again(at(1, 0.1), [1, 1]),
  ]],
  ["no edge among words", "batchSize", "", [
    ...seeds(words("full"), [1]),
    ...seeds(words("x"), [3]),
    ...again(words("full"), [1, 1]),
  ]],
];
for (const [what, of, edge, done] of EDGES) {
  Deno.test(`trainFinding() finds ${what}`, () => {
    const [, found = ""] = /\. With (.*) the best lies at the edge of the sweep: look further\.$/
      .exec(trainFinding(done, { best: { ...best, of } })) ?? [];
    assertEquals(found, edge);
  });
}

Deno.test("trainFinding() names the best of each, whichever field is swept first", () => {
  const turned = (batchSize: number, stepSize: number) => ({
    "method.stepSize": stepSize,
    batchSize,
  });
  const runs = [
    ...seeds(turned(1, 0.1), [5]),
    ...seeds(turned(1, 0.2), [3]),
    ...seeds(turned(7, 0.1), [6]),
    ...seeds(turned(7, 0.2), [4]),
    ...again(turned(1, 0.2), [3, 3]),
    ...again(turned(7, 0.2), [4, 4]),
  ];
  const text = trainFinding(runs, { best });
  assert(/batch size 1 .* then .*batch size 7: /.test(text), text);
});

Deno.test("trainFinding() sees no edge where all runs diverged", () => {
  const runs = [
    ...seeds(at(1, 0.1), [9]),
    ...seeds(at(1, 0.2), [9]),
    ...again(at(1, 0.1), [9, 9]),
  ].map((run) => but(run, lost));
  assertEquals(trainFinding(runs, { best }), "Finding: every run diverged.");
});
