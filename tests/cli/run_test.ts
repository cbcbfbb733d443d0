/** What `run` writes and prints of one experiment. */
import { assertEquals, assertMatch, assertObjectMatch, assertStringIncludes } from "@std/assert";
import { gitState } from "../../src/cli/work/circumstances.ts";
import { findExperiments } from "../../src/cli/work/experiments.ts";
import { checkOwner } from "../../src/cli/work/owner.ts";
import { rowsOf } from "../_done.ts";
import { call, replaced, stopAt } from "../_fake_io.ts";
import { checkFile, sliceFile, toyFile } from "../_files.ts";
import { imagesFile, made, type Place, quality, withPlace, writeImages } from "./_place.ts";

const QUALITY = ["chart.txt", "curves.csv", "runs.csv"];
const FILES = [...QUALITY, "benchopt.csv", "figures.json", "manifest.json", "timings.csv"].sort();

/** Two batch sizes with two seeds each. */
const fields = {
  dataset: { name: "toy", testPoints: [[3], [-2]], testLabels: [1, 2] },
  matrix: { batchSize: [1, "full"] },
  seeds: [1, 2],
};
const FOUR = toyFile(fields);
const started = Date.now();
const { exit, out, err, files } = await made(FOUR);
const manifest = JSON.parse(files["manifest.json"]);
const diverging = { name: "gradientDescent", stepSize: 1e30 };

/** A table of `mine.jsonc` with other fields. */
const tableOf = async (fields: Record<string, unknown>, name = "runs.csv") =>
  rowsOf((await made(toyFile(fields))).files[name]);

Deno.test("run exits with 0 and writes its seven files and no others", () => {
  assertEquals([exit, Object.keys(files).sort()], [0, FILES]);
});

Deno.test("run writes plain progress where there is no terminal", () => {
  assertEquals(err, "mine: 4 runs, preparing the data …\n");
});

// Again.

const TIMING = "timings.csv, benchopt.csv, manifest.json, figures.json";

Deno.test("run writes the same bytes the second time, whatever the terminal, and says so", async () => {
  await withPlace(FOUR, async ({ run, files }) => {
    const first = await run();
    assertEquals(
      first.out.endsWith(`\n\nFOLDER/out: wrote curves.csv, runs.csv, chart.txt, ${TIMING}\n`),
      true,
    );
    assertEquals(
      Object.keys(await files()).sort(),
      ["chart.txt", "curves.csv", "runs.csv", ...TIMING.split(", ")].sort(),
    );
    const before = quality(await files());
    const again = await run([], { columns: 40, color: true, isTerminal: true });
    const end =
      "\n\nFOLDER/out: curves.csv, runs.csv, chart.txt came out the same, byte for byte; " +
      `wrote ${TIMING}\n`;
    assertEquals([again.out.endsWith(end), quality(await files())], [true, before]);
  });
});

for (
  const [words, change] of [
    [
      "method.stepSize=0.2",
      "results changed: curves.csv row 2 (run 1, iteration 1): train_loss was ",
    ],
    [
      "title=Other",
      `wrote curves.csv, runs.csv, chart.txt, ${TIMING} in place of an earlier result\n`,
    ],
  ]
) {
  Deno.test(`run says what became of an earlier result after ${words}`, async () => {
    await withPlace(FOUR, async ({ run }) => {
      await run();
      assertStringIncludes((await run([words])).out, `\nFOLDER/out: ${change}`);
    });
  });
}

Deno.test("run replaces a table that ends early", async () => {
  await withPlace(FOUR, async ({ run, read, write }) => {
    await run();
    const whole = await read("out/curves.csv");
    await write("out/curves.csv", whole.slice(0, -20));
    assertEquals([(await run()).exit, await read("out/curves.csv")], [0, whole]);
  });
});

