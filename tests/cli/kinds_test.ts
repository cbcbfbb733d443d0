/** Slices, gradient checks and races from the command line to the folder. */
import { assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import type { Loss } from "../../src/losses/loss.ts";
import { losses } from "../../src/losses/mod.ts";
import type { Kernels } from "../../src/kernels/kernels.ts";
import type { Leaf } from "../../src/registry.ts";
import { rowsOf } from "../_done.ts";
import { stopAt } from "../_fake_io.ts";
import {
  checkFile,
  convexityFile,
  curvatureFile,
  raceFile,
  sliceFile,
  toyFile,
} from "../_files.ts";
import { made, quality, withPlace } from "./_place.ts";

for (
  const [kind, text, table] of [
    ["slice", sliceFile(), "slice.csv"],
    ["gradient check", checkFile(), "gradient_check.csv"],
  ]
) {
  Deno.test(`run writes the five files of a ${kind} and no others`, async () => {
    const { exit, err, files } = await made(text);
    const expected = ["chart.txt", "figures.json", "manifest.json", "runs.csv", table];
    assertEquals([exit, Object.keys(files).sort()], [0, expected.sort()]);
    assertEquals(err, "mine: 1 run, preparing the data …\n");
  });
}

// Slices.

Deno.test("run writes the losses of a slice by hand", async () => {
  const { files } = await made(sliceFile());
  // With W = 0 but w₀ = a on the points 1, 2 and −1 of classes 0, 1 and 2, the sum of
  // 2·max(0, 1 − a), max(0, 1 + 2a) + 1 and max(0, 1 − a) + 1, over three.
  const expected = [-2, -1, 0, 1, 2].map((a) => {
    const ramp = (x: number) => Math.max(0, x);
    const sum = 2 * ramp(1 - a) + (ramp(1 + 2 * a) + 1) + (ramp(1 - a) + 1);
    return [a, Math.fround(sum / 3)];
  });
  assertEquals(
    rowsOf(files["slice.csv"]).map(({ a, loss }) => [Number(a), Math.fround(Number(loss))]),
    expected,
  );
});

Deno.test("run has one lowest place in chart, table and finding of a slice that overflows", async () => {
  const a = { direction: { class: 0, column: 0 }, min: -1e20, max: 1e20, points: 3 };
  const { files } = await made(sliceFile({ loss: { name: "svm", l2: 1 }, a }));
  // 10⁴⁰ is infinite in f32.
  assertEquals(rowsOf(files["slice.csv"]).map(({ loss }) => loss), ["Infinity", "2", "Infinity"]);
  const chart = files["chart.txt"];
  // As above, with a²: the slope of −1∕3 on the right of 0 is made up for by 2a at 1∕6.
  const lowest = "the lowest loss on the whole line is 1.97, at a = 0.166667; not finite: 2 points";
  assertStringIncludes(chart, `\n${lowest}\n`);
  assertMatch(
    chart,
    /points {2}lowest of points {2}highest of points {2}not finite\n.*\n.* 3 +2 +2 +2\n/,
  );
  assertStringIncludes(chart, `Finding: ${lowest}; `);
});

Deno.test("run writes path.csv for a slice with a path", async () => {
  const text = sliceFile({ center: { experiment: "other.jsonc", run: 2 }, path: true });
  const other = toyFile({ matrix: { batchSize: [1, "full"] }, record: { every: 1 } });
  const { exit, files } = await made(text, { beside: { "other.jsonc": other } });
  const rows = rowsOf(files["path.csv"]);
  assertEquals([exit, rows.map(({ iteration }) => iteration)], [0, ["0", "1", "2", "3", "4", "5"]]);
  const { a, distance } = rows[5]; // the centre is the end
  assertEquals([a, distance], ["0", "0"]);
});

Deno.test("run writes a table of 160,000 places", async () => {
  const { exit, err, files } = await made(sliceFile(), { words: ["a.points=400", "b.points=400"] });
  assertEquals([exit, err], [0, "mine: 1 run, preparing the data …\n"]);
  const rows = files["slice.csv"].trimEnd().split("\n").slice(1);
  assertEquals(rows.length, 160_000);
  assertEquals([rows[0], rows[159_999]].map((row) => row.split(",").slice(0, 4).join()), [
    "1,1,-2,-1",
    "1,1,2,1",
  ]);
});

Deno.test("run takes overrides into a slice", async () => {
  const { exit, files } = await made(sliceFile(), {
    words: ["a.points=3", "b.points=2", "seeds=4"],
  });
  assertEquals([exit, rowsOf(files["slice.csv"]).map(({ a, b, seed }) => [a, b, seed])], [0, [
    ["-2", "-1", "4"],
    ["0", "-1", "4"],
    ["2", "-1", "4"],
    ["-2", "1", "4"],
    ["0", "1", "4"],
    ["2", "1", "4"],
  ]]);
});

Deno.test("run gives a slice the same bytes on other kernels and threads", async () => {
  const text = sliceFile({ dataset: { name: "synthetic", train: 300 }, center: "random" });
  const quality = async (...words: string[]) => {
    const { files } = await made(text, { words });
    return [files["slice.csv"], files["runs.csv"], files["chart.txt"]];
  };
  const reference = await quality("--backend", "reference");
  assertEquals(await quality("--threads", "1"), reference);
  assertEquals(await quality("--threads", "3"), reference);
});

// Gradient checks.

Deno.test("run writes the derivatives of a gradient check by hand", async () => {
  const { files } = await made(checkFile({ init: { scale: 0 } }), { words: ["h=1e-3"] });
  // With W = 0 all margins are 1. The points 1 and 3 of class 0 each push w₀ down by twice their
  // input, 2 and −1 push it up by theirs: (−2·1 − 2·3 + 2 − 1) ÷ 4, and its bias (−2·2 + 2) ÷ 4.
  // Class 1 has the point 2, class 2 the point −1.
  assertEquals(
    rowsOf(files["gradient_check.csv"]).map((row) => [row.class, row.column, row.analytic]),
    [
      ["0", "0", "-1.75"],
      ["0", "1", "-0.5"],
      ["1", "0", String((1 + 3 - 1 - 4) / 4)],
      ["1", "1", "0.25"],
      ["2", "0", String((1 + 3 + 2 + 2) / 4)],
      ["2", "1", "0.25"],
    ],
  );
});

for (
  const [word, steps] of [
    ["h=1e-3,1e-5", [1e-3, 1e-5]],
    ['h={"logspace":[-5,-3,3]}', [1e-5, 1e-4, 1e-3]],
  ] as const
) {
  Deno.test(`run takes ${word} into a gradient check`, async () => {
    const { exit, files } = await made(checkFile(), { words: [word, "coordinates=1"] });
    const rows = rowsOf(files["gradient_check.csv"]);
    assertEquals([exit, rows.map(({ h }) => Number(h))], [0, [...steps]]);
  });
}

/** Does something while the gradient of the SVM loss has a factor too many. */
async function withWrongGradient<Result>(factor: number, action: () => Promise<Result>) {
  const svm = losses.leaves[0] as {
    -readonly [K in keyof Leaf<Kernels, Loss>]: Leaf<Kernels, Loss>[K];
  };
  const right = svm.make;
  svm.make = (options, kernels) => {
    const loss = right.call(svm, options, kernels);
    return {
      ...loss,
      ofRows(losses, coefficients, scores, labels, rows, classes) {
        loss.ofRows(losses, coefficients, scores, labels, rows, classes);
        for (let i = 0; i < rows * classes; i++) coefficients[i] *= factor;
      },
    };
  };
  try {
    return await action();
  } finally {
    svm.make = right;
  }
}

// With Δ = 0 and W = 0 every margin is 0.
const short = { h: [1e-20] };
const unjudged = { init: { scale: 0 }, loss: { name: "svm", delta: 0 } };
for (
  const [verdict, factor, exit, failure, fields] of [
    ["right", 1, 0, null],
    ["acceptable", 1 + 1e-6, 0, null],
    ["suspicious", 1.001, 1, "the gradient is suspicious: "],
    // 1.5 times the derivative is off by a third of itself.
    ["wrong", 1.5, 1, "the gradient is wrong: at h = .+ of 6 derivatives is 0\\.33, above 1e-2\\."],
    [
      "",
      1,
      4,
      "the gradient cannot be judged: every difference crosses a kink, where the slope jumps\\.",
      unjudged,
    ],
    ["open", 1, 4, "the gradient cannot be judged at h = 1e-20: .+; with h=\\[.+\\] it is ", short],
    ["wrong", 1.5, 1, "the gradient is wrong: at h = 1e-20 ", short],
  ] as const
) {
  const where = fields === short ? ", by steps that cannot show it" : "";
  const what = `${verdict || "not judged"}${where}`;
  Deno.test(`run exits with ${exit} for a gradient that is ${what}, and says so`, async () => {
    const found = await withWrongGradient(factor, () => made(checkFile(fields)));
    assertEquals(found.exit, exit);
    assertEquals(rowsOf(found.files["runs.csv"]).map((row) => row.verdict), [verdict]);
    const judged = exit === 4 ? "the gradient cannot be judged" : `the gradient is ${verdict}: `;
    assertStringIncludes(found.out, `\nFinding: ${judged}`);
    const end = exit === 4 ? "is open" : "failed";
    const failed = failure === null ? "" : `mine: run 1 ${end}: ${failure}.*\n`;
    assertMatch(found.err, new RegExp(`^mine: 1 run, preparing the data …\n${failed}$`));
  });
}

Deno.test("run of several experiments exits with 1 if one failed, else with 4 if one is open", async () => {
  // Of two runs the second one cannot be judged.
  const text = checkFile({ zip: { "loss.delta": [1, 0], "init.scale": [1, 0] } });
  await withPlace(text, async ({ file, folder, call }) => {
    const other = `${folder}/other.jsonc`;
    await Deno.writeTextFile(other, checkFile());
    const words = ["run", file, other, "--out", `${folder}/out`, "--restart"];
    assertEquals((await call(words)).exit, 4);
    assertEquals((await withWrongGradient(1.5, () => call(words))).exit, 1);
    assertEquals((await call(["run", other, "--out", `${folder}/out`])).exit, 0);
  });
});

// The best again.

Deno.test("run writes the best again into the tables, after the sweep", async () => {
  const matrix = { batchSize: [1, "full"], "method.stepSize": [0.1, 1e6] };
  const best = { of: "method.stepSize", seeds: [5] };
  const { exit, files, err } = await made(toyFile({ matrix, best }));
  assertEquals([exit, err], [0, "mine: 6 runs, preparing the data …\n"]);
  assertEquals(
    rowsOf(files["runs.csv"]).slice(4).map((row) => [row.run, row.seed, row.step_size]),
    [["5", "5", "0.1"], ["6", "5", "0.1"]],
  );
});

Deno.test("check counts the runs of the best", async () => {
  const best = { of: "batchSize", seeds: [5, 6] };
  const text = toyFile({ matrix: { batchSize: [1, 2] }, best });
  await withPlace(text, async ({ file, call }) => {
    assertEquals((await call(["check", file])).out, "FOLDER/mine.jsonc: fine, 4 runs\n");
  });
});

// Races.

Deno.test("run writes the six files of a race, with a row for each trial, run and method", async () => {
  const { exit, err, files } = await made(raceFile());
  assertEquals([exit, err], [0, "mine: 4 runs, preparing the data …\n"]);
  const names = [
    "chart.txt",
    "figures.json",
    "manifest.json",
    "race.csv",
    "ranking.csv",
    "trials.csv",
  ];
  assertEquals(Object.keys(files).sort(), names);
  const rows = (name: string) => rowsOf(files[name]);
  const pairs = ["ravine", "classifier"].flatMap((problem) =>
    ["gradientDescent", "localSearch"].map((method) => `${problem} ${method}`)
  );
  const named = (row: Record<string, string>) => `${row.problem} ${row.method}`;
  assertEquals(rows("trials.csv").map(named), pairs.flatMap((one) => [one, one, one, one]));
  assertEquals(rows("race.csv").map(named), pairs.flatMap((one) => [one, one]));
  assertEquals(rows("race.csv").map((row) => row.final_seed).slice(0, 2), ["2", "3"]);
  assertEquals(rows("ranking.csv").map(({ method }) => method).sort(), [
    "gradientDescent",
    "localSearch",
  ]);
});

Deno.test("run gives a race the same bytes on other kernels and threads", async () => {
  const dataset = { name: "synthetic", train: 300, test: 20, validation: 30 };
  const text = raceFile({
    rows: [
      [{ problem: { name: "ravine", noise: 1 } }, { dataset, batchSize: 100, "tuning.min": 1e-8 }],
      [{ method: { name: "gradientDescent" } }, { method: { name: "adam" } }],
    ],
    tuning: { min: 1e-3, max: 1e-1, trials: 3, search: "random" },
    stop: { epochs: 2 },
  });
  const bytes = async (...words: string[]) => {
    const { "manifest.json": _, ...files } = (await made(text, { words })).files;
    return files;
  };
  const reference = await bytes("--backend", "reference");
  assertEquals(Object.keys(reference).length, 5);
  assertEquals(await bytes("--threads", "1"), reference);
  assertEquals(await bytes("--threads", "2"), reference);
});

Deno.test("run takes overrides into the rows of a race", async () => {
  const words = ["tuning.trials=2", "finals=1", "targets=0.5", "problem.kappa=2", "exclude=[]"];
  const { exit, files } = await made(raceFile(), { words });
  const [row] = rowsOf(files["race.csv"]);
  assertEquals([exit, "cost_to_0.5" in row, "cost_to_0.1" in row], [0, true, false]);
  assertEquals(rowsOf(files["trials.csv"]).length, 8);
});

Deno.test("run --dry-run lists the pairs of a race, and runs none", async () => {
  const { exit, out, files } = await made(raceFile(), { words: ["--dry-run"] });
  assertEquals([exit, files], [0, {}]);
  const values = "full +1e-3 +1 +4 +2";
  assertMatch(
    out,
    new RegExp(`\n +1 +– +gradientDescent +${values}\n +2 +– +localSearch +${values}\n`),
  );
  assertMatch(out, /\n +4 +classifier +localSearch +toy +1\n/);
});

// Counts of convexity, and curvature.

const network = {
  dataset: { name: "synthetic", train: 12, test: 0 },
  matrix: { scores: [{ name: "linear" }, { name: "twoLayer", hidden: 2 }] },
};
for (
  const [what, text, names] of [
    ["a count of convexity", convexityFile(network), ["chords.csv", "lines.csv", "runs.csv"]],
    [
      "curvature",
      curvatureFile({ ...network, loss: { name: "softmax" }, batchSize: 5, eigenvalues: 1 }),
      ["curvature.csv", "eigenvalues.csv", "noise.csv", "runs.csv"],
    ],
  ] as const
) {
  Deno.test(`run gives ${what} the same bytes on other kernels and threads`, async () => {
    const bytes = async (...words: string[]) => {
      const { "manifest.json": _, ...files } = (await made(text, { words })).files;
      return files;
    };
    const reference = await bytes("--backend", "reference");
    assertEquals(Object.keys(reference).sort(), ["chart.txt", "figures.json", ...names].sort());
    assertEquals(await bytes("--threads", "1"), reference);
    assertEquals(await bytes("--threads", "2"), reference);
  });
}

// Refusals: one line with file and key, exit code 2, and nothing written.

const BESIDE = {
  "other.jsonc": toyFile(),
  "cut.jsonc": sliceFile(),
  "wrong.jsonc": toyFile({ batchSize: 0 }),
  "diverging.jsonc": toyFile({ method: { name: "gradientDescent", stepSize: 1e300 } }),
  "long.jsonc": toyFile({ stop: { iterations: 300 }, record: { every: 1 } }),
  "batches.jsonc": toyFile({ batchSize: 4 }),
  "wide.jsonc": toyFile({ scores: { name: "mlp", widths: [2, 1025] } }),
  "network.jsonc": toyFile({ scores: { name: "twoLayer", hidden: 4 } }),
  "function.jsonc": toyFile({ problem: { name: "ravine" }, dataset: undefined }),
};
const center = (name: string, run = 1) => ({ center: { experiment: `${name}.jsonc`, run } });
const line = (direction: unknown) => ({ direction, points: 3 });
const zeros = [[0, 0], [0, 0], [0, 0]];

/** A file, or fields of a slice, that is refused with words that change it. */
function refuses(fields: Record<string, unknown> | string, ...words: string[]) {
  const text = typeof fields === "string" ? fields : sliceFile(fields);
  Deno.test(`run refuses ${words.join(" ") || JSON.stringify(fields)}`, async (t) => {
    const { exit, out, err, files } = await made(text, { words, beside: BESIDE });
    assertEquals([exit, out, files], [2, "", {}]);
    const said = err.split("\n").filter((line) => !line.endsWith("preparing the data …"));
    await t.assertSnapshot(said.join("\n"));
  });
}

for (const word of ["h=NaN", "h=0", "h=1e-3,1e-3", "coordinates=0", "batchSize=5"]) {
  refuses(checkFile(), word);
}
refuses({}, "b.max=2");
for (const word of ['center="zero"', "lines=0", "points=2", "reach=0"]) {
  refuses(convexityFile(), word);
}
for (const [name, run] of [["other", 2], ["none", 1], ["diverging", 1], ["batches", 1]] as const) {
  refuses(convexityFile(), `center=${JSON.stringify(center(name, run).center)}`);
}
refuses(
  convexityFile({ scores: { name: "twoLayer", hidden: 2 } }),
  `center=${JSON.stringify(center("network").center)}`,
);
for (const word of ["eigenvalues=0", "batchSize=9", "keep=weights"]) refuses(curvatureFile(), word);
refuses(center("other", 2));
for (const name of ["none", "cut", "wrong", "diverging", "batches"]) refuses(center(name));
refuses({ ...center("other"), a: line({ component: 99 }) });
refuses({ ...center("long"), path: true });
for (const name of ["network", "function"]) refuses(center(name));
refuses({ ...center("network"), scores: { name: "twoLayer", hidden: 3 } });
for (const hidden of [0, 1e9]) refuses({ center: "random", scores: { name: "twoLayer", hidden } });
// The way to the end of a run.
const way = (name: string, run = 1, more = {}) => ({
  a: line({ experiment: `${name}.jsonc`, run, ...more }),
});
refuses(way("other", 2));
for (const name of ["none", "wrong", "network", "diverging"]) refuses(way(name));
refuses({ b: way("batches").a });
refuses({ ...way("other"), center: "random", normalization: "row" });
refuses({ ...way("other"), ...center("other") });
refuses(way("other", 1, { matchUnits: true }));
refuses({ ...way("wide", 1, { matchUnits: true }), scores: { name: "mlp", widths: [2, 1025] } });
refuses({ ...way("other"), b: way("other").a });
// What only the dataset can tell.
refuses({ example: 3 });
refuses({ a: line({ class: 3, column: 0 }) });
refuses({ b: line({ class: 0, column: 2 }) });
refuses({ center: zeros.slice(1) });
refuses({ center: [...zeros, [0, 0]] });
refuses({ center: zeros.with(1, [0]) });
refuses({ center: zeros.with(2, [0, 0, 0]) });
refuses({ a: line([[1, 0], [0, 0]]) });
refuses({ a: line([[1, 0], [0, 0], [0, 0, 1]]) });
refuses({ a: line(zeros) });
refuses({ center: zeros, normalization: "layer" });
refuses({ a: line([[1, 2], [0, 0], [3, 0]]), b: line([[-2, -4], [0, 0], [-6, 0]]) });

// Ctrl-C.

/** Minutes of work, of which a bar is drawn long before. */
const long = {
  dataset: { name: "synthetic", train: 5000, test: 0 },
  center: "random",
  a: { points: 1000 },
  b: { points: 1000 },
};
const endless = { "other.jsonc": toyFile({ stop: { iterations: 1e12 }, record: [0] }) };
const many = { dataset: { name: "synthetic", train: 200, test: 0 }, coordinates: "all" };

for (
  const [what, text] of [
    ["its first slice", sliceFile(long)],
    ["the run at the centre of a slice", sliceFile(center("other"))],
    // Of the two points that are there by then, the path would have one component.
    [
      "a path before its components are looked for",
      sliceFile({ ...center("other"), path: true, a: line({ component: 2 }) }),
    ],
    ["a gradient check", checkFile(many)],
    ["a run along which curvature is measured", curvatureFile({ stop: { iterations: 1e12 } })],
    ["curvature at the start of a run", curvatureFile({ dataset: long.dataset })],
    ["a count of convexity", convexityFile({ dataset: many.dataset, lines: 1000 })],
    [
      "a race",
      raceFile({
        rows: [[{ problem: { name: "ravine" }, method: { name: "localSearch" } }]],
        stop: { epochs: 1e12 },
        record: [0],
      }),
    ],
  ]
) {
  Deno.test(`run writes nothing when Ctrl-C ends ${what}, and exits with 130`, async () => {
    const options = { terminal: stopAt("run 1 of 1"), beside: endless };
    const { exit, out, err, files } = await made(text, options);
    assertEquals([exit, out, files], [130, "", {}]);
    const end = "\r\x1b[K \x1b[J\rmine: interrupted in the first run, nothing was written\n";
    assertEquals(err.endsWith(end), true, err);
  });
}

Deno.test("run writes the slices before the one that Ctrl-C ends apart from whole results", async () => {
  const text = sliceFile({ ...long, matrix: { "b.points": [2, 1000, 3] } });
  const { exit, out, err, files } = await made(text, { terminal: stopAt("run 2 of 3") });
  assertEquals(exit, 130);
  assertMatch(
    err,
    /mine: interrupted in run 2 of 3; what is there was written, and --resume goes on from there\n$/,
  );
  assertStringIncludes(out, "INTERRUPTED: 1 of 3 runs are complete.\n");
  assertEquals(Object.keys(files).map((name) => name.replace(/[0-9a-f]{64}/, "KEY")).sort(), [
    "interrupted",
    "interrupted/chart.txt",
    "interrupted/figures.json",
    "interrupted/manifest.json",
    "interrupted/runs.csv",
    "interrupted/slice.csv",
    "runs",
    "runs/KEY.json",
  ]);
  assertEquals(rowsOf(files["interrupted/runs.csv"]).map(({ run }) => run), ["1"]);
});

Deno.test("run keeps the pairs of a race that Ctrl-C does not end, and --resume goes on from there", async () => {
  // The second of four pairs takes for ever.
  const text = (epochs: number) =>
    raceFile({
      rows: [
        [{ problem: { name: "ravine", kappa: 2 } }, { problem: { name: "booth" } }],
        [
          { method: { name: "gradientDescent" } },
          { method: { name: "localSearch" }, stop: { epochs } },
        ],
      ],
    });
  await withPlace(text(1e12), async ({ run, write, files }) => {
    const { exit, out } = await run([], stopAt("run 2 of 4"));
    assertEquals(exit, 130);
    assertStringIncludes(out, "INTERRUPTED: 1 of 4 runs are complete.\n");
    assertStringIncludes(out, "there is nothing to rank, as gradientDescent raced alone");
    await write("mine.jsonc", text(20));
    const resumed = await run(["--resume"]);
    assertEquals([resumed.exit, resumed.err], [
      0,
      "mine: 1 of 4 runs finished before\nmine: 3 more runs, preparing the data …\n",
    ]);
    assertEquals(quality(await files()), quality((await made(text(20))).files));
  });
});
