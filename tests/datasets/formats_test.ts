/** The same numbers in every format are the same data. */
import { assert, assertEquals } from "@std/assert";
import { datasets } from "../../src/datasets/mod.ts";
import { loadExperiment } from "../../src/experiment/load.ts";
import type { AnyDone } from "../../src/kinds/kind.ts";
import { qualityFiles } from "../../src/results/files.ts";
import { runExperiment } from "../../src/runs/experiment.ts";
import { openBackend } from "../../src/threads/backend.ts";
import { inFolder } from "./_data_files.ts";

const FORMATS = ["csv", "idx", "npy", "npz", "libsvm"];

/** The curves of two short runs on a dataset. */
async function curvesOf(dataset: Readonly<Record<string, unknown>>): Promise<string> {
  const text = JSON.stringify({
    title: "Numbers",
    question: "Are they the same?",
    dataset,
    method: { name: "gradientDescent", stepSize: 1e-3 },
    batchSize: 10,
    seeds: [1, 2],
    stop: { epochs: 5 },
  });
  const experiment = loadExperiment(text, { source: "mine.jsonc" });
  const done: AnyDone[] = [];
  using backend = await openBackend({ threads: 2 });
  for await (const event of runExperiment(experiment, { backend })) {
    if (event.kind === "done") done.push(event.done);
  }
  return qualityFiles(experiment, done)["curves.csv"];
}

/** Requires that datasets give the same curves, which are there. */
async function assertSame(all: readonly Readonly<Record<string, unknown>>[]) {
  const curves: string[] = [];
  for (const dataset of all) curves.push(await curvesOf(dataset));
  assert(curves[0].length > 1000);
  assertEquals(curves, curves.map(() => curves[0]));
}

/** Bytes, (30, 3), and their labels: as pictures have them, and as texts. */
const BYTES = Uint8Array.from({ length: 90 }, (_, i) => i * i % 251);
const ROWS = Array.from({ length: 30 }, (_, i) => [...BYTES.subarray(3 * i, 3 * i + 3)]);
const FILES = {
  "x.idx": Uint8Array.of(0, 0, 8, 2, 0, 0, 0, 30, 0, 0, 0, 3, ...BYTES),
  "y.idx": Uint8Array.of(0, 0, 8, 1, 0, 0, 0, 30, ...ROWS.keys().map((i) => i % 4)),
  "a.csv": ROWS.map((row, i) => `${row.join()},${i % 4}\n`).join(""),
  "a.libsvm": ROWS.map(([x, y, z], i) => `${i % 4} 1:${x} 2:${y} 3:${z}\n`).join(""),
};

for (const scale of [true, false]) {
  const what = `give the same curves to the byte, ${scale ? "" : "not "}scaled`;

  Deno.test(`flowers in every format ${what}`, async () => {
    await assertSame(FORMATS.map((name) => {
      const { example } = datasets.leaves.find((leaf) => leaf.name === name) ?? {};
      return { ...example, name, center: true, scale, validation: 20 };
    }));
  });

  Deno.test(`bytes, and the same numbers as texts, ${what}`, async () => {
    await inFolder(FILES, async (folder) => {
      const more = { center: true, scale, validation: 5 };
      await assertSame([
        { name: "idx", file: `${folder}/x.idx`, labelFile: `${folder}/y.idx`, ...more },
        { name: "csv", file: `${folder}/a.csv`, header: false, ...more },
        { name: "libsvm", file: `${folder}/a.libsvm`, ...more },
      ]);
    });
  });
}

Deno.test("iris.csv has the sums that are known of it", async () => {
  const [header, ...rows] = (await Deno.readTextFile("experiments/data/iris.csv")).trim()
    .split("\n").map((line) => line.split(","));
  assertEquals(header, ["sepal length", "sepal width", "petal length", "petal width", "species"]);
  const sums = [0, 1, 2, 3].map((k) =>
    Math.round(10 * rows.reduce((sum, row) => sum + Number(row[k]), 0)) / 10
  );
  // 150 times the means 5.843333, 3.057333, 3.758 and 1.199333 of Fisher's paper, as R has them.
  assertEquals(sums, [876.5, 458.6, 563.7, 179.9]);
  const species = Map.groupBy(rows, (row) => row[4]);
  assertEquals([...species].map(([name, { length }]) => [name, length]), [
    ["setosa", 50],
    ["versicolor", 50],
    ["virginica", 50],
  ]);
});