Deno.test("run puts new files in the place of old ones, so that readers see all or nothing", async () => {
  await withPlace(FOUR, async ({ folder, run, read }) => {
    await run();
    const before = await read("out/curves.csv");
    await Deno.link(`${folder}/out/curves.csv`, `${folder}/reader.csv`);
    await run(["method.stepSize=0.2"]);
    assertEquals(
      [await read("reader.csv"), await read("out/curves.csv") === before],
      [before, false],
    );
  });
});

Deno.test("run leaves no table of another kind beside a result", async () => {
  await withPlace(toyFile(), async ({ folder, run, files, write }) => {
    const namesOf = async (text: string) => {
      await write("mine.jsonc", text);
      assertEquals((await run()).exit, 0);
      return Object.keys(await files()).sort();
    };
    const slices = await namesOf(sliceFile());
    const checks = await namesOf(checkFile());
    await write("out/own.csv", "");
    assertEquals(await namesOf(toyFile()), [...FILES, "own.csv"].sort());
    await Deno.remove(`${folder}/out/own.csv`);
    assertEquals([await namesOf(sliceFile()), await namesOf(checkFile())], [slices, checks]);
  });
});

// Results of others.

/** Makes `FOLDER/other/mine.jsonc`, which is another experiment, and returns its path. */
async function otherMine({ folder, write }: Place): Promise<string> {
  await Deno.mkdir(`${folder}/other`);
  await write("other/mine.jsonc", toyFile({ title: "Other" }));
  return `${folder}/other/mine.jsonc`;
}

const refusal = (file: string, place: string, owner: string) =>
  `Cannot write results of ${file} to "${place}", which is of "${owner}": ` +
  "choose another folder with --out DIR\n";

Deno.test("run refuses the folder of a file of the same name elsewhere, and says whose it is", async () => {
  await withPlace(FOUR, async (place) => {
    await place.run();
    const before = await place.files();
    const other = await otherMine(place);
    const { exit, err } = await place.call(["run", other, "--out", `${place.folder}/out`]);
    const message = refusal('"FOLDER/other/mine.jsonc"', "FOLDER/out", "FOLDER/mine.jsonc");
    assertEquals([exit, err, await place.files()], [2, message, before]);
  });
});

Deno.test("run keeps the results of two files of one name apart where no folder is named", async () => {
  const name = `test-${crypto.randomUUID()}`;
  try {
    await withPlace(FOUR, async ({ folder, call, write }) => {
      await Deno.mkdir(`${folder}/other`);
      await write(`${name}.jsonc`, toyFile());
      await write(`other/${name}.jsonc`, toyFile({ title: "Other" }));
      assertEquals((await call(["run", `${folder}/${name}.jsonc`])).exit, 0);
      const { exit, err } = await call(["run", `${folder}/other/${name}.jsonc`]);
      const file = `"FOLDER/other/${name}.jsonc"`;
      const message = refusal(file, `results/local/${name}`, `FOLDER/${name}.jsonc`);
      assertEquals([exit, err], [2, message]);
    });
  } finally {
    await Deno.remove(`results/local/${name}`, { recursive: true });
  }
});

Deno.test("run takes a copy of a file, or one that was moved, for the same experiment", async () => {
  await withPlace(FOUR, async ({ folder, run, call }) => {
    await run();
    await Deno.rename(`${folder}/mine.jsonc`, `${folder}/moved.jsonc`);
    const { exit } = await call(["run", `${folder}/moved.jsonc`, "--out", `${folder}/out`]);
    assertEquals(exit, 0);
  });
});

Deno.test("run refuses the folder of a part of another experiment, and of a shard", async () => {
  await withPlace(FOUR, async (place) => {
    const { folder } = place;
    const other = await otherMine(place);
    await place.run(["--shard", "1/2"]);
    const { err } = await place.call(["run", other, "--out", `${folder}/out`]);
    assertEquals(err, refusal('"FOLDER/other/mine.jsonc"', "FOLDER/out", "FOLDER/mine.jsonc"));
    const words = ["run", `${folder}/mine.jsonc`, "--out", `${folder}/part/interrupted`];
    assertEquals((await place.call(words)).exit, 0);
    const part = await place.call(["run", other, "--out", `${folder}/part`]);
    assertEquals(part.exit, 2);
  });
});

