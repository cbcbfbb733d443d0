import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { comparisonJson } from "../../src/timing/formats/json.ts";
import { formats } from "../../src/timing/formats/mod.ts";
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

Deno.test("report prints several folders in their order, also with = in their names", async () => {
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
  await withComparison(async (file, folder) => {
    for (const { name, write } of formats) {
      const ended = { exit: 0, out: write(mixed), err: "" };
      assertEquals(await call(["report", file, "--format", name]), ended);
      if (name === "markdown") assertEquals(await call(["report", file]), ended);
    }
    assertEquals(Object.keys(await snapshot(folder)), ["/compare.json"]);
  });
});

Deno.test("report keeps the limit that it is given, and says where the rest is", async () => {
  const benches = Array.from({ length: 100 }, (_, i) => ({ ...mixed.benches[0], bench: `b${i}` }));
  await withComparison(async (file) => {
    const words = ["--limit", "3000", "--link", "https://example.org/run/7"];
    const { exit, out } = await call(["report", file, ...words]);
    assertEquals(exit, 0);
    assert(new TextEncoder().encode(out).length <= 3000);
    assertStringIncludes(out, "All are in <https://example.org/run/7>.");
    assertStringIncludes(out, "| <code>b0</code> |");
  }, comparisonJson({ ...mixed, benches }));
});

Deno.test("report names every format in its help", async () => {
  const { out } = await call(["report", "--help"]);
  for (const { name } of formats) assertStringIncludes(out, `\n  ${name} `);
});

Deno.test("report says what it cannot do, and how it goes", async () => {
  const cannot = (word: string) => `Cannot report "${word}" as it holds no chart.txt`;
  const useless = (flag: string) => `Option --${flag} has no effect here: it is for`;
  await withComparison(async (file, folder) => {
    const formats = "markdown, text, json, github-smaller, github-bigger, bmf";
    const cases: [string[], string][] = [
      [[], "Cannot report nothing: give a folder or a file"],
      [["batch_sise"], `${cannot("batch_sise")}: did you mean "batch_size"?`],
      ...[folder, `${folder}/none`, "README.md"].map((
        word,
      ): [string[], string] => [[word], cannot(word)]),
      [[`${folder}/a.json`], `Cannot read "${folder}/a.json": there is no such file`],
      [[file, "results"], 'Cannot report "results" and times at once'],
      [[file, "--format", "x"], `Option --format must be one of ${formats}: current value is "x"`],
      [
        [file, "--limit", "1e3"],
        'Option --limit must be a whole number of at least 1: current value is "1e3"',
      ],
      [[file, "--format", "bmf", "--limit", "9"], `${useless("limit")} --format markdown`],
      [["batch_size", "--format", "bmf"], `${useless("format")} times, FILE.json or FILE.csv`],
    ];
    for (const [words, err] of cases) {
      assertEquals(await call(["report", ...words]), { exit: 2, out: "", err: `${err}\n` });
    }
  });
});

Deno.test("report says what is wrong with a file that is none of ours, or damaged", async () => {
  const damaged = comparisonJson(mixed).replace('"verdict": "improved"', '"verdict": "fast"');
  const cases = [["{}", "format: "], ["no", "it is not JSON"], [damaged, "benches[3].verdict: "]];
  for (const [text, place] of cases) {
    await withComparison(async (file) => {
      const { exit, out, err } = await call(["report", file]);
      assertEquals([exit, out], [2, ""]);
      assertStringIncludes(err, `Cannot read "${file}" as a comparison of timings: ${place}`);
      assertEquals(err.split("\n").length, 2);
    }, text);
  }
});
