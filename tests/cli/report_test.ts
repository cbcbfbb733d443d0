import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { bencherMetrics } from "../../src/timing/formats/trackers.ts";
import { githubBigger, githubSmaller } from "../../src/timing/formats/trackers.ts";
import { comparisonJson } from "../../src/timing/statistics/comparison.ts";
import { markdownSummary } from "../../src/timing/formats/markdown.ts";
import { call } from "../_fake_io.ts";
import { snapshot, toyFile, withFolder } from "../_files.ts";
import { mixed } from "../timing/_fixtures.ts";

/** A folder with a saved comparison. */
async function withComparison(
  action: (file: string, folder: string) => Promise<void>,
  text = comparisonJson(mixed),
): Promise<void> {
  await withFolder(async (folder) => {
    const file = `${folder}/compare.json`;
    await Deno.writeTextFile(file, text);
    await action(file, folder);
  });
}

Deno.test("report prints the committed report of a folder, or of a name", async () => {
  const chart = await Deno.readTextFile("results/batch_size/chart.txt");
  for (const word of ["results/batch_size", "results/batch_size/", "batch_size"]) {
    assertEquals(await call(["report", word]), { exit: 0, out: chart, err: "" });
  }
});

Deno.test("report prints several, one below the other", async () => {
  const words = ["results/toy_slice", "results/cifar10/slice_1d"];
  const charts = await Promise.all(words.map((word) => Deno.readTextFile(`${word}/chart.txt`)));
  assertEquals((await call(["report", ...words])).out, charts.join("\n"));
});

Deno.test("report prints what run wrote, and writes nothing", async () => {
  await withFolder(async (folder) => {
    await Deno.writeTextFile(`${folder}/mine.jsonc`, toyFile());
    await call(["run", `${folder}/mine.jsonc`, "--out", `${folder}/out`]);
    const before = await snapshot(folder);
    const { exit, out } = await call(["report", `${folder}/out`]);
    assertEquals([exit, out], [0, before["/out/chart.txt"]]);
    assertEquals(await snapshot(folder), before);
  });
});

Deno.test("report prints what is in folders with = in their names, in their order", async () => {
  await withFolder(async (folder) => {
    for (const name of ["a=1", "b", "c=3"]) {
      await Deno.mkdir(`${folder}/${name}`);
      await Deno.writeTextFile(`${folder}/${name}/chart.txt`, `${name}\n`);
    }
    const words = ["c=3", "b", "a=1"].map((name) => `${folder}/${name}`);
    assertEquals((await call(["report", ...words])).out, "c=3\n\nb\n\na=1\n");
  });
});

Deno.test("report writes a comparison in each format, markdown when none is named", async () => {
  const expected = {
    markdown: markdownSummary({ timings: mixed }),
    json: comparisonJson(mixed),
    "github-smaller": githubSmaller(mixed),
    "github-bigger": githubBigger(mixed),
    bmf: bencherMetrics(mixed),
  };
  await withComparison(async (file, folder) => {
    for (const [name, out] of Object.entries(expected)) {
      assertEquals(await call(["report", file, "--format", name]), { exit: 0, out, err: "" });
    }
    assertEquals((await call(["report", file])).out, expected.markdown);
    assertEquals(Object.keys(await snapshot(folder)), ["/compare.json"]);
  });
});

Deno.test("report keeps the limit that it is given, and says where the rest is", async () => {
  const benches = Array.from({ length: 100 }, (_, i) => ({ ...mixed.benches[0], bench: `b${i}` }));
  await withComparison(async (file) => {
    const { exit, out } = await call([
      ...["report", file, "--limit", "3000", "--link", "https://example.org/run/7"],
    ]);
    assertEquals(exit, 0);
    assert(new TextEncoder().encode(out).length <= 3000);
    assertStringIncludes(out, "All are in <https://example.org/run/7>.");
    assertStringIncludes(out, "| <code>b0</code> |");
  }, comparisonJson({ ...mixed, benches }));
});

Deno.test("report names every format in its help", async () => {
  const { out } = await call(["report", "--help"]);
  for (const name of ["markdown", "json", "github-smaller", "github-bigger", "bmf"]) {
    assertStringIncludes(out, `\n  ${name} `);
  }
});

Deno.test("report says what it cannot do, and how it goes", async () => {
  await withComparison(async (file, folder) => {
    const cases: [string[], string][] = [
      [[], "Cannot report nothing: give a folder or a file\n"],
      [
        ["batch_sise"],
        'Cannot report "batch_sise" as it holds no chart.txt: did you mean ' +
        '"batch_size"?\n',
      ],
      [[folder], `Cannot report "${folder}" as it holds no chart.txt\n`],
      [[`${folder}/none`], `Cannot report "${folder}/none" as it holds no chart.txt\n`],
      [["README.md"], 'Cannot report "README.md" as it holds no chart.txt\n'],
      [[`${folder}/a.json`], `Cannot read "${folder}/a.json": there is no such file\n`],
      [
        ["deno.json"],
        'Cannot read "deno.json" as a comparison of timings: format: must be 1: current value is undefined\n',
      ],
      [[file, "results"], 'Cannot report "results" and times at once\n'],
      [
        [file, "--format", "markdwn"],
        "Option --format must be one of markdown, text, json, github-smaller, github-bigger, bmf: " +
        'current value is "markdwn"\n',
      ],
      [
        [file, "--limit", "1e3"],
        'Option --limit must be a whole number of at least 1: current value is "1e3"\n',
      ],
      [
        [file, "--format", "bmf", "--limit", "9"],
        "Option --limit has no effect here: it is for --format markdown\n",
      ],
      [
        ["batch_size", "--format", "bmf"],
        "Option --format has no effect here: it is for times, FILE.json or FILE.csv\n",
      ],
    ];
    for (const [words, err] of cases) {
      assertEquals(await call(["report", ...words]), { exit: 2, out: "", err });
    }
  });
});
