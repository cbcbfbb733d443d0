import { assert, assertEquals } from "@std/assert";
import { trainFinding } from "../../../src/kinds/train/finding.ts";
import type { Trained } from "../../../src/kinds/train/spec.ts";
import { trainSummary } from "../../../src/kinds/train/summary.ts";
import { but, curve, type MoreCurve, record } from "../../_done.ts";

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

Deno.test("trainSummary() has no final loss of half a run, and says which seeds are missing", () => {
  const planned = small.map(({ plan }) => plan);
  const rowOf = (done: Trained[]) => trainSummary(done, { planned }).split("\n")[2].trim();
  const half = but(small[1], { status: "interrupted" });
  const ended = (text: string) => text.replace(/ {2,}/g, " | ");
  assertEquals(
    ended(rowOf([small[0], half])),
    "1 | 1 | 10 | 1 | 25.0 | 1 done, 1 interrupted, 1 not run",
  );
  assertEquals(ended(rowOf([half])), "1 | 1 | 10 | – | – | 1 interrupted, 2 not run");
});

Deno.test("trainSummary() takes a seed that diverged as larger than any number", () => {
  const cells = trainSummary([
    small[0],
    small[1],
    but(curve([9, NaN], { seed: 3 }), {
      ...lost,
      values: { batchSize: 1 },
    }),
  ]);
  assert(cells.includes(" 2 [1, diverged] "), cells);
  const all = trainSummary(seeds({ batchSize: 1 }, [1, NaN, 3], lost));
  assert(/ 10 +diverged +25/.test(all), all);
});

Deno.test("trainSummary() and trainFinding() show steps and examples in which seeds differ as a range", () => {
  const runs = [[9, 5], [9, 7, 4], [9, 8, 7, 3]].map((losses, i) => curve(losses, { seed: i + 1 }));
  const text = trainSummary(runs);
  assert(/ 2 \[1, 3\] +20 \[10, 30\] +4 \[3, 5\] /.test(text), text);
  assertEquals(
    trainFinding(runs),
    "Finding: the training loss went from 9 at the start to 4 after 1 to 3 steps (median of 3 seeds).",
  );
});

Deno.test("trainSummary() explains its brackets where there are some", () => {
  const words = "a [b, c]: a is the median over seeds, b the smallest and c the largest of them\n";
  assertEquals(trainSummary(small).split("\n\n")[1], words);
  const narrow = trainSummary(small, { width: 60 }).split("\n\n").at(-1) ?? "";
  assertEquals(narrow.replace("\n", " "), words);
  assert(narrow.split("\n").every((line) => line.length <= 60), narrow);
  assertEquals(trainSummary([small[0]]).split("\n\n")[1], undefined);
});

Deno.test("trainSummary() shows one value without brackets for one seed", () => {
  assert(!trainSummary([small[0]]).includes("["));
});

Deno.test("trainSummary() has no number for what was not measured", () => {
  const records = small[0].result.records.map((one) => ({ ...one, testAccuracy: null }));
  const text = trainSummary([small[1], but(small[0], { records, values: { batchSize: 3 } })]);
  assert(!text.includes("Infinity") && text.includes("–"), text);
});

/** Runs that end at this training loss and this validation accuracy. */
const validated = (batchSize: number, loss: number, accuracy: number, more: MoreCurve = {}) =>
  but(seeds({ batchSize }, [loss])[0], {
    records: [
      record(0, 9, { validationAccuracy: 0 }),
      record(1, loss, { validationAccuracy: accuracy }),
    ],
    ...more,
  });

