import { assertEquals } from "@std/assert";
import { sha256 } from "../../../src/exact/sha256.ts";
import type { Trained } from "../../../src/kinds/train/spec.ts";
import { bestTemplates, keptWeights } from "../../../src/kinds/train/weights.ts";
import { keptFiles } from "../../../src/results/files.ts";
import {
  but,
  curve,
  curveOf,
  doneOf,
  experimentOf,
  type MoreCurve,
  record,
  trainingOf,
  trainKind,
} from "../../_done.ts";

/** Two rows of a picture of 1 × 2 pixels with a bias: red, green and blue planes. */
const LAYER = { name: "W", rows: 2, columns: 7, picture: { width: 2, height: 1 } };
const VALUES = [0, 1, 2, 3, 4, 5, 100, -2, -2, -2, -2, -2, -2, 0];

/** A run that ends at a loss and kept weights of this layer. */
function kept(values: readonly number[], more: MoreCurve = {}, layers = [LAYER]): Trained {
  return curve([9, 1], { weights: { layers, values }, ...more });
}

Deno.test("train() keeps the final weights of a file that asks for them, and of no other", async () => {
  const { weights, weightsSha256 } = await curveOf({ keep: "weights" });
  assertEquals(weights?.layers, [{ name: "W", rows: 3, columns: 2 }]);
  assertEquals(sha256(Float32Array.from(weights?.values ?? [])), weightsSha256);
  assertEquals((await curveOf()).weights, undefined);
  assertEquals((await curveOf()).weightsSha256, weightsSha256);
});

Deno.test("keptWeights() has an array for each layer of each run that kept them", () => {
  const two = [{ name: "W1", rows: 1, columns: 2 }, { name: "W2", rows: 2, columns: 1 }];
  assertEquals(keptWeights([curve([9]), kept([1, 2, 3, 4], { run: 5 }, two as never)]), [
    { name: "run-5-W1", shape: [1, 2], values: [1, 2], picture: null },
    { name: "run-5-W2", shape: [2, 1], values: [3, 4], picture: null },
  ]);
});

Deno.test("keptWeights() shows each class from its smallest weight to its largest, without its bias", () => {
  const [{ name, shape, values, picture }] = keptWeights([kept(VALUES)]);
  assertEquals([name, shape, values], ["run-1", [2, 7], VALUES]);
  assertEquals(picture?.pictures, [
    // Planes of red 0 and 1, green 2 and 3, blue 4 and 5, of 5: 51 each.
    { label: "class 0", pixels: [0, 102, 204, 51, 153, 255] },
    { label: "class 1", pixels: [128, 128, 128, 128, 128, 128] },
  ]);
});

Deno.test("keptWeights() shows a single plane in gray, and classes by their names, cut to a picture's width", () => {
  const picture = { width: 3, height: 1, planes: 1 as const };
  const layer = { name: "W", rows: 2, columns: 4, picture, rowNames: ["a\n", "shirts"] };
  const done = curve([9], { weights: { layers: [layer], values: [0, 1, 2, 9, 5, 3, 5, 9] } });
  assertEquals(keptWeights([done])[0].picture?.pictures, [
    { label: "a\\n", pixels: [0, 0, 0, 128, 128, 128, 255, 255, 255] },
    { label: "sh…", pixels: [255, 255, 255, 0, 0, 0, 255, 255, 255] },
  ]);
});

Deno.test("keptWeights() shows no picture of weights that are not finite", () => {
  for (const wrong of [NaN, Infinity]) {
    assertEquals(keptWeights([kept(VALUES.with(3, wrong))])[0].picture, null);
  }
});

Deno.test("bestTemplates() are of the best run that kept its weights, of equals the first", () => {
  const values = (batchSize: number) => ({ batchSize });
  const runs = [
    curve([9, 0], { run: 1, values: values(1) }),
    kept(VALUES, { run: 2, values: values(2), records: [record(0, 9), record(1, 3)] }),
    kept(VALUES, { run: 3, values: values(3), records: [record(0, 9), record(1, 2)] }),
    kept(VALUES, { run: 4, values: values(4), records: [record(0, 9), record(1, 2)] }),
    kept(VALUES, { run: 5, values: values(5), status: "interrupted" }),
  ];
  const headings = bestTemplates(runs, null).map(({ heading }) => heading);
  assertEquals(headings, [
    "final weights of run 3 (batch size 3, seed 1), each class from its smallest weight to its " +
    "largest",
  ]);
  assertEquals(bestTemplates([runs[0]], null), []);
  // A lower loss is but a longer step past the target.
  const aimed = [2, 1].map((steps, i) =>
    but(runs[i + 1], {
      status: "target",
      records: [record(0, 9), record(steps, 1 - steps / 10)],
      spec: { stop: { targetLoss: 1, divergence: 100 } },
    })
  );
  assertEquals(bestTemplates(aimed, null)[0].heading.slice(0, 26), "final weights of run 3 (ba");
});

Deno.test("keptFiles() has a NumPy file for each run, and a PNG of weights over pictures", async () => {
  const fields = {
    dataset: { name: "synthetic", train: 20, test: 0 },
    method: { name: "gradientDescent", stepSize: 1e-6 },
    stop: { iterations: 2 },
    seeds: [1, 2],
    keep: "weights",
  };
  const experiment = experimentOf(trainKind, fields);
  const files = await keptFiles(experiment, await doneOf(experiment));
  assertEquals(Object.keys(files), ["run-1.npy", "run-1.png", "run-2.npy", "run-2.png"]);
  // 128 bytes of header; ten rows of 3,072 weights and a bias.
  assertEquals(files["run-1.npy"].length, 128 + 4 * 10 * 3073);
  const [png] = [files["run-2.png"]].map((bytes) => new DataView(bytes.buffer, bytes.byteOffset));
  assertEquals([png.getUint32(16), png.getUint32(20)], [5 * 32 + 4 * 2, 2 * 32 + 2]);
  const toy = trainingOf({ keep: "weights" });
  assertEquals(Object.keys(await keptFiles(toy, await doneOf(toy))), ["run-1.npy"]);
  const none = trainingOf();
  assertEquals(await keptFiles(none, await doneOf(none)), {});
});
