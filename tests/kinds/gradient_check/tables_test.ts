import { assert, assertEquals, assertMatch } from "@std/assert";
import type { OtherStep, Verdict } from "../../../src/kinds/gradient_check/check.ts";
import type { Checked } from "../../../src/kinds/gradient_check/spec.ts";
import {
  checkFailure,
  checkFinding,
  checkSummary,
  isOpenCheck,
} from "../../../src/kinds/gradient_check/summary.ts";
import { checkTables } from "../../../src/kinds/gradient_check/tables.ts";
import { but, derivative, gradientCheck, tableOf } from "../../_done.ts";

const table = (file: string, ...done: Checked[]) => tableOf(checkTables, file, done);

/** Two weights at two steps; the second one crosses a kink at the larger step. */
const derivatives = [
  derivative(1e-2, 0, 0.5),
  derivative(1e-2, 1, 0.25, { kinks: 3 }),
  derivative(1e-5, 0, 2 ** -30),
  derivative(1e-5, 1, 2 ** -31),
];
const judged = (verdict: Verdict, largest: number) => ({ verdict, h: 1e-5, largest, judged: 2 });
const fine = gradientCheck(derivatives, judged("right", 2 ** -30));

Deno.test("gradient_check.csv has a row for each derivative", async (t) => {
  await t.assertSnapshot(table("gradient_check.csv", fine));
});

Deno.test("runs.csv of checks has a row for each check", async (t) => {
  const unjudged = gradientCheck(derivatives, null, { run: 2, seed: 5 });
  await t.assertSnapshot(table("runs.csv", fine, unjudged));
});

Deno.test("tables of checks give a swept field a column after the seed", () => {
  const swept = but(fine, { values: { scheme: "central" } });
  for (const { file } of checkTables) {
    assertEquals(table(file, swept).split(",").slice(0, 3), ["run", "seed", "scheme"]);
  }
});

Deno.test("checkSummary() has a row for each step, and says where it is judged", async (t) => {
  await t.assertSnapshot(checkSummary([fine]));
});

Deno.test("checkSummary() tells checks apart by what is swept and by seed", async (t) => {
  const checks = [1, 2].map((seed) => but(fine, { run: seed, seed, values: { "loss.l2": 0.5 } }));
  await t.assertSnapshot(checkSummary(checks));
});

Deno.test("checkSummary() has no number for a step at which all derivatives have kinks", () => {
  const kinked = derivatives.map((one) => ({ ...one, kinks: 1 }));
  const text = checkSummary([gradientCheck(kinked, null)]);
  assert(text.includes("–") && !/Infinity|NaN/.test(text), text);
});

Deno.test("summary and tables of checks hold more derivatives than a call has arguments", () => {
  const many = Array.from({ length: 200_000 }, (_, i) => derivative(1e-5, i, i * 1e-9));
  const check = gradientCheck(many, judged("suspicious", 199_999e-9));
  assert(checkSummary([check]).includes("  2e-4  ◀ judged here"), checkSummary([check]));
  assertEquals(table("gradient_check.csv", check).trimEnd().split("\n").length, 200_001);
});

Deno.test("checkFinding() names the verdict, its step, the error and how many it is over", () => {
  assertEquals(
    checkFinding([fine]),
    "Finding: the gradient is right: at h = 1e-5 the largest relative error of 2 derivatives " +
      "(of 6) is 9.3e-10, below 1e-7.",
  );
});

Deno.test("checkFinding() says how many are left out for kinks", () => {
  const judgement = { verdict: "wrong", h: 1e-2, largest: 0.5, judged: 1 } as const;
  assertEquals(
    checkFinding([gradientCheck(derivatives, judgement, { size: 2 })]),
    "Finding: the gradient is wrong: at h = 0.01 the largest relative error of 1 derivative " +
      "(1 left out for kinks) is 0.50, above 1e-2.",
  );
});

/** The same of a network: the second weight crosses two kinks of hidden units and one of the loss. */
const ofNetwork = derivatives.map((one) => ({ ...one, unitKinks: one.kinks === 0 ? 0 : 2 }));
const crossing = gradientCheck(
  [...ofNetwork, derivative(1e-2, 2, 0.125, { kinks: 1, unitKinks: 1 })],
  { verdict: "wrong", h: 1e-2, largest: 0.5, judged: 1 },
);

