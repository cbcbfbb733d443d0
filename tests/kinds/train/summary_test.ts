import { assert, assertEquals } from "@std/assert";
import { finding, summary, summaryTable } from "../../../src/kinds/train/summary.ts";
import type { Curve } from "../../../src/types.ts";
import { curve } from "../../_curves.ts";

/** Runs of three seeds that end at these losses. */
function seeds(values: Curve["values"], finals: number[], more: Partial<Curve> = {}): Curve[] {
  return finals.map((final, i) => curve([9, final], { seed: i + 1, run: i + 1, values, ...more }));
}

const small = seeds({ batchSize: 1 }, [1, 2, 3]);
const full = seeds({ batchSize: "full" }, [5, 4, 6]);

Deno.test("summaryTable() shows median, smallest and largest over seeds", async (t) => {
  await t.assertSnapshot(summaryTable([...small, ...full]));
});

Deno.test("summaryTable() shows examples per second only when asked", () => {
  assert(!summaryTable(small).includes("examples/s"));
  assert(summaryTable(small, { timing: true }).includes("examples/s"));
});

Deno.test("summaryTable() counts how runs ended", () => {
  const [one, two, three] = small;
  const text = summaryTable([one, two, { ...three, status: "diverged" }]);
  assert(text.includes("2 done, 1 diverged"), text);
});

Deno.test("summaryTable() shows one value without brackets for one seed", () => {
  assert(!summaryTable([small[0]]).includes("["));
});

Deno.test("finding() names the lowest median, the cost and the next", () => {
  assertEquals(
    finding([...full, ...small]),
    "Finding: after 10 examples each, batch size 1 reached the lowest final training loss: " +
      "2 in 1 step (median of 3 seeds; each is below every seed of the others); " +
      "then batch size full: 5 in 1 step.",
  );
});

Deno.test("finding() says when seeds overlap", () => {
  const text = finding([...small, ...seeds({ batchSize: 256 }, [2.5, 3, 4])]);
  assert(text.includes("(median of 3 seeds, which overlap with those of the others)"), text);
});

Deno.test("finding() never prefers a diverged run, and counts it", () => {
  const diverged = seeds({ batchSize: 7 }, [0.1, 0.1, 0.1], { status: "diverged" });
  const text = finding([...diverged, ...small]);
  assert(text.includes("batch size 1 reached the lowest"), text);
  assert(text.endsWith("; 1 of 2 diverged."), text);
});

Deno.test("finding() says when every run diverged", () => {
  assertEquals(
    finding(seeds({ batchSize: 7 }, [1e5], { status: "diverged" })),
    "Finding: every run diverged.",
  );
});

Deno.test("finding() of a single combination tells how far the loss went", () => {
  assertEquals(finding([curve([9, 4])]), "Finding: the training loss went from 9 to 4 in 1 step.");
});

Deno.test("finding() takes the best of each value of the first swept field", () => {
  const runs = [[1, 0.1, 5], [1, 0.2, 4], [2, 0.1, 6], [2, 0.2, 7]].map(([batchSize, step, loss]) =>
    curve([9, loss], { values: { batchSize, "method.stepSize": step } })
  );
  assert(
    finding(runs).endsWith(
      "batch size 1 with step size 0.2 reached the lowest final training loss: 4 in 1 step; " +
        "then batch size 2 with step size 0.1: 6 in 1 step.",
    ),
    finding(runs),
  );
});

Deno.test("finding() does not claim an equal cost when costs differ", () => {
  const longer = curve([9, 8, 7], { values: { batchSize: 2 } });
  assert(!finding([...small, longer]).includes("each,"));
});

Deno.test("finding() leaves out runs that did not come to their end", () => {
  const [one, two, three] = small;
  const cut = curve([9, 0.1], { status: "interrupted", values: { batchSize: 7 } });
  assertEquals(finding([one, two, three, ...full, cut]), finding([...small, ...full]));
  assertEquals(finding([cut]), "Finding: none, as no run came to its end.");
});

Deno.test("finding() counts half of the seeds diverged as diverged", () => {
  const [kept] = seeds({ batchSize: 7 }, [0.5]);
  const lost = { ...kept, seed: 2, status: "diverged" as const };
  const text = finding([kept, lost, ...small]);
  assert(text.includes("batch size 1 reached the lowest"), text);
  assert(text.endsWith("; 1 of 2 diverged."), text);
});

Deno.test("finding() compares seeds with those of every other combination", () => {
  const near = seeds({ batchSize: 1, "init.scale": 2 }, [1.5, 2.5, 3.5]);
  const best = seeds({ batchSize: 1, "init.scale": 1 }, [1, 2, 3]);
  const text = finding([...near, ...best, ...seeds({ batchSize: 2, "init.scale": 1 }, [7, 8, 9])]);
  assert(text.includes("which overlap with those of the others"), text);
});

