import { assert, assertEquals } from "@std/assert";
import {
  checkColumns,
  checkFinding,
  checkSummary,
  checkTables,
  isRight,
} from "../../../src/kinds/gradient_check/tables.ts";
import type { Verdict } from "../../../src/types.ts";
import { derivative, gradientCheck } from "../../_slices.ts";

/** Two weights at two steps; the second one crosses a kink at the larger step. */
const derivatives = [
  derivative(1e-2, 0, 0.5),
  derivative(1e-2, 1, 0.25, { kinks: 3 }),
  derivative(1e-5, 0, 2 ** -30),
  derivative(1e-5, 1, 2 ** -31),
];
const judged = (verdict: Verdict, largest: number) => ({ verdict, h: 1e-5, largest, judged: 2 });
const fine = gradientCheck(derivatives, judged("right", 2 ** -30));

Deno.test("checkTables() writes gradient_check.csv with a row for each derivative", async (t) => {
  await t.assertSnapshot(checkTables([fine])["gradient_check.csv"]);
});

Deno.test("checkTables() writes runs.csv with a row for each check", async (t) => {
  const unjudged = gradientCheck(derivatives, null, { run: 2, seed: 5 });
  await t.assertSnapshot(checkTables([fine, unjudged])["runs.csv"]);
});

Deno.test("checkTables() gives a swept field a column after the seed", () => {
  const tables = checkTables([{ ...fine, values: { scheme: "central" } }]);
  for (const table of Object.values(tables)) {
    assertEquals(table.split(",").slice(0, 3), ["run", "seed", "scheme"]);
  }
});

Deno.test("checkColumns have snake_case names and a meaning", () => {
  for (const { name, meaning } of Object.values(checkColumns).flat()) {
    assert(/^[a-z0-9]+(_[a-z0-9]+)*$/.test(name), name);
    assert(meaning.length > 2, `${name} has no meaning`);
  }
});

Deno.test("checkSummary() has a row for each step, and says where it is judged", async (t) => {
  await t.assertSnapshot(checkSummary([fine]));
});

Deno.test("checkSummary() tells checks apart by what is swept and by seed", async (t) => {
  const checks = [1, 2].map((seed) => ({ ...fine, run: seed, seed, values: { "loss.l2": 0.5 } }));
  await t.assertSnapshot(checkSummary(checks));
});

Deno.test("checkSummary() has no number for a step at which all derivatives have kinks", () => {
  const kinked = derivatives.map((one) => ({ ...one, kinks: 1 }));
  const text = checkSummary([gradientCheck(kinked, null)]);
  assert(text.includes("–") && !/Infinity|NaN/.test(text), text);
});

Deno.test("checkSummary() and checkTables() hold more derivatives than a call has arguments", () => {
  const many = Array.from({ length: 200_000 }, (_, i) => derivative(1e-5, i, i * 1e-9));
  const check = gradientCheck(many, judged("suspicious", 199_999e-9));
  assert(checkSummary([check]).includes("  2e-4  ◀ judged here"), checkSummary([check]));
  assertEquals(checkTables([check])["gradient_check.csv"].trimEnd().split("\n").length, 200_001);
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

Deno.test("checkFinding() says when nothing can be judged", () => {
  assertEquals(
    checkFinding([gradientCheck(derivatives, null)]),
    "Finding: the gradient cannot be judged: every derivative is 0.",
  );
});

Deno.test("checkFinding() tells checks apart by what is swept, and by seeds if they differ", () => {
  const text = checkFinding([1, 2].map((seed) => ({ ...fine, seed, values: { "loss.l2": 0.5 } })));
  assert(text.startsWith("Finding: with loss.l2 0.5, seed 1, the gradient is right"), text);
  assert(text.includes("; with loss.l2 0.5, seed 2, the gradient is right"), text);
});

Deno.test("checkFinding() of none says so", () => {
  assertEquals(checkFinding([]), "Finding: none, as no check came to its end.");
});

Deno.test("isRight() takes what is right or acceptable, and nothing that cannot be judged", () => {
  const verdicts: Verdict[] = ["right", "acceptable", "suspicious", "wrong"];
  const checks = verdicts.map((verdict) => gradientCheck(derivatives, judged(verdict, 1)));
  assertEquals(checks.map(isRight), [true, true, false, false]);
  assertEquals(isRight(gradientCheck(derivatives, null)), false);
});
