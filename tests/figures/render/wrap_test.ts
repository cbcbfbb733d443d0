import { assertEquals } from "@std/assert";
import { cut, fitted, visibleLength } from "../../../src/figures/render/wrap.ts";

for (
  const [what, text, expected] of [
    ["keeps rows that fit", "One two three\n\n  four\n", "One two three\n\n  four\n"],
    [
      "breaks a message between words",
      "/tmp/a: wrote curves.csv, runs.csv, chart.txt, manifest.json\n",
      "/tmp/a: wrote curves.csv,\nruns.csv, chart.txt,\nmanifest.json\n",
    ],
    [
      "keeps an indent",
      "  deno task experiments batch_size batchSize=1",
      "  deno task experiments\n  batch_size batchSize=1",
    ],
    [
      "goes on below the meaning of a name",
      "  --out  Write the results to this folder",
      "  --out  Write the results to\n         this folder",
    ],
    [
      "keeps the indent of what leaves no room below its last column",
      '  chart.txt line 7: was "…        ╭─╯", is "…    ─╯"',
      '  chart.txt line 7: was "…\n  ╭─╯", is "… ─╯"',
    ],
    [
      "cuts the rows of a chart that is wider, and of no other",
      "loss against the number of steps\n\n10 ┤──A─────────────────────────╮\n" +
      "   └┬────────────────────────────┬\n    0                          100\n\nA ───  lowest at the largest step",
      "loss against the number of\nsteps\n\n10 ┤──A──────────────────────…\n" +
      "   └┬────────────────────────…\n    0                        …\n\nA ───  lowest at the largest\n       step",
    ],
    [
      "cuts the rows of a table that is wider",
      "  l2  final training loss  ended\n────  ───────────────────  ─────\n   0                 1.25  done",
      "  l2  final training loss  en…\n────  ───────────────────  ──…\n   0                 1.25  do…",
    ],
    ["breaks a word that is longer than a row", "x".repeat(35), `${"x".repeat(30)}\nxxxxx`],
    ["counts what is as wide as two", "数据集".repeat(6), `${"数据集".repeat(5)}\n数据集`],
  ] as const
) {
  Deno.test(`fitted() ${what}`, () => {
    const text30 = fitted(text, 30);
    assertEquals(text30, expected);
  });
}

Deno.test("visibleLength() counts columns, not units and no colours", () => {
  const texts = ["abc", "\x1b[38;5;33mabc\x1b[0m", "数据", "e\u0301", "🙂", ""];
  assertEquals(texts.map(visibleLength), [3, 3, 4, 1, 2, 0]);
});

Deno.test("cut() cuts no character in two", () => {
  assertEquals([6, 5, 4, 3, 1, 0].map((columns) => cut("a🙂b🙂", columns)), [
    ...["a🙂b🙂", "a🙂b…", "a🙂…", "a…", "…", ""],
  ]);
});