Deno.test("summaryTable() has no number for what was not measured", () => {
  const records = [{ ...small[0].records[0], testAccuracy: null }, {
    ...small[0].records[1],
    testAccuracy: null,
  }];
  const text = summaryTable([small[1], { ...small[0], records, values: { batchSize: 3 } }]);
  assert(!text.includes("Infinity") && text.includes("–"), text);
});

Deno.test("summaryTable() shows whole methods with their options", () => {
  const method = { name: "randomSearch", scale: 1e-4 };
  const text = summaryTable(seeds({ method }, [1]));
  assertEquals(text.split("\n")[2].split("  ")[0], "randomSearch(scale=1e-4)");
});

// The best again: step sizes swept on seeds 1 to 3, the best of each batch size on 8 and 9.

const best = { of: "method.stepSize", seeds: [8, 9] };
const at = (batchSize: number, stepSize: number) => ({ batchSize, "method.stepSize": stepSize });
const again = (values: Curve["values"], finals: number[]) =>
  seeds(values, finals).map((one, i) => ({ ...one, seed: 8 + i }));
const sweep = [
  ...seeds(at(1, 0.1), [5, 5, 5]),
  ...seeds(at(1, 0.2), [3, 3, 3]),
  ...seeds(at(1, 0.4), [4, 4, 4]),
  ...seeds(at(7, 0.1), [6, 6, 6]),
  ...seeds(at(7, 0.2), [5, 5, 5]),
  ...seeds(at(7, 0.4), [2, 2, 2]),
];
const both = [...sweep, ...again(at(1, 0.2), [3.1, 3.3]), ...again(at(7, 0.4), [2.1, 2.5])];

Deno.test("summary() shows the sweep, then the best on other seeds, then what lies at the edge", async (t) => {
  await t.assertSnapshot(summary(both, { best }));
});

Deno.test("summary() of a sweep that was cut short before the best shows the sweep alone", () => {
  assertEquals(summary(sweep, { best }), summaryTable(sweep));
});

Deno.test("summary() without a best is the table", () => {
  assertEquals(summary(both), summaryTable(both));
});

Deno.test("finding() speaks of the best on other seeds, and of those at the edge", () => {
  assertEquals(
    finding(both, { best }),
    "Finding: after 10 examples each, batch size 7 with step size 0.4 reached the lowest final " +
      "training loss: 2.30 in 1 step (median of 2 seeds; each is below every seed of the others); " +
      "then batch size 1 with step size 0.2: 3.20 in 1 step. With batch size 7 and step size 0.4 " +
      "the best lies at the edge of the sweep: look further.",
  );
});

Deno.test("finding() finds no edge where the best has worse values on both sides", () => {
  const runs = [...sweep.slice(0, 9), ...again(at(1, 0.2), [3.1, 3.3])];
  assertEquals(finding(runs, { best }).includes("edge"), false);
});

Deno.test("finding() finds the lower edge, too", () => {
  const runs = [...seeds(at(1, 0.1), [1]), ...seeds(at(1, 0.2), [3]), ...again(at(1, 0.1), [1, 1])];
  const text = finding(runs, { best });
  assert(
    text.endsWith(
      " With batch size 1 and step size 0.1 the best lies at the edge of the sweep: look further.",
    ),
    text,
  );
});

Deno.test("finding() knows no edge among words", () => {
  const of = { of: "batchSize", seeds: [8, 9] };
  const runs = [
    ...seeds({ batchSize: "full" }, [1]),
    ...seeds({ batchSize: "x" }, [3]),
    ...again({ batchSize: "full" }, [1, 1]),
  ];
  assertEquals(finding(runs, { best: of }).includes("edge"), false);
});

Deno.test("finding() of a sweep that was cut short before the best speaks of the sweep", () => {
  assertEquals(finding(sweep, { best }), finding(sweep));
});

Deno.test("finding() names the best of each, whichever field is swept first", () => {
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
  const text = finding(runs, { best });
  assert(/batch size 1 .* then .*batch size 7: /.test(text), text);
});

Deno.test("finding() sees no edge where all runs diverged", () => {
  const lost = { status: "diverged" } as const;
  const runs = [
    ...seeds(at(1, 0.1), [9]),
    ...seeds(at(1, 0.2), [9]),
    ...again(at(1, 0.1), [9, 9]),
  ].map((run) => ({ ...run, ...lost }));
  assertEquals(finding(runs, { best }), "Finding: every run diverged.");
});
