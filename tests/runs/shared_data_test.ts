/** Data that workers are given. */
import { assertEquals, assertStrictEquals } from "@std/assert";
import { datasets } from "../../src/datasets/mod.ts";
import type { Dataset } from "../../src/datasets/dataset.ts";
import { simdKernels } from "../../src/kernels/simd.ts";
import { fromShared, sharing, toShared } from "../../src/runs/_shared_data.ts";
import { openBackend } from "../../src/threads/backend.ts";

const SYNTHETIC = { name: "synthetic", train: 50, test: 10 };

for (const backend of ["simd", "reference"]) {
  Deno.test(`toShared() sends a dataset without a copy for each worker, ${backend}`, async () => {
    using machine = await openBackend({ backend });
    const kernels = sharing(machine.kernels);
    const dataset = await datasets.make(SYNTHETIC, machine.kernels);
    const sent = toShared({ dataset }, kernels);
    // What a message is made of, and a thread that has kernels of its own.
    const taken = () => {
      const other = kernels && simdKernels(kernels.shared, 0);
      return (fromShared(structuredClone(sent), other) as { dataset: Dataset }).dataset;
    };
    const [one, two] = [taken(), taken()];
    assertEquals(one.train.features, dataset.train.features);
    one.train.features[0] = 77;
    assertEquals(two.train.features[0], 77);
    assertStrictEquals(one.fingerprint, dataset.fingerprint);
    if (kernels !== null) assertEquals(dataset.train.features[0], 77);
  });
}