for (
  const place of ["results/batch_size", "./results/batch_size/", `${Deno.cwd()}/results/batch_size`]
) {
  Deno.test(`run refuses another experiment for --out ${place.replace(Deno.cwd(), "ROOT")}`, async () => {
    const before = await Deno.readTextFile("results/batch_size/runs.csv");
    await withPlace(FOUR, async ({ file, call }) => {
      const { exit, err } = await call(["run", file, "--out", place]);
      const shown = place.replace(`${Deno.cwd()}/`, "");
      const message = refusal('"FOLDER/mine.jsonc"', shown, "experiments/batch_size.jsonc");
      assertEquals([exit, err], [2, message]);
    });
    assertEquals(await Deno.readTextFile("results/batch_size/runs.csv"), before);
  });
}

Deno.test("run refuses overrides that make another experiment of a committed one", async () => {
  const { exit, err } = await call(["run", "toy_slice", "seeds=7", "--out", "results/toy_slice"]);
  const file = '"experiments/toy_slice.jsonc" seeds=7';
  assertEquals([exit, err], [
    2,
    refusal(file, "results/toy_slice", "experiments/toy_slice.jsonc"),
  ]);
});

Deno.test("run writes a committed result wherever its data lies", async () => {
  const found = await findExperiments(["cifar10/one_step"], ["dataset.directory=elsewhere"]);
  await checkOwner(found[0], "results/cifar10/one_step");
});

/** Two runs on pictures that keep their weights. */
const keeping = toyFile({
  dataset: { name: "synthetic", train: 20, test: 0 },
  method: { name: "gradientDescent", stepSize: 1e-6 },
  stop: { iterations: 2 },
  matrix: { batchSize: [1, 5] },
  keep: "weights",
});

Deno.test("run writes weights that are kept into a folder, and takes them away with their result", async () => {
  await withPlace(keeping, async ({ run, files, write }) => {
    const { exit, out } = await run();
    assertEquals(exit, 0);
    assertStringIncludes(out, "figures.json; 4 files in weights\n");
    const names = async () => Object.keys(await files()).filter((name) => /weights/.test(name));
    const kept = ["npy", "png"].flatMap((ending) =>
      [1, 2].map((run) => `weights/run-${run}.${ending}`)
    );
    assertEquals((await names()).sort(), ["weights", ...kept].sort());
    await write("out/weights/mine.txt", "");
    await run(["batchSize=5"]);
    assertEquals((await names()).sort(), [
      "weights",
      "weights/mine.txt",
      "weights/run-1.npy",
      "weights/run-1.png",
    ]);
    await run(["keep=curve"]);
    assertEquals(await names(), ["weights", "weights/mine.txt"]);
  });
});

Deno.test("run shows pictures of kept weights where there is colour, and nowhere else", async () => {
  const { out } = await made(keeping, { terminal: { color: true, columns: 80 } });
  assertEquals(out.match(/final weights of run \d \(batch size \d, seed 1\)/g)?.length, 1);
  // Ten pictures of 32 × 32 pixels, each cell two of them.
  assertEquals(out.split("▀").length - 1, 10 * 32 * 16);
  const plain = await made(keeping);
  assertEquals([plain.out, plain.files["chart.txt"]].map((text) => /▀|final weights/.test(text)), [
    false,
    false,
  ]);
});

Deno.test("run leaves a link in the place of its folder", async () => {
  await withPlace(FOUR, async ({ folder, run, link }) => {
    await run();
    await Deno.rename(`${folder}/out`, `${folder}/elsewhere`);
    await link({ out: `${folder}/elsewhere` });
    assertEquals((await run()).exit, 0);
    assertEquals((await Deno.lstat(`${folder}/out`)).isSymlink, true);
  });
});

