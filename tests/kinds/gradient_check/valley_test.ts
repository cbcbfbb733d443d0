import { assert, assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import { checkFigures } from "../../../src/kinds/gradient_check/mod.ts";
import { but } from "../../_done.ts";
import { check, drawer } from "../_figures.ts";

const draw = drawer(checkFigures, { name: "valley", height: 11 });

const errors = new Map([
  [0.01, [1e-4, 2e-4, 5e-4]],
  [1e-4, [1e-8, 2e-8, 5e-8]],
  [1e-6, [1e-10, 3e-10, 2e-10]],
  [1e-8, [1e-8, 9e-8, 2e-8]],
]);

Deno.test("valley shows the largest and the median error, and the bands that judge them", async (t) => {
  await t.assertSnapshot(draw([check(errors)]));
});

Deno.test("valley has a pair of lines for each swept value", async (t) => {
  const exact = new Map([...errors].map(([h, list]) => [h, list.map((e) => h < 1e-5 ? 0 : e)]));
  await t.assertSnapshot(draw([
    check(errors, { values: { "loss.name": "svm" } }),
    check(exact, { values: { "loss.name": "softmax" } }),
  ]));
});

Deno.test("valley leaves out differences across a kink, and says how many", () => {
  const clean = check(errors);
  const [first, ...others] = clean.result.derivatives;
  const kinked = { ...first, error: 0.9, kinks: 3 };
  assertEquals(
    draw([but(clean, { derivatives: [kinked, ...others] })]),
    `${
      draw([but(clean, { derivatives: others })])
    }Left out: 1 difference across a kink, where the slope jumps.\n`,
  );
});

Deno.test("valley of a network says what share crossed kinks, of the loss and of hidden units", () => {
  const clean = check(errors);
  const [first, second, ...others] = clean.result.derivatives
    .map((one) => ({ ...one, unitKinks: 0 }));
  const kinked = [{ ...first, kinks: 3, unitKinks: 1 }, { ...second, kinks: 1, unitKinks: 1 }];
  const text = draw([but(clean, { derivatives: [...kinked, ...others] })]).replaceAll("\n", " ");
  assertStringIncludes(
    text,
    "Left out: 2 differences across a kink, where the slope jumps: 17 % of all, 1 of the loss and 2 of " +
      "hidden units.",
  );
});

Deno.test("valley puts errors that are 0 or no number on rows of their own", () => {
  const rows = draw([check(new Map([...errors, [1e-10, [0, 0]], [0.1, [NaN, 1e-3, 1e-3]]]))])
    .split("\n");
  const axis = rows.findIndex((row) => row.includes("└"));
  const first = rows.findIndex((row) => row.includes("┤"));
  assertEquals(rows[axis - 1].trim(), "0 ┤A"); // at the smallest h
  assertMatch(rows[first], /^ +∞ ┤ +A$/);
  assertEquals(rows[first].length, rows[axis].length); // at the largest h
});

Deno.test("valley pools checks that have no swept values", () => {
  const text = draw([
    check(new Map([[1e-6, [1e-10]]]), { seed: 1 }),
    check(new Map([[1e-6, [1e-3]]]), { seed: 2 }),
  ]);
  const words = text.replaceAll(/\s+/g, " ");
  assert(words.includes("error: right with 1e-10 at h = 1e-6; suspicious with 0.001 at h = 1e-6"));
  assert(text.includes("B ━━━  median error\n") && !text.includes("C ═══"), text);
});

Deno.test("valley says of a check that is open that it cannot be judged", () => {
  const judgement = { verdict: "open", h: 1e-8, largest: 0.05, judged: 3 } as const;
  const other = { h: 1e-4, scheme: "central", largest: 1e-8 } as const;
  const words = draw([but(check(errors), { judgement, other })]).replaceAll(/\s+/g, " ");
  assert(words.includes("largest error: cannot be judged with 0.05 at h = 1e-8 "), words);
});

Deno.test("valley of nothing, or of kinks alone, is a sentence", () => {
  const kinked = check(errors);
  const derivatives = kinked.result.derivatives.map((one) => ({ ...one, kinks: 1 }));
  for (const checks of [[], [but(kinked, { derivatives })]]) {
    assertEquals(draw(checks), "No valley, as there is no derivative without a kink.\n");
  }
});
