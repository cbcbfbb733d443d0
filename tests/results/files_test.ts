import { assertEquals } from "@std/assert";
import { fileNames, plansSha256, qualityFiles, timingFiles } from "../../src/results/files.ts";
import { CIRCUMSTANCES, curve, experimentOf, trainKind } from "../_done.ts";
import { TOY } from "../_files.ts";

const sweep = {
  ...TOY,
  matrix: { "method.stepSize": [0.5, 0.25] },
  best: { of: "method.stepSize", seeds: [7, 8] },
};

Deno.test("timingFiles() lists the best that was run again, however that went", () => {
  const experiment = experimentOf(trainKind, sweep);
  // 0.5 was best, and on other seeds worse than 0.25.
  const ended = [[1, 0.5, 1], [1, 0.25, 2], [7, 0.5, 8], [8, 0.5, 8]];
  const done = ended.map(([seed, stepSize, loss], i) => {
    const spec = { method: { name: "gradientDescent", stepSize } };
    return curve([9, loss], { run: i + 1, seed, values: { "method.stepSize": stepSize }, spec });
  });
  const files = timingFiles(experiment, done, CIRCUMSTANCES, qualityFiles(experiment, done));
  assertEquals(Object.keys(files), [
    "timings.csv",
    "benchopt.csv",
    "manifest.json",
    "figures.json",
  ]);
  const { runs, isComplete } = JSON.parse(files["manifest.json"]);
  assertEquals(
    runs.map(({ run, seed, method }: Record<string, unknown>) => [run, seed, method]),
    ended.map(([seed, stepSize], i) => [i + 1, seed, { name: "gradientDescent", stepSize }]),
  );
  assertEquals(isComplete, true);
  const part = timingFiles(experiment, done.slice(1), CIRCUMSTANCES, {});
  assertEquals(JSON.parse(part["manifest.json"]).isComplete, false);
});

Deno.test("plansSha256() differs by anything that is asked, and by nothing else", () => {
  const hashOf = (more = {}) => plansSha256(experimentOf(trainKind, { ...sweep, ...more }));
  const others = [{ title: "T" }, { seeds: [2] }, { charts: [] }, { batchSize: 1 }, { best: null }];
  assertEquals(new Set([hashOf(), ...others.map(hashOf)]).size, 1 + others.length);
  assertEquals(hashOf({ batchSize: "full" }), hashOf()); // the default
});

Deno.test("fileNames() has all files of the committed results, and documented ones", async () => {
  const committed = new Set<string>();
  async function walk(folder: string): Promise<void> {
    for await (const { name, isDirectory } of Deno.readDir(folder)) {
      if (isDirectory && !["local", "interrupted"].includes(name)) await walk(`${folder}/${name}`);
      else if (/\.(csv|txt|json)$/.test(name)) committed.add(name);
    }
  }
  await walk("results");
  const quality = fileNames("quality");
  const known = [...quality, ...fileNames("timing")];
  assertEquals([...committed].filter((name) => !known.includes(name)), []);
  assertEquals(quality.filter((name) => !committed.has(name)), []);
  const documentation = await Deno.readTextFile("docs/formats.md");
  assertEquals(known.filter((name) => !documentation.includes(`\`${name}\``)), []);
});