// The report.

Deno.test("run prints the chart it writes, and ends with the finding, then the folder", () => {
  const chart = files["chart.txt"];
  const end = chart.indexOf("\n\n", chart.indexOf("└"));
  assertEquals(out.slice(0, end), chart.slice(0, end));
  const [finding, last] = out.trimEnd().split("\n\n").slice(-2);
  assertMatch(finding, /^Finding: [^]+\.$/);
  assertEquals(last.startsWith("FOLDER/out: "), true);
});

Deno.test("run colours only where colours are understood", async () => {
  const colored = await made(FOUR, { terminal: { color: true } });
  assertEquals([out.includes("\x1b["), colored.out.includes("\x1b[")], [false, true]);
});

Deno.test("run says with which overrides it ran, and nothing of the kind without", async () => {
  const changed = await made(FOUR, { words: ["stop.iterations=3", "seeds=7"] });
  assertEquals(changed.out.split("\n").slice(0, 2), ["With stop.iterations=3 seeds=7", ""]);
  assertEquals(out.includes("With "), false);
});

// Tables.

Deno.test("run writes a row of curves.csv for each record", () => {
  const records = [0, 1, 2, 3, 4, 5];
  assertEquals(
    rowsOf(files["curves.csv"]).map(({ run, iteration }) => `${run}/${iteration}`),
    [1, 2, 3, 4].flatMap((run) => records.map((iteration) => `${run}/${iteration}`)),
  );
});

for (const name of ["curves.csv", "runs.csv", "timings.csv"]) {
  Deno.test(`run writes ${name} with plain line ends, headers in snake_case and plain numbers`, async () => {
    assertEquals([files[name].includes("\r"), files[name].endsWith("\n")], [false, true]);
    const swept = (await made(toyFile({ matrix: { "init.scale": [0, 1] } }))).files[name];
    const header = swept.split("\n")[0].split(",");
    assertEquals(header.filter((one) => !/^[a-z][a-z0-9]*(_[a-z0-9]+)*$/.test(one)), []);
    const words = ["method", "status", "stop_reason", "dataset_sha256", "weights_sha256"];
    const odd = rowsOf(files[name]).flatMap((row) =>
      Object.entries(row).filter(([column, cell]) =>
        !words.includes(column) && !/^(-?\d+(\.\d+)?(e[+-]?\d+)?)?$/.test(cell)
      )
    );
    assertEquals(odd, []);
  });
}

for (const name of QUALITY) {
  Deno.test(`run writes nothing about time into ${name}`, () => {
    assertEquals(files[name].match(/second|\d{4}-\d\d-\d\d|\d:\d\d|\/s\b| ms\b/gi), null);
  });
}

Deno.test("run writes a row of runs.csv and timings.csv for each run, with its seconds", () => {
  const [runs, timings] = ["runs.csv", "timings.csv"].map((name) => rowsOf(files[name]));
  assertEquals(runs.map(({ run }) => run), ["1", "2", "3", "4"]);
  assertEquals(timings.map(({ run }) => run), ["1", "2", "3", "4"]);
  assertEquals(timings.filter((row) => !(Number(row.solver_seconds) > 0)), []);
  // The full training part is written as a number.
  assertEquals(runs.map((row) => row.batch_size), ["1", "1", "3", "3"]);
});

Deno.test("run writes swept fields into a column of their own", async () => {
  const rows = await tableOf({ matrix: { "init.scale": [0, 0.5] } });
  assertEquals(rows.map((row) => row.init_scale), ["0", "0.5"]);
});

Deno.test("run leaves test columns empty without test examples", async () => {
  const [row] = await tableOf({}, "curves.csv");
  assertEquals([row.test_loss, row.test_accuracy], ["", ""]);
});

