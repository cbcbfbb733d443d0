/** What the program is given: good things, damaged. */
import { parse } from "jsonc-parser";
import { BENCH_HEADER, benchRows } from "../../src/timing/samples/bench_csv.ts";
import { comparisonJson } from "../../src/timing/statistics/comparison.ts";
import type { Rng } from "../../src/types.ts";
import { BYTES } from "../_archive.ts";
import {
  checkFile,
  convexityFile,
  curvatureFile,
  raceFile,
  sliceFile,
  toyFile,
  WRONG,
} from "../_files.ts";
import { imagesFile, NINE } from "../cli/_place.ts";
import { measured, mixed } from "../timing/_fixtures.ts";
import {
  damagedBytes,
  damagedText,
  damagedValue,
  damagedWords,
  otherNumbers,
  pick,
} from "./_mutate.ts";
import {
  bytesOf,
  CASE,
  type Case,
  caseOf,
  type Files,
  MINE,
  oneDamaged,
  OUT,
  type Suite,
} from "./_suite.ts";

/** Fields that many a file may have. */
const FIELDS: readonly Readonly<Record<string, unknown>>[] = [
  { seeds: [1, 2] },
  { problem: { name: "formula", expression: "x^2 + k*sin(y)", start: { x: 1, y: 2 } } },
  { problem: { name: "rosenbrock", noise: 1 }, dataset: undefined, loss: undefined },
  { problem: { name: "beale" }, dataset: undefined, stop: { iterations: 3 } },
  { loss: { name: "softmax" } },
  { loss: { name: "logistic", l2: 1e300 } },
  { dataset: { name: "toy", classes: 9 } },
  { batchSize: 2 },
  { batchSize: "full", lastBatch: "drop" },
  { loss: { name: "svm", l2: 0.1 } },
  { record: { every: 1 } },
  { init: { scale: 0 } },
  { dataset: { name: "toy", points: [[1], [2]], labels: [0, 0] } },
  { dataset: { name: "synthetic", train: 20, test: 5, validation: 5 } },
  { method: { name: "randomSearch", scale: 1 } },
  { method: { name: "localSearch", scale: 1e30 } },
  { stop: { iterations: 2, targetLoss: 0.5 } },
  { stop: { epochs: 0.5, evaluations: 10, divergenceLoss: 2 } },
  { matrix: { batchSize: [1, "full"] }, best: { of: "batchSize", seeds: [7, 8] } },
  { matrix: { "method.stepSize": { geomspace: [1e-3, 1e38, 5] } } },
  { zip: { seeds: [1, 2] } },
  { charts: [{ name: "line", x: "examples", y: "testAccuracy", logX: true, logY: true }] },
  { charts: [{ name: "sensitivity" }] },
  { charts: [{ name: "heatmap" }, { name: "profile" }, { name: "valley" }] },
  { a: { points: 1 }, b: { points: 9, min: -1e20, max: 1e20 } },
  { a: { points: 101, min: 0, max: 1e38 }, center: "random" },
  { example: 0, normalization: "none" },
  { h: [1e-300, 1, 1e300], scheme: "forward" },
  { h: { logspace: [-12, 3, 30] }, coordinates: 1 },
];

/** A file that may well run: with another field or two, and some other numbers. */
function otherFile(rng: Rng, text: string): string {
  const fields = Array.from({ length: rng.below(3) }, () => pick(rng, FIELDS));
  return JSON.stringify(otherNumbers(rng, Object.assign({}, parse(text), ...fields)));
}

/** Descent on a function that is written in the file. */
const FORMULA = toyFile({
  dataset: undefined,
  problem: {
    name: "formula",
    expression: "(1 - x)^2 + k*(y - x^2)^2 + exp(-x)/(2 + cos(y)) - sqrt(abs(x))",
    start: { x: -1.2, y: 1 },
    parameters: { k: 100 },
  },
});

/** Experiment files. */
export const files: Suite = {
  name: "files",
  make(rng, { experiments }) {
    const wrong = WRONG.map(([, text]) => text);
    const own = [
      toyFile(),
      sliceFile(),
      checkFile(),
      raceFile(),
      convexityFile(),
      curvatureFile(),
      NINE,
      FORMULA,
    ];
    const text = pick(rng, pick(rng, [experiments, own, own, own, wrong]));
    const damaged = pick(rng, [
      () => damagedText(rng, text),
      () => otherFile(rng, text),
      () => otherFile(rng, text),
      () => otherFile(rng, text),
      () => JSON.stringify(damagedValue(rng, parse(text) ?? null)) ?? "",
      () => JSON.stringify(damagedValue(rng, parse(text) ?? null)) ?? "",
      () =>
        JSON.stringify(damagedValue(rng, damagedValue(rng, parse(text) ?? null)), null, 2) ?? "",
    ])();
    const bytes = rng.below(10) === 0 ? damagedBytes(rng, bytesOf(text)) : bytesOf(damaged);
    const run = ["run", MINE, ...OUT];
    const words = pick(rng, [run, run, ["run", MINE, "--dry-run"], ["check", MINE]]);
    return caseOf(rng, words, { [MINE]: bytes });
  },
};

