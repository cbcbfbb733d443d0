import { assert, assertEquals, assertMatch } from "@std/assert";
import fc from "fast-check";
import { InputError } from "../../../src/errors.ts";
import { LIMITS, markdownSummary } from "../../../src/timing/formats/markdown.ts";
import type { TimingVerdict } from "../../../src/timing/statistics/comparison.ts";
import { benchOf, comparisonOf, mixed, provenance, SETTING } from "../_fixtures.ts";

const bytesOf = (text: string) => new TextEncoder().encode(text).length;

/**
 * The cells of a row of a table, as the specification of GitHub Flavored Markdown cuts it: at pipes
 * without a backslash. Entities and `<code>` are taken back.
 */
function cellsOf(row: string): string[] {
  const [, ...cells] = row.split(/(?<!\\)\|/);
  assertEquals(cells.pop(), "");
  return cells.map((cell) =>
    cell.trim().replace(/^<code>(.*)<\/code>$/, "$1")
      .replace(/&#(\d+);/g, (_, number) => String.fromCharCode(Number(number)))
  );
}

/** The rows of all tables, without headers. */
function rowsOf(text: string): string[][] {
  return text.split("\n").filter((line) => line.startsWith("| <code>")).map(cellsOf);
}

/** How many benches the summary says it leaves out. */
function leftOut(text: string): number {
  const [, counts = ""] = /__Left out here: (.*)\.__/.exec(text) ?? [];
  return (counts.match(/\d+/g) ?? []).reduce((sum, count) => sum + Number(count), 0);
}

/** 500 benches, worst first. */
function many(name: (i: number) => string) {
  const counts = {
    regressed: 40,
    incomparable: 30,
    inconclusive: 30,
    improved: 100,
    unchanged: 300,
  };
  const verdicts = Object.entries(counts)
    .flatMap(([verdict, count]) => Array<TimingVerdict>(count).fill(verdict as TimingVerdict));
  return comparisonOf(verdicts.map((verdict, i) => benchOf(verdict, name(i))));
}

Deno.test("markdownSummary() has the counts in its first line, worst first, without zeros", () => {
  const first = (text: string) => text.split("\n")[0];
  assertEquals(
    first(markdownSummary({ timings: mixed })),
    "## Timing: 1 regressed, 1 incomparable, 1 inconclusive, 1 improved, 1 unchanged",
  );
  const two = comparisonOf([benchOf("unchanged", "a"), benchOf("unchanged", "b")]);
  assertEquals(first(markdownSummary({ timings: two })), "## Timing: 2 unchanged");
  assertEquals(first(markdownSummary({ timings: comparisonOf([]) })), "## Timing: no benches");
});

Deno.test("markdownSummary() has a row for each bench", () => {
  const again = benchOf("regressed", "kernels/slow", {
    isRemeasured: true,
    base: { nanoseconds: 12.345, examplesPerSecond: null, samples: 8 },
    head: { nanoseconds: 2.5e9, examplesPerSecond: null, samples: 8 },
  });
  const gone = benchOf("incomparable", "kernels/gone", { head: null, reason: "only in base" });
  const rows = rowsOf(
    markdownSummary({ timings: comparisonOf([again, gone, ...mixed.benches.slice(2)]) }),
  );
  assertEquals(rows, [
    ["kernels/slow", "__regressed__, measured again", "+10.3 %", "+8.3 % to +13.3 %"]
      .concat("12.3 ns", "2.50 s"),
    ["kernels/gone", "incomparable: <code>only in base</code>", "–", "–", "1 µs", "–"],
    ["kernels/scores/inconclusive", "inconclusive", "+4.0 %", "+2.0 % to +7.0 %"]
      .concat("1 µs", "1.04 µs"),
    ["kernels/scores/improved", "improved", "−20.0 %", "−22.0 % to −17.0 %", "1 µs", "800 ns"],
    ["kernels/scores/unchanged", "unchanged", "+0.0 %", "−2.0 % to +3.0 %"]
      .concat("1 µs", "1 µs"),
  ]);
});

Deno.test("markdownSummary() folds unchanged benches and nothing else", () => {
  const text = markdownSummary({ timings: mixed });
  const [before, inside, after] = text.split(/<\/?details>/);
  assertEquals(rowsOf(before).length, 4);
  assertEquals(rowsOf(inside).map(([name]) => name), ["kernels/scores/unchanged"]);
  assertEquals(rowsOf(after), []);
  // Markdown inside of HTML needs empty lines around it.
  assert(inside.startsWith("<summary>1 unchanged</summary>\n\n| ") && inside.endsWith("|\n\n"));
  const alone = markdownSummary({ timings: comparisonOf([benchOf("unchanged")]) });
  assertEquals(alone.split("| bench |").length, 2);
  assert(alone.indexOf("<details>") < alone.indexOf("| bench |"));
});

Deno.test("markdownSummary() says what was measured where", () => {
  const other = { ...SETTING, cpu: "Apple M2", cores: 1 };
  const text = markdownSummary({
    timings: comparisonOf([benchOf("unchanged")], {
      base: provenance("v1", { commit: null }),
      head: provenance("head", { dirty: true, setting: other }),
    }),
  });
  assert(text.endsWith(`
- base: <code>v1</code>, no commit, 2026-01-02T03:04:05.678Z; AMD EPYC, 2 cores, linux x86&#95;64, Deno 2.9.6
- head: <code>head</code>, commit fedcba9876543210, changed, 2026-01-02T03:04:05.678Z; Apple M2, 1 core, linux x86&#95;64, Deno 2.9.6
- times are medians over processes
`));
});

Deno.test("markdownSummary() warns of forced differences before everything else", () => {
  const differences = ["cpu: AMD against Apple", "deno: 2.8.0 against 2.9.6"];
  const lines = markdownSummary({ timings: { ...mixed, differences } }).split("\n");
  assertEquals(lines.slice(2, 7), [
    "> [!WARNING]",
    "> __Compared although it should not be, as `--force` was given.__ What differs:",
    ">",
    "> - <code>cpu: AMD against Apple</code>",
    "> - <code>deno: 2.8.0 against 2.9.6</code>",
  ]);
  assert(!markdownSummary({ timings: mixed }).includes("WARNING"));
});

for (const [what, limit] of Object.entries(LIMITS)) {
  Deno.test(`markdownSummary() keeps the limit of a ${what} with 500 long names, worst first`, () => {
    // Every character of the names is written as an entity, so that each row has some 2 kB.
    const timings = many((i) => `${String(i).padStart(3, "0")}${"|".repeat(2000)}é`);
    const text = markdownSummary({ timings }, { limit, link: "https://example.org/all.json" });
    const kept = rowsOf(text).map(([name]) => Number(name.slice(0, 3)));
    assert(bytesOf(text) <= limit);
    assertEquals(kept, [...kept.keys()]); // none is left out between two others
    assertEquals(text.split("\n")[0].includes("40 regressed"), true);
    if (kept.length === 500) return assert(!text.includes("Left out"));
    assert(limit - bytesOf(text) < 2500); // not one more would fit
    assertEquals(leftOut(text) + kept.length, 500);
    assert(text.includes(" All are in <https://example.org/all.json>."));
    const usual = markdownSummary({ timings }, { link: "https://example.org/all.json" });
    assertEquals(usual === text, what === "comment");
  });
}

Deno.test("markdownSummary() leaves out the best first, and counts them by verdict", () => {
  const timings = many((i) => `bench ${i}`);
  const whole = markdownSummary({ timings }, { limit: 1e9 });
  const text = markdownSummary({ timings }, { limit: bytesOf(whole) - 1 });
  assertEquals(rowsOf(whole).length, 500);
  assertMatch(text, /__Left out here: \d+ unchanged\.__/);
  assertEquals(rowsOf(text).length, 500 - leftOut(text));
  assertEquals(markdownSummary({ timings }, { limit: bytesOf(whole) }), whole);
});

Deno.test("markdownSummary() never exceeds a limit, or says that it must be larger", () => {
  const names = fc.array(fc.string({ unit: "binary", maxLength: 300 }), { maxLength: 30 });
  const quality = fc.option(fc.string({ unit: "binary", maxLength: 2000 }));
  fc.assert(fc.property(names, quality, fc.nat(20_000), (names, quality, limit) => {
    const timings = comparisonOf(names.map((name) => benchOf("regressed", name)));
    try {
      assert(bytesOf(markdownSummary({ timings, quality }, { limit })) <= limit);
    } catch (error) {
      if (!(error instanceof InputError)) throw error;
      const [, least] = /must be at least ([\d,]+) bytes/.exec(error.message) ?? [];
      assert(Number(least.replace(",", "")) > limit && Number(least.replace(",", "")) < 1000);
    }
  }));
});

Deno.test("markdownSummary() keeps each name in its cell, whatever it is made of", () => {
  const hard = ["a|b", "a\\|b", "`code`", "<img src=x>", "a\nb\r\nc", "**b**", "&amp;", "[a](b)"];
  const any = fc.oneof(fc.constantFrom(...hard), fc.string({ maxLength: 100 }));
  fc.assert(fc.property(any, (name) => {
    const text = markdownSummary({ timings: comparisonOf([benchOf("regressed", name)]) });
    const [row] = text.split("\n").filter((line) => line.startsWith("| <code>"));
    assertEquals(cellsOf(row).length, 6);
    assertEquals(cellsOf(row)[0], name.replace(/\s+/g, " "));
    assertMatch(row, /^\| <code>[^<>`|*\\]*<\/code> \| /);
  }));
});

Deno.test("markdownSummary() cuts long names and reasons to what can be read", () => {
  const bench = benchOf("incomparable", "😀".repeat(500), { reason: "x".repeat(500) });
  const [[name, verdict]] = rowsOf(markdownSummary({ timings: comparisonOf([bench]) }));
  assertEquals(name, `${"😀".repeat(159)}…`);
  assertEquals(verdict, `incomparable: <code>${"x".repeat(159)}…</code>`);
});

Deno.test("markdownSummary() has the comparison of results as a block", () => {
  const quality = "batch_size: changed\n  ```\n";
  const text = markdownSummary({ timings: mixed, quality });
  assert(text.includes("## Results\n\n````text\nbatch_size: changed\n  ```\n````\n\n| bench"));
  assertEquals(markdownSummary({ quality: "same\n" }), "## Results\n\n```text\nsame\n```\n");
});

Deno.test("markdownSummary() shares its limit between results and benches", () => {
  const limit = LIMITS.comment;
  const quality = Array.from({ length: 5000 }, (_, i) => `line ${i} of the results`).join("\n");
  const timings = many((i) => `bench ${i} ${"x".repeat(140)}`);
  const text = markdownSummary({ timings, quality }, { limit });
  const [, block] = text.split("```");
  assert(bytesOf(text) <= limit && limit - bytesOf(text) < 300);
  assert(bytesOf(block) > 0.45 * limit && bytesOf(block) < 0.55 * limit);
  const shown = block.split("\n").filter((line) => line.startsWith("line "));
  assert(block.endsWith(`… and ${(5000 - shown.length).toLocaleString("en")} more lines\n`));
  // Few benches leave the rest to the results.
  const [, alone] = markdownSummary({ timings: mixed, quality }, { limit }).split("```");
  assert(bytesOf(alone) > 0.95 * limit);
});

Deno.test("markdownSummary() links an address, and names anything else", () => {
  const write = (link: string) => markdownSummary({ timings: mixed }, { link });
  assert(write("https://example.org/a b").includes("All are in <https://example.org/a%20b>."));
  assert(write("javascript:alert(1)").includes("All are in <code>javascript:alert(1)</code>."));
  assert(write("compare.json").includes("All are in <code>compare.json</code>."));
});
