import { assert, assertEquals, assertRejects } from "@std/assert";
import { InputError, MachineError } from "../../src/errors.ts";
import { runExperiment } from "../../src/runs/experiment.ts";
import { stepSizes } from "../../src/step_sizes/mod.ts";
import { type Backend, openBackend } from "../../src/threads/backend.ts";
import { curvesOf, type Fields, trainingOf } from "../_done.ts";
import { REAL, testOfPixels } from "../_toy.ts";
import { watched } from "./_threads.ts";

// Whole runs of a few steps.

const IMAGES = { name: "synthetic", train: 600, test: 130 };
const usual = {
  dataset: IMAGES,
  init: {},
  stop: { iterations: 4 },
  record: { every: 2 },
};

/** Runs of images that differ in what is given: batch size, step size, options of the loss. */
const imageRuns = (...runs: readonly (readonly [number | "full", number?, Fields?])[]) =>
  trainingOf({
    ...usual,
    zip: {
      batchSize: runs.map(([batchSize]) => batchSize),
      "method.stepSize": runs.map(([, stepSize = 1e-6]) => stepSize),
      loss: runs.map(([, , loss = {}]) => ({ name: "svm", ...loss })),
    },
  });

const SAME = {
  "every batch size": imageRuns([1], [63], [64], [127], [128], [256], [600], ["full"]),
  "every batch size with a penalty": imageRuns(
    [1, 1e-6, { l2: 0.1, delta: 1 }],
    [63, 1e-6, { l2: 0.1, delta: 0.7 }],
    [64, 1e-6, { l2: 0.1, delta: 1e-9 }],
    [127, 1e-6, { l2: 0.1, delta: 0 }],
    [128, 1e-6, { l2: 0.1, delta: 33.3 }],
    [256, 1e-6, { l2: 0.1, delta: 0.1 }],
    ["full", 1e-6, { l2: 3, delta: 1e6 }],
  ),
  "runs that diverge": imageRuns(
    [1, 1e30],
    [128, 1e30],
    ["full", 1e30],
    [1, 1e38, { l2: 0.1 }],
    [256, 1e38, { l2: 0.1 }],
    ["full", 1e39, { l2: 0.1 }],
    [1, 1e39],
  ),
  "every step size": trainingOf({
    ...usual,
    method: { name: "gradientDescent" },
    matrix: {
      batchSize: [1, 256, "full"],
      "method.stepSize": stepSizes.leaves.map(({ name, example }) => {
        const small = ["from", "max"].filter((option) => option in example)
          .map((option) => [option, 1e-6]);
        return { ...example, name, ...Object.fromEntries(small) };
      }),
    },
  }),
  "real pixels": trainingOf({
    ...usual,
    dataset: { name: "cifar10", directory: REAL, train: 500, test: 150 },
    method: { name: "gradientDescent", stepSize: 1e-6 },
    matrix: { batchSize: [1, 256, "full"] },
  }),
};
for (const [what, experiment] of Object.entries(SAME)) {
  const test = what === "real pixels" ? testOfPixels : Deno.test;
  let truth: ReturnType<typeof curvesOf> | undefined;
  for (const threads of [1, 2, 3, 5]) {
    test(`runExperiment() on ${threads} threads gives the reference's curves of ${what}`, async () => {
      using backend = await openBackend({ threads });
      truth ??= curvesOf(experiment);
      assertEquals(await curvesOf(experiment, { backend }), await truth);
    });
  }
}

Deno.test("runExperiment() on threads shares large batches and evaluations", async () => {
  using backend = await openBackend({ threads: 2 });
  const shared = new Set<string>();
  const team = watched(backend.team, (_assignment, _own, part, wanted, count, shards) => {
    shared.add(`${wanted} of ${part}: ${count} in ${shards}`);
  });
  await curvesOf(imageRuns([127], [128], ["full"]), { backend: { ...backend, team } });
  assertEquals(
    shared,
    new Set([
      "accuracy of train: 600 in 9",
      "accuracy of test: 130 in 2",
      "gradient of batch: 128 in 2",
      "gradient of train: 600 in 9",
    ]),
  );
});

Deno.test("runExperiment() ends with the failure of a thread, and makes no curve of it", async () => {
  using backend = await openBackend({ threads: 2 });
  let sums = 0;
  const team = watched(backend.team, () => {
    if (++sums === 5) throw new MachineError("A worker thread failed: it is gone");
  });
  await assertRejects(
    () => curvesOf(imageRuns([256], ["full"]), { backend: { ...backend, team } }),
    MachineError,
    "it is gone",
  );
});

Deno.test("runExperiment() keeps nothing of one experiment in the memory of the next", async () => {
  using backend = await openBackend({ threads: 1 });
  const experiment = imageRuns([128], ["full"]);
  const first = await curvesOf(experiment, { backend });
  const { byteOffset } = backend.kernels.allocate(1);
  assert(byteOffset < 1e6, `${byteOffset}`);
  assertEquals(await curvesOf(experiment, { backend }), first);
});