/** Command lines that are right. The benches and CI's task start other programs: they are not here. */
const LINES = [
  "--help",
  "--version",
  "list",
  "list datasets",
  "new mine",
  `new ${CASE}/other --kind slice`,
  "check",
  `check ${MINE} batch_size`,
  `run ${MINE} --out ${CASE}/out`,
  `run ${MINE} seeds=1,2 method.stepSize=0.1,0.01 --out ${CASE}/out`,
  `run ${MINE} --overrides ["batchSize=1,2"] --out ${CASE}/out --restart`,
  "run step_size --dry-run --shard 2/4",
  `run --all --dry-run --threads 2 --backend reference`,
  `merge ${CASE}/s --out ${CASE}/out`,
  "verify toy_slice",
  "verify cifar10/batch_size dataset.directory=DIR",
  "compare results/toy_slice results/gradient_check",
  "compare results . --format json",
  "compare HEAD .",
  `data cifar10 --from ${CASE}/mine.jsonc --to ${CASE}/out`,
  `bench --compare ${CASE}/one.csv ${CASE}/two.csv --threshold 5% --strict`,
  "history scores --last 100",
  "report results/toy_slice toy_slice",
  `report ${CASE}/comparison.json --format markdown --limit 5000 --link https://example.org`,
  `report ${CASE}/one.csv --format bmf`,
].map((line) => line.split(" "));
const KNOWN = [...new Set(LINES.flat()), "seeds=1:5", "a=1", "=", "batchSize=", "--shard", "0/0"];

const TIMES = measured({ "kernels/a": [10, 11, 12], "kernels/b": [1, 2, 3] }, "one");
const TIMINGS: Files = {
  [`${CASE}/one.csv`]: bytesOf(BENCH_HEADER + benchRows(TIMES)),
  [`${CASE}/two.csv`]: bytesOf(BENCH_HEADER + benchRows({ ...TIMES, name: "two" })),
  [`${CASE}/comparison.json`]: bytesOf(comparisonJson(mixed)),
  "timings/machines/mine/bench.csv": bytesOf(
    BENCH_HEADER + benchRows(TIMES) + benchRows({ ...TIMES, name: "two" }),
  ),
  "timings/machines/mine/noise.csv": bytesOf(
    "bench,smallest_change,noise,processes,deno,commit,started\nkernels/a,0.1,0.01,6,2.9.6,abc,now\n",
  ),
  "bench/thresholds.json": bytesOf('{ "*": 0.05, "kernels/*": 0.1 }'),
};

/** Command lines. */
export const words: Suite = {
  name: "words",
  make(rng, { shards }) {
    const line = damagedWords(rng, pick(rng, LINES), KNOWN);
    // Other commands of that room would start other programs.
    const isSafe = line[0] !== "ci" && (line[0] !== "bench" || line.includes("--compare"));
    const text = bytesOf(toyFile());
    return caseOf(rng, isSafe ? line : ["list"], { ...shards, ...TIMINGS, [MINE]: text });
  },
};

const RECORD = 3073;
const BATCHES = [...[1, 2, 3, 4, 5].map((i) => `data_batch_${i}.bin`), "test_batch.bin"];

/** Every reader of files that people, disks and networks may damage. */
export const bytes: Suite = {
  name: "bytes",
  make(rng, { shards, result }) {
    return pick<() => Case>(rng, [
      () => {
        const images = BATCHES.map((name, i) =>
          [`${CASE}/data/${name}`, new Uint8Array(2 * RECORD).fill(i)] as const
        );
        const files = oneDamaged(rng, Object.fromEntries(images));
        const mine = bytesOf(imagesFile(`${CASE}/data`));
        return caseOf(rng, ["run", MINE, ...OUT], { ...files, [MINE]: mine });
      },
      () => {
        const archive = `${CASE}/a.tar.gz`;
        const line = ["data", "images", "--from", archive, "--to", `${CASE}/to`];
        return caseOf(rng, line, { [archive]: damagedBytes(rng, BYTES) }, { archive });
      },
      () => {
        const [line] = pick(rng, [
          [["merge", `${CASE}/s`, "--out", `${CASE}/out`]],
          [["run", MINE, "--shard", "1/2", "--resume", "--out", `${CASE}/s/1`]],
          [["run", MINE, "--resume", "--out", `${CASE}/s/1`]],
        ]);
        return caseOf(rng, line, oneDamaged(rng, shards, (path) => path !== MINE));
      },
      () => {
        const other = Object.entries(oneDamaged(rng, result))
          .map(([path, bytes]) => [path.replace("/whole/", "/other/"), bytes]);
        const line = pick(rng, [
          ["compare", `${CASE}/whole`, `${CASE}/other`],
          ["compare", `${CASE}/other`, `${CASE}/whole`, "--format", "json"],
          ["report", `${CASE}/other`],
          ["run", MINE, "--out", `${CASE}/other`],
        ]);
        const mine = { [MINE]: shards[MINE] };
        return caseOf(rng, line, { ...result, ...mine, ...Object.fromEntries(other) });
      },
      () => {
        const line = pick(rng, [
          ["history"],
          ["bench", "--compare", "one", "two"],
          ["bench", "--compare", `${CASE}/one.csv`, `${CASE}/two.csv`, "--force"],
          ["report", `${CASE}/one.csv`, "--format", pick(rng, ["bmf", "github-bigger"])],
          [
            "report",
            `${CASE}/comparison.json`,
            "--format",
            pick(rng, ["markdown", "text", "json"]),
          ],
        ]);
        return caseOf(rng, line, oneDamaged(rng, TIMINGS));
      },
    ])();
  },
};
