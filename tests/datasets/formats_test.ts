/** The same numbers in every format are the same data. */
import { assert, assertEquals } from "@std/assert";
import { datasets } from "../../src/datasets/mod.ts";
import { loadExperiment } from "../../src/experiment/load.ts";
import type { AnyDone } from "../../src/kinds/kind.ts";
import { qualityFiles } from "../../src/results/files.ts";
import { runExperiment } from "../../src/runs/experiment.ts";
import { openBackend } from "../../src/threads/backend.ts";

const FORMATS = ["csv", "idx", "npy", "npz", "libsvm"];

for (const scale of [true, false]) {
  Deno.test(`flowers in every format give the same curves to the byte, ${scale ? "" : "not "}scaled`, async () => {
    const curves: string[] = [];
    for (const name of FORMATS) {
      const { example } = datasets.leaves.find((leaf) => leaf.name === name) ?? {};
      const text = JSON.stringify({
        title: "Flowers",
        question: "Are they the same?",
        dataset: { ...example, name, center: true, scale, validation: 20 },
        method: { name: "gradientDescent", stepSize: 0.01 },
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
      curves.push(qualityFiles(experiment, done)["curves.csv"]);
    }
    assert(curves[0].length > 1000);
    assertEquals(curves, curves.map(() => curves[0]));
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
