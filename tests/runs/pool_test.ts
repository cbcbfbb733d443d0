/** Runs that are computed several at a time. */
import { assertEquals } from "@std/assert";
import { openPool } from "../../src/runs/pool.ts";
import { openBackend } from "../../src/threads/backend.ts";
import { loadExperiment } from "../../src/experiment/load.ts";
import { runExperiment } from "../../src/runs/experiment.ts";
import { qualityFiles } from "../../src/results/files.ts";
import type { AnyDone } from "../../src/kinds/kind.ts";
import type { Experiment } from "../../src/experiment/experiment.ts";
import type { ExperimentContext } from "../../src/runs/experiment.ts";
import { KINDS } from "../cli/_place.ts";
import { convexityFile, curvatureFile, toyFile } from "../_files.ts";

const IMAGES = { name: "synthetic", train: 200, test: 30 };

const FILES = [
  ...KINDS.map(([, text]) => text),
  convexityFile({ seeds: [1, 2] }),
  curvatureFile({ seeds: [1, 2] }),
  toyFile({ scores: { name: "twoLayer", hidden: 5 }, matrix: { batchSize: [1, "full"] } }),
  toyFile({
    dataset: IMAGES,
    method: { name: "gradientDescent" },
    matrix: { batchSize: [1, 130, "full"], "method.stepSize": [1e-6, 1e-7] },
    best: { of: "method.stepSize", seeds: [5, 6] },
  }),
];

async function filesOf(experiment: Experiment, context: ExperimentContext = {}) {
  const done: AnyDone[] = [];
  let jobs = 1;
  for await (const event of runExperiment(experiment, context)) {
    if (event.kind === "done") done.push(event.done);
    if (event.kind === "jobs") jobs = Math.max(jobs, event.jobs);
  }
  const { pool } = context;
  // With more jobs than runs, as many as those.
  if (pool) assertEquals(jobs, Math.min(pool.jobs, experiment.runs.length));
  return qualityFiles(experiment, done);
}

const EXPERIMENTS = FILES.map((text) => loadExperiment(text, { source: "mine.jsonc" }));
let truths: ReturnType<typeof filesOf>[] | undefined;

for (
  const [backend, jobs, threads] of [
    ["simd", 2, 1],
    ["simd", 2, 2],
    ["simd", 3, 2],
    ["simd", 8, 1],
    ["reference", 3, 1],
  ] as const
) {
  Deno.test(`openPool() with ${jobs} jobs of ${threads} threads, ${backend}, gives the same bytes`, async () => {
    truths ??= EXPERIMENTS.map((experiment) => filesOf(experiment));
    using machine = await openBackend({ backend });
    using pool = openPool(machine, { jobs, threads });
    for (const [i, experiment] of EXPERIMENTS.entries()) {
      assertEquals(await filesOf(experiment, { backend: machine, pool }), await truths[i]);
    }
  });
}

for (
  const [what, step, expected] of [
    ["takes long", 0.3, [2, 1]],
    ["would be done before workers have started", 0.001, []],
  ] as const
) {
  Deno.test(`openPool() that is given no jobs has those of all cores where all ${what}`, async () => {
    const [experiment] = EXPERIMENTS;
    const truth = await filesOf(experiment);
    using machine = await openBackend();
    using pool = openPool(machine, { cores: 2 });
    const [done, said]: [AnyDone[], number[]] = [[], []];
    let now = 0;
    const context = { backend: machine, pool, clock: () => now += step };
    for await (const event of runExperiment(experiment, context)) {
      if (event.kind === "done") done.push(event.done);
      if (event.kind === "jobs") said.push(event.jobs, event.threads);
    }
    assertEquals([said, qualityFiles(experiment, done)], [[...expected], truth]);
  });
}