Deno.test("checkFinding() of a network says what share met kinks, of the loss and of hidden units", () => {
  assertEquals(
    checkFinding([crossing]),
    "Finding: the gradient is wrong: at h = 0.01 the largest relative error of 1 derivative (of 6, " +
      "2 left out for kinks: 67 % of all, 1 of the loss and 2 of hidden units) is 0.50, above 1e-2.",
  );
});

Deno.test("gradient_check.csv of a network counts the kinks of hidden units, and so does checkSummary()", () => {
  const [header, ...rows] = table("gradient_check.csv", crossing).trimEnd().split("\n");
  assertEquals(header.split(",").slice(-2), ["kinks", "unit_kinks"]);
  const counts = rows.map((row) => row.split(",").slice(-2).join());
  assertEquals(counts, ["0,0", "3,2", "0,0", "0,0", "1,1"]);
  const [head, , first] = checkSummary([crossing], { width: 200 }).split("\n");
  assertMatch(head, /left out for kinks {2}of the loss {2}of hidden units/);
  assertMatch(first, /^0\.01 +3 +2 +1 +2 /);
});

Deno.test("checkFinding() says when nothing can be judged", () => {
  assertEquals(
    checkFinding([gradientCheck(derivatives, null)]),
    "Finding: the gradient cannot be judged: every derivative is 0.",
  );
});

/** A check that is bad at 1e-5 and good elsewhere. */
const open = (h: number, more: Partial<OtherStep> = {}) =>
  gradientCheck(derivatives, judged("open", 0.05), {
    other: { h, scheme: "forward", largest: 2e-9, ...more },
    spec: { scheme: "forward" },
  });

const OPEN: readonly (readonly [what: string, check: Checked, words: string])[] = [
  [
    "a long step",
    open(1e-8),
    "as so long a step takes in the curvature of the loss (truncation); with h=[1e-8] it is 2e-9",
  ],
  ["a short step", open(0.01), "as so short a step magnifies rounding; with h=[0.01] it is 2e-9"],
  [
    "forward differences",
    open(1e-5, { scheme: "central" }),
    "as forward differences are too coarse at any h; with scheme=central h=[1e-5] it is 2e-9",
  ],
];
for (const [what, check, words] of OPEN) {
  Deno.test(`checkFinding() of ${what} that cannot show it says why, and what to type`, () => {
    assertEquals(
      checkFinding([check]),
      "Finding: the gradient cannot be judged at h = 1e-5: the largest relative error of 2 " +
        `derivatives (of 6) is 0.050, ${words}.`,
    );
  });
}

Deno.test("checkFinding() of steps that all cross a kink names another one", () => {
  const kinked = derivatives.map((one) => ({ ...one, kinks: 1 }));
  const other = { h: 1e-7, scheme: "central", largest: 0 } as const;
  assertEquals(
    checkFinding([gradientCheck(kinked, null, { other })]),
    "Finding: the gradient cannot be judged: every difference crosses a kink, where the slope " +
      "jumps; try h=[1e-7].",
  );
});

Deno.test("checkSummary() says at which step nothing can be judged", () => {
  const rows = checkSummary([open(1e-8)]).split("\n");
  assertEquals(rows.map((row) => row.endsWith("  ◀ cannot tell")).indexOf(true), 3);
});

Deno.test("checkFinding() tells checks apart by what is swept, and by seeds if they differ", () => {
  const text = checkFinding([1, 2].map((seed) => but(fine, { seed, values: { "loss.l2": 0.5 } })));
  assert(text.startsWith("Finding: with loss.l2 0.5, seed 1, the gradient is right"), text);
  assert(text.includes("; with loss.l2 0.5, seed 2, the gradient is right"), text);
});

Deno.test("checkFinding() of none says so", () => {
  assertEquals(checkFinding([]), "Finding: none, as no check came to its end.");
});

Deno.test("checkFailure() is null of what is right or acceptable, and a finding of all else", () => {
  const verdicts: Verdict[] = ["right", "acceptable", "suspicious", "wrong", "open"];
  const judgedChecks = verdicts.map((verdict) => gradientCheck(derivatives, judged(verdict, 1)));
  const checks = [...judgedChecks, gradientCheck(derivatives, null)];
  const failures = checks.map(checkFailure);
  assertEquals(failures.map((one) => one === null), [true, true, false, false, false, false]);
  assertEquals(failures[5], "the gradient cannot be judged: every derivative is 0.");
  assertEquals(checks.map(isOpenCheck), [false, false, false, false, true, true]);
});