Deno.test("run keeps a run that diverges as data, whose curve ends there", async () => {
  const matrix = { "method.stepSize": [0.1, 1e30] };
  const { exit, out, files } = await made(toyFile({ matrix }));
  const rows = rowsOf(files["runs.csv"]);
  assertEquals([exit, rows.map(({ status }) => status)], [0, ["done", "diverged"]]);
  assertStringIncludes(out, "1 of 2 diverged.");
  const curve = await tableOf({ method: diverging }, "curves.csv");
  assertEquals(curve.map(({ iteration }) => iteration), ["0", "1"]);
});

// The manifest.

Deno.test("run writes a manifest with experiment, circumstances and data", async () => {
  const { version } = JSON.parse(await Deno.readTextFile("deno.json"));
  assertObjectMatch(manifest, { version, experiment: JSON.parse(FOUR), isComplete: true });
  assertEquals(Array.isArray(manifest.command), true);
  assertMatch(manifest.git?.commit ?? "0".repeat(40), /^[0-9a-f]{40}$/); // null in an export
  assertEquals(manifest.runtime, { ...Deno.version });
  assertEquals([manifest.machine.os, manifest.machine.arch], [Deno.build.os, Deno.build.arch]);
  assertEquals(manifest.machine.cpu === "" || manifest.machine.cores < 1, false);
  assertEquals(started <= Date.parse(manifest.started), true);
  assertEquals(manifest.started <= manifest.ended, true);
  assertEquals(manifest.datasets, [rowsOf(files["runs.csv"])[0].dataset_sha256]);
  assertMatch(manifest.datasets[0], /^[0-9a-f]{64}$/);
});

Deno.test("run writes the defaults of every run into the manifest", () => {
  assertEquals(manifest.runs.length, 4);
  assertObjectMatch(manifest.runs[3], {
    run: 4,
    seed: 2,
    dataset: { ...fields.dataset, points: [[1], [2], [-1]], labels: [0, 1, 2], center: false },
    loss: { name: "svm", delta: 1, l2: 0 },
    method: { name: "gradientDescent", stepSize: 0.1 },
    batchSize: "full",
    init: { scale: 1e-4 },
    stop: { iterations: 5, divergence: 100 },
    record: "geometric",
  });
});

Deno.test("run writes into its manifest the code that it began with", async () => {
  const { readDir, Command } = Deno;
  const tooLate = (path: unknown) => {
    if (String(path).startsWith("/tmp/")) return readDir(path as string);
    throw new Error("What is read now may be code that did not run");
  };
  const onErr = () => Object.assign(Deno, { readDir: tooLate, Command: tooLate });
  await withPlace(FOUR, async ({ run, read }) => {
    const { exit } = await replaced(Deno, { readDir, Command }, () => run([], { onErr }));
    const { codeSha256, git } = JSON.parse(await read("out/manifest.json"));
    assertEquals([exit, git], [0, await gitState()]);
    assertMatch(codeSha256, /^[0-9a-f]{64}$/);
  });
});

// What is run.

Deno.test("run writes several experiments into a folder each", async () => {
  await withPlace(toyFile(), async ({ folder, run, files }) => {
    const { exit, out } = await run([`${folder}/b.jsonc`]);
    const expected = ["b", "mine"].flatMap((
      name,
    ) => [name, ...FILES.map((one) => `${name}/${one}`)]);
    assertEquals([exit, Object.keys(await files()).sort()], [0, expected]);
    assertMatch(out, /\/out\/mine: wrote [^]*\/out\/b: wrote /);
  }, { "b.jsonc": toyFile() });
});

Deno.test("run makes the folders above its results", async () => {
  await withPlace(toyFile(), async ({ folder, file, call, files }) => {
    const { exit } = await call(["run", file, "--out", `${folder}/a/b/c/`]);
    assertEquals([exit, Object.keys(await files("a/b/c")).sort()], [0, FILES]);
  });
});