Deno.test("trainSummary() shows the accuracy of the validation part before that of the test part", async (t) => {
  await t.assertSnapshot(trainSummary([validated(1, 3, 0.125), validated(2, 2, 0.5)]));
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
  ["does not rank equals", [...seeds({ batchSize: 3 }, [2]), ...seeds({ batchSize: "full" }, [2])]],
  ["names equals that share a place", [
    ...[0.1, 0.2].flatMap((stepSize) => seeds({ "method.stepSize": stepSize }, [2, 1, 3])),
    ...[1, 2, 3, 4, 5].flatMap((stepSize) => seeds({ "method.stepSize": stepSize }, [5, 5, 5])),
    ...seeds({ "method.stepSize": 6 }, [4, 4, 4]),
  ]],
  ["shows losses with the digits that tell them apart", [
    ...seeds({ batchSize: 1 }, [2.081]),
    ...seeds({ batchSize: 2 }, [2.0834]),
    ...seeds({ batchSize: 3 }, [2.0826]),
  ]],
  ["says which seeds are missing, and which diverged", [
    ...small.slice(0, 2),
    but(small[2], lost),
    full[0],
    but(full[1], { status: "interrupted" }),
  ]],
  ["says where half of the seeds diverged each time", [
    ...[1, 2].flatMap((batchSize) => [
      ...seeds({ batchSize }, [1]),
      ...seeds({ batchSize }, [1], { ...lost, seed: 2 }),
    ]),
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

Deno.test("trainSummary() shows the sweep, then the best on other seeds", async (t) => {
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
const beyond = (which: string, edge: string, way: string, typed: string) =>
  ` the best lies at the ${which} step size of the sweep, ${edge}: try ${way} ones, ` +
  `with method.stepSize=${typed} on the command line.`;
const EDGES: readonly (readonly [what: string, of: string, edge: string, done: Trained[]])[] = [
  ["no edge where the best has worse values on both sides", best.of, "", [
    ...sweep.slice(0, 9),
    ...again(at(1, 0.2), [3.1, 3.3]),
  ]],
  [
    "the lower edge, too",
    best.of,
    ` With batch size 1,${beyond("smallest", "0.1", "smaller", "0.1,0.05,0.03")}`,
    [
      ...seeds(at(1, 0.1), [1]),
      ...seeds(at(1, 0.2), [3]),
      ...again(at(1, 0.1), [1, 1]),
    ],
  ],
  [
    "values near an edge, however far the next one is",
    best.of,
    ` With batch size 1,${beyond("smallest", "0.01", "smaller", "0.01,1e-3,1e-4")}`,
    [
      ...seeds(at(1, 0.01), [1]),
      ...seeds(at(1, 1000), [3]),
      ...again(at(1, 0.01), [1, 1]),
    ],
  ],
  [
    "which of equals was run again",
    best.of,
    " With batch size 1, 2 values of step size share the lowest final training loss of the sweep: " +
    "the first of them in the list, 0.2, was run again.",
    [
      ...seeds(at(1, 0.2), [1]),
      ...seeds(at(1, 0.1), [3]),
      ...seeds(at(1, 0.3), [1]),
      ...seeds(at(1, 0.4), [3]),
      ...again(at(1, 0.2), [1, 1]),
    ],
  ],
  [
    "no edge where all are equal",
    best.of,
    " With batch size 1, 2 values of step size share the lowest final training loss of the sweep: " +
    "the first of them in the list, 0.1, was run again.",
    [
      ...seeds(at(1, 0.1), [1]),
      ...seeds(at(1, 0.2), [1]),
      ...again(at(1, 0.1), [1, 1]),
    ],
  ],
  ["no edge among words", "batchSize", "", [
    ...seeds(words("full"), [1]),
    ...seeds(words("x"), [3]),
    ...again(words("full"), [1, 1]),
  ]],
];
for (const [what, of, edge, done] of EDGES) {
  Deno.test(`trainFinding() finds ${what}`, () => {
    const [, ...more] = trainFinding(done, { best: { ...best, of } }).split(/(?<=\.)(?= [A-Z])/);
    assertEquals(more.join(""), edge);
  });
}

Deno.test("trainFinding() compares by the accuracy of the validation part where every run has one", () => {
  assertEquals(
    trainFinding([validated(1, 2, 0.29), validated(2, 5, 0.5), validated(3, 1, 0.125)]),
    "Finding: after 10 examples each, batch size 2 reached the highest final validation accuracy: " +
      "50 % in 1 step (1 seed each; seeds=1,2,3 would show whether the order holds with others); " +
      "then batch size 1: 29 % in 1 step; batch size 3: 12.5 % in 1 step.",
  );
  assertEquals(
    trainFinding([validated(1, 2, 0.5), validated(2, 5, 0.5)]).slice(0, 103),
    "Finding: after 10 examples each, batch size 1 and batch size 2 end with the same final validation accur",
  );
  assertEquals(
    trainFinding([validated(1, 2, 0.25), ...seeds({ batchSize: 2 }, [3])])
      .includes("batch size 1 reached the lowest final training loss"),
    true,
  );
  assertEquals(
    trainFinding([validated(1, 2, 0.25)]),
    "Finding: with batch size 1, the validation accuracy went from 0 % at the start to 25 % after 1 step.",
  );
});

Deno.test("trainFinding() and trainSummary() say what the best was chosen by", () => {
  const validation = (batchSize: number, stepSize: number, accuracy: number, seed = 1) =>
    validated(batchSize, 2, accuracy, { seed, values: at(batchSize, stepSize) });
  const runs = [
    ...[0.1, 0.2, 0.4].map((stepSize, i) => validation(1, stepSize, [0.25, 0.5, 0.5][i])),
    validation(1, 0.2, 0.5, 8),
    validation(1, 0.2, 0.75, 9),
  ];
  assertEquals(
    trainFinding(runs, { best }).split(". ").slice(0, 2),
    [
      "Finding: with batch size 1 with step size 0.2 (chosen from 3 by the sweep), the validation accuracy went from 0 % at the " +
      "start to 62.5 % after 1 step (median of 2 other seeds)",
      "With batch size 1, 2 values of step size share the highest final validation accuracy of the " +
      "sweep: the first of them in the list, 0.2, was run again",
    ],
  );
  const table = trainSummary(runs, { best });
  assert(
    table.includes("The best step size of each by validation accuracy, on other seeds:"),
    table,
  );
  const byLoss = trainSummary(runs, { best: { ...best, by: "trainLoss" } });
  assert(byLoss.includes("The best step size of each, on other seeds:"), byLoss);
});

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

Deno.test("trainFinding() gives the same advice once, however many equals it is for", () => {
  const text = trainFinding(
    [0.1, 0.2].flatMap((stepSize) =>
      [1, 2].flatMap((batchSize) => seeds(at(batchSize, stepSize), [3 - 10 * stepSize]))
    ),
  );
  assertEquals(
    text.split(". ").slice(1).join(". "),
    "The best lies at the largest step size of the sweep, 0.2: try larger ones, " +
      "with method.stepSize=0.2,0.4,0.8 on the command line.",
  );
});

Deno.test("trainFinding() sees no edge where all runs diverged", () => {
  const runs = [
    ...seeds(at(1, 0.1), [9]),
    ...seeds(at(1, 0.2), [9]),
    ...again(at(1, 0.1), [9, 9]),
  ].map((run) => but(run, lost));
  assertEquals(
    trainFinding(runs, { best }),
    "Finding: with batch size 1 with step size 0.1 (chosen from 2 by the sweep), the training loss went from 9 at the start to 9 " +
      "after 1 step, and diverged (median of 2 other seeds, of which 2 diverged). " +
      "With batch size 1, no value of step size has a final training loss in the sweep: " +
      "the first of them in the list, 0.1, was run again.",
  );
});
