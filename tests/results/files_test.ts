import { assertEquals } from "@std/assert";
import { loadExperiment } from "../../src/experiment/load.ts";
import {
  type Circumstances,
  QUALITY_FILES,
  qualityFiles,
  TIMING_FILES,
  timingFiles,
} from "../../src/results/files.ts";
import { curve } from "../_curves.ts";
import { toyFile } from "../_files.ts";

const circumstances: Circumstances = {
  version: "0.0.0",
  codeSha256: "0".repeat(64),
  command: [],
  git: null,
  runtime: {},
  machine: {},
  backend: { name: "reference", threads: 1 },
  started: "2026-07-01T12:00:00.000Z",
  ended: "2026-07-01T12:00:01.000Z",
};

Deno.test("timingFiles() tells of the best that was run again, however that went", () => {
  const text = toyFile({
    matrix: { "method.stepSize": [0.5, 0.25] },
    best: { of: "method.stepSize", seeds: [7, 8] },
  });
  const experiment = loadExperiment(text, { source: "mine.jsonc", kind: "train" });
  const ended = (run: number, seed: number, stepSize: number, loss: number) =>
    curve([9, loss], { run, seed, stepSize, values: { "method.stepSize": stepSize } });
  // 0.5 was best, and on other seeds worse than 0.25.
  const curves = [
    ended(1, 1, 0.5, 1),
    ended(2, 1, 0.25, 2),
    ended(3, 7, 0.5, 8),
    ended(4, 8, 0.5, 8),
  ];
  const files = timingFiles(experiment, curves, circumstances, qualityFiles(experiment, curves));
  assertEquals(Object.keys(files), ["timings.csv", "benchopt.csv", "manifest.json"]);
  const { runs } = JSON.parse(files["manifest.json"]);
  assertEquals(
    runs.map(({ run, seed, method }: Record<string, unknown>) => [run, seed, method]),
    [[1, 1, 0.5], [2, 1, 0.25], [3, 7, 0.5], [4, 8, 0.5]].map(([run, seed, stepSize]) => [
      run,
      seed,
      { name: "gradientDescent", stepSize },
    ]),
  );
});

Deno.test("QUALITY_FILES and TIMING_FILES name all files of the committed results, and documented ones", async () => {
  const committed = new Set<string>();
  async function walk(folder: string): Promise<void> {
    for await (const { name, isDirectory } of Deno.readDir(folder)) {
      if (isDirectory && !["local", "interrupted"].includes(name)) await walk(`${folder}/${name}`);
      else if (/\.(csv|txt|json)$/.test(name)) committed.add(name);
    }
  }
  await walk("results");
  const known = [...QUALITY_FILES, ...TIMING_FILES];
  assertEquals([...committed].filter((name) => !known.includes(name)), []);
  assertEquals(QUALITY_FILES.filter((name) => !committed.has(name)), []);
  const documentation = await Deno.readTextFile("docs/formats.md");
  assertEquals(known.filter((name) => !documentation.includes(`\`${name}\``)), []);
});