Deno.test("run knows a shipped experiment by any way to write its path", async () => {
  const paths = ["./experiments//toy_slice.jsonc", "experiments/./toy_slice.jsonc"];
  for (const word of ["/toy_slice", ...paths]) {
    const { exit, err } = await call(["run", "toy_slice", word]);
    assertEquals(exit, 2);
    assertStringIncludes(err, "together as both write to results/toy_slice\n");
  }
});

Deno.test("run takes overrides from words, then from a JSON list", async () => {
  const title = "Two words, a comma and b=c";
  const list = JSON.stringify(["seeds=5", `title=${title}`, "batchSize=1,2"]);
  const words = ["batchSize=3", "stop.iterations=1", "--overrides", list];
  const { exit, out, files } = await made(FOUR, { words });
  assertEquals([exit, out.split("\n")[2]], [0, title]);
  assertEquals(
    rowsOf(files["runs.csv"]).map((row) => [row.batch_size, row.seed, row.iterations]),
    [["1", "5", "1"], ["2", "5", "1"]],
  );
  const none = await made(FOUR, { words: ["--overrides", "[]"] });
  assertEquals([none.exit, none.out.startsWith("Tiny\n")], [0, true]);
});

Deno.test("run reads CIFAR-10 from official files", async () => {
  await withPlace("", async ({ folder, run, write, read }) => {
    await write("mine.jsonc", imagesFile(folder, { seeds: [1] }));
    await writeImages(folder, [1, 1, 1, 1, 9, 9]);
    assertEquals((await run()).exit, 0);
    const [row] = rowsOf(await read("out/runs.csv"));
    assertEquals([row.batch_size, row.last_test_accuracy], ["5", "1"]);
  });
});

// Ctrl-C.

/** One short run, one that takes seconds, and one that is never reached. */
const LONG = toyFile({ matrix: { "stop.iterations": [3, 3e7, 5] }, record: [0] });

Deno.test("run writes what is there when it is interrupted, apart from whole results", async () => {
  const { exit, err, files } = await made(LONG, { terminal: stopAt("run 2 of 3") });
  assertEquals(exit, 130);
  const lines = err.replaceAll("\x1b[?7l", "").replaceAll("\x1b[?7h\x1b[G", "").split(
    "\r\x1b[K \x1b[J\r",
  );
  assertEquals(lines.slice(0, 2), ["", "mine: 3 runs, preparing the data …"]);
  // A bar over one line of a terminal, taken away before it reports.
  const bar = lines.find((line) => line.includes("run 2 of 3")) ?? "";
  assertMatch(bar, /^mine ━*─+ \d+ % · .*run 2 of 3 \(.*…$/);
  assertEquals(
    lines.at(-1),
    "mine: interrupted in run 2 of 3; what is there was written, and --resume goes on from there\n",
  );
  const rows = rowsOf(files["interrupted/runs.csv"]);
  assertEquals(rows.map(({ status, stop_reason }) => [status, stop_reason]), [
    ["done", "iterations"],
    ["interrupted", "interrupted"],
  ]);
  const names = Object.keys(files).filter((name) => !/^runs\/[0-9a-f]{64}\.json$/.test(name));
  const parts = FILES.map((name) => `interrupted/${name}`);
  assertEquals(names.sort(), ["interrupted", ...parts, "runs"]);
});

Deno.test("run writes nothing when it is interrupted before the first run", async () => {
  await withPlace(FOUR, async ({ folder, run, files }) => {
    const { exit, out, err } = await run([`${folder}/b.jsonc`], { signal: AbortSignal.abort() });
    assertEquals([exit, out, await files()], [130, "", {}]);
    // The next one is not started.
    assertEquals(
      err,
      "mine: 4 runs, preparing the data …\n" +
        "mine: interrupted in the first run, nothing was written\nNot started: b\n",
    );
  }, { "b.jsonc": FOUR });
});
