/** What every kind of experiment promises, asked of all of them and of real results of each. */
import { assert, assertEquals, assertMatch } from "@std/assert";
import { z } from "zod";
import { renderText } from "../../src/figures/render/text.ts";
import { fileSchemas } from "../../src/experiment/schema.ts";
import { registries } from "../../src/kinds/mod.ts";
import { CHECK, CONVEXITY, CURVATURE, RACE, SLICE, TOY } from "../_files.ts";
import { doneOf, experimentOf, type Fields, rowsOf } from "../_done.ts";

/** Tiny experiments of each kind: with sweep and seeds, and with what else changes its figures. */
const TINY: Readonly<Record<string, readonly Fields[]>> = {
  train: [TOY, { ...TOY, matrix: { "method.stepSize": [0.1, 1e300] }, seeds: [1, 2] }],
  slice: [
    SLICE,
    { ...SLICE, b: { points: 3 }, matrix: { "loss.l2": [0, 1] }, seeds: [1, 2] },
    { ...SLICE, b: { points: 3 }, center: { experiment: "other.jsonc", run: 1 }, path: true },
  ],
  gradientCheck: [CHECK, { ...CHECK, matrix: { scheme: ["forward", "central"] }, seeds: [1, 2] }],
  race: [RACE, {
    ...RACE,
    tuning: { min: 1, max: 1e300, trials: 2, search: "random" },
    seeds: [1, 2],
  }],
  convexity: [
    CONVEXITY,
    { ...CONVEXITY, center: { experiment: "other.jsonc", run: 1 } },
    { ...CONVEXITY, chords: 0, matrix: { reach: [1, 1e6] }, loss: { name: "svm", l2: 1e308 } },
    { ...CONVEXITY, matrix: { scores: [{ name: "linear" }, { name: "twoLayer", hidden: 2 }] } },
  ],
  curvature: [
    CURVATURE,
    { ...CURVATURE, matrix: { "method.stepSize": [0.1, 1e300] }, record: { every: 1 } },
    { ...CURVATURE, dataset: undefined, problem: { name: "booth" }, seeds: [1, 2] },
  ],
};

const { kinds } = fileSchemas(registries);

Deno.test("kinds have names of their own, and a tiny experiment here", () => {
  const names = kinds.map(({ kind }) => kind.name);
  assertEquals([...new Set(names)], names);
  assertEquals(Object.keys(TINY), names);
});

for (const { kind } of kinds) {
  const { figures, name: kindName, tables } = kind;
  const experiments = TINY[kindName].map((fields) => experimentOf(kind, fields, { other: TOY }));

  Deno.test(`${kindName} says what it does, and what each of its fields is`, () => {
    assertMatch(kind.about, /^\S.*\S$/);
    const silent = Object.entries(kind.fields)
      .filter(([, field]) => !(field as z.ZodType).description).map(([key]) => key);
    assertEquals(silent, []);
  });

  Deno.test(`${kindName} has tables with snake_case columns that mean something, the run first`, () => {
    const files = tables.map(({ file }) => file);
    assertEquals([...new Set(files)], files);
    for (const { file, columns } of tables) {
      assertEquals(Object.keys(columns).slice(0, 1), ["run"], file);
      for (const [name, { meaning }] of Object.entries(columns)) {
        assertMatch(name, /^[a-z0-9]+(_[a-z0-9]+)*$/);
        assert(meaning.length > 2, `${name} of ${file} has no meaning`);
      }
    }
  });

  Deno.test(`${kindName} has committed tables whose keys tell their rows apart`, async () => {
    for (const experiment of experiments) {
      const done = await doneOf(experiment);
      for (const table of tables.filter(({ plane }) => plane === "quality")) {
        const keys = Object.keys(table.columns).filter((name) =>
          table.columns[name].role === "key"
        );
        const text = table.text(done, "Why?");
        if (text === null) continue;
        const rows = rowsOf(text).map((row) => keys.map((key) => row[key]).join());
        assertEquals([keys[0], new Set(rows).size], ["run", rows.length], table.file);
      }
    }
  });

  Deno.test(`${kindName} has a summary, a finding and a usual figure of real results`, async () => {
    for (const experiment of experiments) {
      const done = await doneOf(experiment);
      assert(figures.leaves.some(({ name }) => name === experiment.charts[0].name));
      assertMatch(kind.summary(done, {}), /^(.*\n){3,}$/);
      assertMatch(kind.finding(done, {}), /^Finding: .*\.$/);
      assertEquals(done.map(({ result }) => kind.isInterrupted(result)).includes(true), false);
    }
    assertMatch(kind.finding([], {}), /^Finding: none, as no .* came to its end\.$/);
  });

  Deno.test(`${kindName} refuses an unknown figure, and has no name of one twice`, () => {
    const names = figures.leaves.map(({ name }) => name);
    assertEquals([...new Set(names)], names);
    assertEquals(figures.schema.safeParse({ name: "noSuchFigure" }).success, false);
  });

  for (const { name, summary, options, example, make } of figures.leaves) {
    Deno.test(`${name} of ${kindName} has a camelCase name, a line about it and options that are described`, () => {
      assertMatch(name, /^[a-z][a-zA-Z0-9]*$/);
      assertMatch(summary, /^\S.*\S$/);
      const { properties = {} } = z.toJSONSchema(options, { io: "input" });
      const silent = Object.entries(properties)
        .filter(([, option]) => !(option as { description?: string }).description);
      assertEquals(silent, []);
    });

    Deno.test(`${name} of ${kindName} has an example that its schema takes, and takes no other option`, () => {
      assertEquals(figures.schema.safeParse({ name, ...example }).error, undefined);
      const wrong = { name, ...example, noSuchOption: 1 };
      assertEquals(figures.schema.safeParse(wrong).success, false);
    });

    Deno.test(`${name} of ${kindName} draws real results with its example, and none`, async () => {
      const draw = make(example, undefined);
      for (const done of [[], ...await Promise.all(experiments.map((one) => doneOf(one)))]) {
        const drawn = draw(kind.drawn(done, null));
        assertEquals(JSON.parse(JSON.stringify(drawn)), structuredClone(drawn)); // plain data
        for (const color of [false, true]) {
          const text = drawn.map((figure) => renderText(figure, { width: 80, color })).join("\n");
          assertMatch(text, /\S[^]*\n$/);
          assert(!/NaN|undefined|null/.test(text), text);
        }
      }
    });
  }
}
