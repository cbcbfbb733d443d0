import { assert, assertEquals, assertRejects } from "@std/assert";
import { type Backend, type BackendOptions, openBackend } from "../../src/threads/backend.ts";
import { InputError, MachineError } from "../../src/errors.ts";
import { loadExperiment } from "../../src/experiment/load.ts";
import type { ExperimentOf } from "../../src/kinds/plan.ts";
import { runExperiment } from "../../src/runs/experiment.ts";
import type { Curve } from "../../src/types.ts";
import { watched } from "./_threads.ts";

// Whole runs.

const THREADS = [1, 2, 3, 5];

/** Runs of a few steps that differ in the fields of `zip`. */
function experimentOf(
  dataset: Record<string, unknown>,
  zip: Record<string, unknown[]>,
): ExperimentOf<"train"> {
  const file = {
    title: "Bits",
    question: "Are they the same?",
    dataset,
    method: { name: "gradientDescent", stepSize: 1e-6 },
    loss: { name: "svm" },
    stop: { iterations: 4 },
    record: { every: 2 },
    zip,
  };
  return loadExperiment(JSON.stringify(file), { source: "bits.jsonc", kind: "train" });
}

async function curvesOf(
  experiment: ExperimentOf<"train">,
  backend?: Pick<Backend, "kernels" | "team">,
): Promise<Curve[]> {
  const curves: Curve[] = [];
  for await (const event of runExperiment(experiment, { ...backend && { backend } })) {
    if (event.kind === "result") curves.push(event.result);
  }
  return curves;
}

/** Registers tests that every backend trains the same, bit for bit. */
function sameOnAll(what: string, experiment: ExperimentOf<"train">, ignore = false): void {
  let truth: Promise<Curve[]> | undefined;
  for (const threads of THREADS) {
    Deno.test({
      name: `runExperiment() on ${threads} threads gives the reference's curves of ${what}`,
      ignore,
      async fn() {
        using backend = await openBackend({ threads });
        truth ??= curvesOf(experiment);
        assertEquals(await curvesOf(experiment, backend), await truth);
      },
    });
  }
}

const images = { name: "synthetic", train: 600, test: 130 };
sameOnAll(
  "every batch size",
  experimentOf(images, {
    batchSize: [1, 63, 64, 127, 128, 256, 600, "full"],
  }),
);
sameOnAll(
  "every batch size with a penalty",
  experimentOf(images, {
    batchSize: [1, 63, 64, 127, 128, 256, "full"],
    "loss.l2": [0.1, 0.1, 0.1, 0.1, 0.1, 0.1, 3],
    "loss.delta": [1, 0.7, 1e-9, 0, 33.3, 0.1, 1e6],
  }),
);
sameOnAll(
  "runs that diverge",
  experimentOf(images, {
    batchSize: [1, 128, "full", 1, 256, "full", 1],
    "method.stepSize": [1e30, 1e30, 1e30, 1e38, 1e38, 1e39, 1e39],
    "loss.l2": [0, 0, 0, 0.1, 0.1, 0.1, 0],
  }),
);

const REAL = "../shared/data/cifar10-subset";
const isThere = await Deno.stat(REAL).then(({ isDirectory }) => isDirectory, () => false);
// The reason stands in the name of an ignored test, as `deno test --quiet` hides what a test prints.
sameOnAll(
  isThere ? "real pixels" : `real pixels (skipped: there is no folder ${REAL})`,
  experimentOf({ name: "cifar10", directory: REAL, train: 500, test: 150 }, {
    batchSize: [1, 256, "full"],
  }),
  !isThere,
);