Deno.test("runExperiment() keeps nothing of one run in the memory of the next", async () => {
  // The images take 2.2 MB and a run 3 MB.
  using backend = await openBackend({ threads: 1, limit: 7e6 });
  const curves = await curvesOf(imageRuns([1], [2], [3], [4], [5]), { backend });
  assertEquals(curves.map(({ status }) => status), new Array(5).fill("done"));
});

Deno.test("runExperiment() says so when the dataset is larger than the memory", async () => {
  using backend = await openBackend({ threads: 1, limit: 1e6 });
  const error = await assertRejects(() => curvesOf(imageRuns([1]), { backend }), InputError);
  assertEquals(
    error.message,
    "test.jsonc: Not enough memory: 2 MB are needed and 1 MB can be had; take fewer examples",
  );
});

// One at a time.

const small = trainingOf({ matrix: { batchSize: [1, 2, "full"] } });

Deno.test("runExperiment() refuses a second experiment on a backend that is at work, undisturbed", async () => {
  using backend = await openBackend();
  const curves = [];
  for await (const event of runExperiment(small, { backend })) {
    await assertRejects(
      () => runExperiment(small, { backend }).next(),
      Error,
      "Cannot run two experiments on one backend at a time: open another",
    );
    if (event.kind === "done") curves.push(event.done.result);
  }
  assertEquals(curves, await curvesOf(small));
});

Deno.test("runExperiment() on one backend may run beside one on another", async () => {
  using one = await openBackend();
  using other = await openBackend();
  const [truth, ...found] = await Promise.all([
    curvesOf(small),
    curvesOf(small, { backend: one }),
    curvesOf(small, { backend: other }),
  ]);
  assertEquals(found, [truth, truth]);
});

const missing = trainingOf({
  dataset: { name: "cifar10", directory: "/tmp/no-such-folder-of-images" },
});
const ENDS: Readonly<Record<string, (backend: Backend) => Promise<unknown>>> = {
  "has ended": (backend) => curvesOf(small, { backend }),
  "has failed": (backend) => assertRejects(() => curvesOf(missing, { backend })),
  "was left early": async (backend) => {
    for await (const { kind } of runExperiment(small, { backend })) if (kind === "done") break;
  },
};
for (const [how, end] of Object.entries(ENDS)) {
  Deno.test(`runExperiment() gives the right curves after an experiment that ${how}`, async () => {
    using backend = await openBackend();
    await end(backend);
    assertEquals(await curvesOf(small, { backend }), await curvesOf(small));
  });
}

// What is opened.

/** What a user can tell of a backend. */
function factsOf({ kernels, team, threads, notice }: Backend) {
  const { backend, precision } = kernels;
  return { backend, precision, threads, team: team?.threads ?? null, notice };
}

const ALONE = { backend: "simd", precision: "f32", threads: 1, team: null, notice: null };
const PLAIN = { ...ALONE, backend: "reference" };

for (
  const [what, options, expected] of [
    ["is SIMD on one thread where nothing is said", {}, ALONE],
    ["has as many threads as it is asked for", { threads: 3 }, { ...ALONE, threads: 3, team: 3 }],
    ["opens the reference, on one thread", { backend: "reference", threads: 1 }, PLAIN],
    ["opens the reference on one thread for all", { backend: "reference", threads: "all" }, PLAIN],
  ] as const
) {
  Deno.test(`openBackend() ${what}`, async () => {
    using backend = await openBackend(options);
    assertEquals<unknown>(factsOf(backend), expected);
  });
}

Deno.test("openBackend() opens the most threads there are shards for", async () => {
  using backend = await openBackend({ threads: 32 });
  using alone = await openBackend({ threads: 1 });
  const method = { name: "gradientDescent", stepSize: 1e-6 };
  const experiment = trainingOf({ ...usual, method, dataset: { ...IMAGES, train: 2100 } });
  assertEquals(
    await curvesOf(experiment, { backend }),
    await curvesOf(experiment, { backend: alone }),
  );
});

for (const threads of [0, 33, 1.5, NaN]) {
  Deno.test(`openBackend() refuses ${threads} threads`, async () => {
    const message = "Number of threads must be 1 to 32";
    await assertRejects(() => openBackend({ threads }), InputError, message);
  });
}

Deno.test("openBackend() takes the reference and says so where memory cannot be shared", async () => {
  const { SharedArrayBuffer } = globalThis;
  Reflect.deleteProperty(globalThis, "SharedArrayBuffer");
  try {
    using backend = await openBackend({ threads: 3 });
    const notice = "This host has no shared memory or no vectors in WebAssembly: the reference " +
      "kernels compute instead, on one thread. Results are the same, only slower";
    assertEquals(factsOf(backend), { ...PLAIN, notice });
  } finally {
    Object.assign(globalThis, { SharedArrayBuffer });
  }
});