Deno.test("runExperiment() on threads shares large batches and evaluations", async () => {
  using backend = await openBackend({ threads: 2 });
  const shared = new Set<string>();
  const team = watched(backend.team, (_assignment, _own, part, wanted, count, shards) => {
    shared.add(`${wanted} of ${part}: ${count} in ${shards}`);
  });
  await curvesOf(experimentOf(images, { batchSize: [127, 128, "full"] }), { ...backend, team });
  assertEquals(
    shared,
    new Set([
      "accuracy of train: 600 in 9",
      "accuracy of test: 130 in 2",
      "gradient of batch: 128 in 2",
      "gradient of batch: 600 in 9",
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
    () => curvesOf(experimentOf(images, { batchSize: ["full", "full"] }), { ...backend, team }),
    MachineError,
    "it is gone",
  );
});

Deno.test("runExperiment() keeps nothing of one experiment in the memory of the next", async () => {
  using backend = await openBackend({ threads: 1 });
  const experiment = experimentOf(images, { batchSize: [128, "full"] });
  const first = await curvesOf(experiment, backend);
  const { byteOffset } = backend.kernels.allocate(1);
  assert(byteOffset < 1e6, `${byteOffset}`);
  assertEquals(await curvesOf(experiment, backend), first);
});

Deno.test("runExperiment() keeps nothing of one run in the memory of the next", async () => {
  // The images take 2.2 MB and a run 3 MB.
  using backend = await openBackend({ threads: 1, limit: 7e6 });
  const curves = await curvesOf(experimentOf(images, { batchSize: [1, 2, 3, 4, 5] }), backend);
  assertEquals(curves.map(({ status }) => status), new Array(5).fill("done"));
});

Deno.test("runExperiment() says so when the dataset is larger than the memory", async () => {
  using backend = await openBackend({ threads: 1, limit: 1e6 });
  const error = await assertRejects(
    () => curvesOf(experimentOf(images, { batchSize: [1] }), backend),
    InputError,
  );
  assertEquals(
    error.message,
    "bits.jsonc: Not enough memory: 2 MB are needed and 1 MB can be had; " +
      "take fewer examples",
  );
});

// One at a time.

const small = experimentOf({ name: "toy" }, { batchSize: [1, 2, "full"] });

Deno.test("runExperiment() refuses a second experiment on a backend that is at work", async () => {
  using backend = await openBackend();
  const first = runExperiment(small, { backend });
  await first.next();
  await assertRejects(
    () => runExperiment(small, { backend }).next(),
    Error,
    "Cannot run two experiments on one backend at a time: open another",
  );
});

Deno.test("runExperiment() is not disturbed by a second experiment that is refused", async () => {
  using backend = await openBackend();
  const curves: Curve[] = [];
  for await (const event of runExperiment(small, { backend })) {
    await assertRejects(() => runExperiment(small, { backend }).next());
    if (event.kind === "result") curves.push(event.result);
  }
  assertEquals(curves, await curvesOf(small));
});

Deno.test("runExperiment() on one backend may run beside one on another", async () => {
  using one = await openBackend();
  using other = await openBackend();
  const [truth, ...found] = await Promise.all([
    curvesOf(small),
    curvesOf(small, one),
    curvesOf(small, other),
  ]);
  assertEquals(found, [truth, truth]);
});

const missing = experimentOf({ name: "cifar10", directory: "/tmp/no-such-folder-of-images" }, {
  batchSize: [1],
});
const ENDS: Readonly<Record<string, (backend: Backend) => Promise<unknown>>> = {
  "has ended": (backend) => curvesOf(small, backend),
  "has failed": (backend) => assertRejects(() => curvesOf(missing, backend)),
  "was left early": async (backend) => {
    for await (const { kind } of runExperiment(small, { backend })) if (kind === "result") break;
  },
};
for (const [how, end] of Object.entries(ENDS)) {
  Deno.test(`runExperiment() gives the right curves after an experiment that ${how}`, async () => {
    using backend = await openBackend();
    await end(backend);
    assertEquals(await curvesOf(small, backend), await curvesOf(small));
  });
}

// What is opened.

Deno.test("openBackend() is SIMD on one thread unless told", async () => {
  using backend = await openBackend();
  const { kernels: { backend: name, precision }, team, threads, notice } = backend;
  assertEquals({ name, precision, team, threads, notice }, {
    name: "simd",
    precision: "f32",
    team: null,
    threads: 1,
    notice: null,
  });
});

Deno.test("openBackend() has as many threads as it is asked for", async () => {
  using backend = await openBackend({ threads: 3 });
  assertEquals([backend.threads, backend.team?.threads], [3, 3]);
});

Deno.test("openBackend() opens the most threads there are shards for", async () => {
  using backend = await openBackend({ threads: 32 });
  using alone = await openBackend({ threads: 1 });
  const experiment = experimentOf({ ...images, train: 2100 }, { batchSize: ["full"] });
  assertEquals(await curvesOf(experiment, backend), await curvesOf(experiment, alone));
});

Deno.test("openBackend() opens the reference, which has one thread", async () => {
  using backend = await openBackend({ backend: "reference", threads: 1 });
  const { kernels: { backend: name }, team, threads, notice } = backend;
  assertEquals({ name, team, threads, notice }, {
    name: "reference",
    team: null,
    threads: 1,
    notice: null,
  });
});

const REFUSED: readonly (readonly [BackendOptions, string])[] = [
  ...[0, -1, 33, 1.5, 10_000, NaN].map((threads) =>
    [
      { threads },
      "Number of threads must be 1 to 32, as a sum is cut into at most 32 shards: " +
      `current value is ${threads}`,
    ] as const
  ),
  [{ backend: "simdd" }, 'Unknown backend "simdd": did you mean "simd"?'],
  [{ backend: "gpu" }, 'Unknown backend "gpu": known are simd, reference'],
  [
    { backend: "reference", threads: 2 },
    "The reference kernels run on 1 thread: current value is 2",
  ],
];
for (const [options, message] of REFUSED) {
  Deno.test(`openBackend() refuses ${Deno.inspect(options)}`, async () => {
    const error = await assertRejects(() => openBackend(options), InputError);
    assertEquals(error.message, message);
  });
}

Deno.test("openBackend() takes the reference and says so where memory cannot be shared", async () => {
  const { SharedArrayBuffer } = globalThis;
  Reflect.deleteProperty(globalThis, "SharedArrayBuffer");
  try {
    using backend = await openBackend({ threads: 3 });
    const { kernels: { backend: name }, team, threads, notice } = backend;
    assertEquals({ name, team, threads, notice }, {
      name: "reference",
      team: null,
      threads: 1,
      notice: "This host has no shared memory or no vectors in WebAssembly: the reference " +
        "kernels compute instead, on one thread. Results are the same, only slower",
    });
  } finally {
    Object.assign(globalThis, { SharedArrayBuffer });
  }
});
