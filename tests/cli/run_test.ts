// @ts-types="../../src/_csv.d.ts"
import { parse } from "@std/csv";
import { assertEquals, assertMatch, assertObjectMatch, assertStringIncludes } from "@std/assert";
import { gitState } from "../../src/cli/work/circumstances.ts";
import { call, type FakeTerminal } from "../_fake_io.ts";
import { checkFile, sliceFile, snapshot, toyFile, withFolder } from "../_files.ts";

const QUALITY = ["chart.txt", "curves.csv", "runs.csv"];
const FILES = [
  "benchopt.csv",
  "chart.txt",
  "curves.csv",
  "manifest.json",
  "runs.csv",
  "timings.csv",
];

/** Two batch sizes with two seeds each. */
const fields = {
  dataset: { name: "toy", testPoints: [[3], [-2]], testLabels: [1, 2] },
  matrix: { batchSize: [1, "full"] },
  seeds: [1, 2],
};
const RUNS = 4;
const RECORDS = 6; // iterations 0, 1, 2, 3, 4, and the last, 5

/** A folder where an experiment can be run, and has been run `times` times. */
async function withRuns(
  experiment: Record<string, unknown>,
  times: number,
  action: (made: Made) => Promise<void> | void,
  terminal: FakeTerminal = {},
): Promise<void> {
  await withFolder(async (folder) => {
    await Deno.writeTextFile(`${folder}/mine.jsonc`, toyFile(experiment));
    const out = `${folder}/out`;
    const again = (terminal: FakeTerminal = {}, words: readonly string[] = []) =>
      call(["run", `${folder}/mine.jsonc`, "--out", out, ...words], terminal);
    let result = { exit: -1, out: "", err: "" };
    for (let i = 0; i < times; i++) result = await again(terminal);
    const text = (name: string) => Deno.readTextFile(`${out}/${name}`);
    await action({ folder: out, ...result, text, again });
  });
}

interface Made {
  readonly folder: string;
  readonly exit: number;
  readonly out: string;
  readonly err: string;
  text(name: string): Promise<string>;
  again(
    terminal?: FakeTerminal,
    words?: readonly string[],
  ): Promise<{ exit: number; out: string; err: string }>;
}

const rowsOf = (text: string) => parse(text, { skipFirstRow: true });

Deno.test("run exits with 0 and writes its six files and no others", async () => {
  await withRuns(fields, 1, async ({ folder, exit }) => {
    const names = Object.keys(await snapshot(folder)).map((path) => path.slice(1));
    assertEquals([exit, names.sort()], [0, FILES]);
  });
});

Deno.test("run writes the same bytes the second time", async () => {
  await withRuns(fields, 1, async ({ again, text }) => {
    const before = await Promise.all(QUALITY.map(text));
    await again();
    assertEquals(await Promise.all(QUALITY.map(text)), before);
  });
});

Deno.test("run says what it wrote the first time", async () => {
  await withRuns(fields, 1, ({ folder, out }) => {
    assertEquals(out.endsWith(`\n\n${folder}: wrote curves.csv, runs.csv, chart.txt\n`), true);
  });
});

Deno.test("run says the second time that the bytes are the same", async () => {
  await withRuns(fields, 2, ({ folder, out }) => {
    assertEquals(
      out.endsWith(
        `\n\n${folder}: curves.csv, runs.csv, chart.txt came out the same, byte for byte\n`,
      ),
      true,
    );
  });
});

Deno.test("run says what changed when a result is not as it was", async () => {
  await withRuns(fields, 1, async ({ folder, again }) => {
    const { out } = await again({}, ["method.stepSize=0.2"]);
    assertStringIncludes(
      out,
      `\n${folder}: results changed: curves.csv row 2 (run 1, iteration 1): train_loss was `,
    );
  });
});

Deno.test("run replaces a result that was cut short", async () => {
  await withRuns(fields, 1, async ({ folder, text, again }) => {
    const whole = await text("curves.csv");
    await Deno.writeTextFile(`${folder}/curves.csv`, whole.slice(0, -20));
    const { exit } = await again();
    assertEquals([exit, await text("curves.csv")], [0, whole]);
  });
});

Deno.test("run puts new files in the place of old ones, so that readers see all or nothing", async () => {
  await withRuns(fields, 1, async ({ folder, text, again }) => {
    const before = await text("curves.csv");
    await Deno.link(`${folder}/curves.csv`, `${folder}/reader.csv`);
    await again({}, ["method.stepSize=0.2"]);
    assertEquals([await text("reader.csv"), await text("curves.csv") === before], [before, false]);
  });
});

Deno.test("run writes the same bytes whatever the terminal", async () => {
  await withRuns(fields, 1, async ({ text, again }) => {
    const before = await Promise.all(QUALITY.map(text));
    await again({ columns: 40, color: true, isTerminal: true });
    assertEquals(await Promise.all(QUALITY.map(text)), before);
  });
});

Deno.test("run ends its report with the finding, then the folder", async () => {
  await withRuns(fields, 1, ({ folder, out }) => {
    const [finding, last] = out.trimEnd().split("\n\n").slice(-2);
    assertMatch(finding, /^Finding: [^]+\.$/);
    assertEquals(last.startsWith(`${folder}: `), true);
  });
});

Deno.test("run prints the chart it writes", async () => {
  await withRuns(fields, 1, async ({ out, text }) => {
    const chart = await text("chart.txt");
    const end = chart.indexOf("\n\n", chart.indexOf("└"));
    assertEquals(out.slice(0, end), chart.slice(0, end));
  });
});

Deno.test("run colours only where colours are understood", async () => {
  await withRuns(fields, 1, async ({ out, again }) => {
    const colored = (await again({ color: true })).out;
    assertEquals([out.includes("\x1b["), colored.includes("\x1b[")], [false, true]);
  });
});

Deno.test("run writes a row of curves.csv for each record", async () => {
  await withRuns(fields, 1, async ({ text }) => {
    const rows = rowsOf(await text("curves.csv"));
    assertEquals(
      rows.map(({ run, iteration }) => `${run}/${iteration}`),
      Array.from(
        { length: RUNS * RECORDS },
        (_, i) => `${1 + Math.floor(i / RECORDS)}/${i % RECORDS}`,
      ),
    );
  });
});

for (const name of ["runs.csv", "timings.csv"]) {
  Deno.test(`run writes a row of ${name} for each run`, async () => {
    await withRuns(fields, 1, async ({ text }) => {
      assertEquals(rowsOf(await text(name)).map(({ run }) => run), ["1", "2", "3", "4"]);
    });
  });
}

for (const name of ["curves.csv", "runs.csv", "timings.csv"]) {
  Deno.test(`run writes ${name} with plain line ends`, async () => {
    await withRuns(fields, 1, async ({ text }) => {
      const table = await text(name);
      assertEquals([table.includes("\r"), table.endsWith("\n")], [false, true]);
    });
  });

  Deno.test(`run writes ${name} with headers in snake_case`, async () => {
    await withRuns({ ...fields, matrix: { "init.scale": [0, 1] } }, 1, async ({ text }) => {
      const [header] = (await text(name)).split("\n");
      const odd = header.split(",").filter((one) => !/^[a-z][a-z0-9]*(_[a-z0-9]+)*$/.test(one));
      assertEquals(odd, []);
    });
  });

  Deno.test(`run writes ${name} with plain numbers`, async () => {
    await withRuns(fields, 1, async ({ text }) => {
      const words = ["method", "status", "stop_reason", "dataset_sha256", "weights_sha256"];
      const odd = rowsOf(await text(name)).flatMap((row) =>
        Object.entries(row).filter(([column, cell]) =>
          !words.includes(column) && !/^(-?\d+(\.\d+)?(e[+-]?\d+)?)?$/.test(cell)
        )
      );
      assertEquals(odd, []);
    });
  });
}

Deno.test("run writes swept fields into a column of their own", async () => {
  await withRuns({ matrix: { "init.scale": [0, 0.5] } }, 1, async ({ text }) => {
    assertEquals(rowsOf(await text("runs.csv")).map((row) => row.init_scale), ["0", "0.5"]);
  });
});

Deno.test("run writes the full training part as batch size", async () => {
  await withRuns(fields, 1, async ({ text }) => {
    assertEquals(rowsOf(await text("runs.csv")).map((row) => row.batch_size), ["1", "1", "3", "3"]);
  });
});

Deno.test("run leaves test columns empty without test examples", async () => {
  await withRuns({}, 1, async ({ text }) => {
    const [row] = rowsOf(await text("curves.csv"));
    assertEquals([row.test_loss, row.test_accuracy], ["", ""]);
  });
});

for (const name of QUALITY) {
  Deno.test(`run writes nothing about time into ${name}`, async () => {
    await withRuns(fields, 1, async ({ text }) => {
      const found = (await text(name)).match(/second|\d{4}-\d\d-\d\d|\d:\d\d|\/s\b| ms\b/gi);
      assertEquals(found, null);
    });
  });
}

Deno.test("run writes seconds and speed of each run into timings.csv", async () => {
  await withRuns(fields, 1, async ({ text }) => {
    const rows = rowsOf(await text("timings.csv"));
    assertEquals(rows.filter(({ solver_seconds }) => Number(solver_seconds) > 0).length, RUNS);
  });
});

Deno.test("run writes a manifest with experiment, circumstances and data", async () => {
  const started = Date.now();
  await withRuns(fields, 1, async ({ text }) => {
    const manifest = JSON.parse(await text("manifest.json"));
    const { version } = JSON.parse(await Deno.readTextFile("deno.json"));
    assertObjectMatch(manifest, { version, experiment: JSON.parse(toyFile(fields)) });
    assertEquals(Array.isArray(manifest.command), true);
    assertMatch(manifest.git?.commit ?? "0".repeat(40), /^[0-9a-f]{40}$/); // null in an export
    assertEquals(manifest.runtime, { ...Deno.version });
    assertEquals([manifest.machine.os, manifest.machine.arch], [Deno.build.os, Deno.build.arch]);
    assertEquals(manifest.machine.cpu === "" || manifest.machine.cores < 1, false);
    assertEquals(started <= Date.parse(manifest.started), true);
    assertEquals(manifest.started <= manifest.ended, true);
  });
});

Deno.test("run tells in its manifest the code that it began with", async () => {
  const { readDir, Command } = Deno;
  const onErr = () => {
    // What is read from now on may be code that did not run.
    Deno.readDir = () => {
      throw new Error("read too late");
    };
    Deno.Command = class {
      constructor() {
        throw new Error("asked too late");
      }
    } as unknown as typeof Command;
  };
  try {
    await withRuns(fields, 1, async ({ exit, text }) => {
      Object.assign(Deno, { readDir, Command });
      const { codeSha256, git } = JSON.parse(await text("manifest.json"));
      assertEquals([exit, git], [0, await gitState()]);
      assertMatch(codeSha256, /^[0-9a-f]{64}$/);
    }, { onErr });
  } finally {
    Object.assign(Deno, { readDir, Command });
  }
});

Deno.test("run leaves no table of another kind beside a result", async () => {
  await withFolder(async (folder) => {
    const [train, slices, checks] = ["a", "b", "c"].map((name) => `${folder}/${name}.jsonc`);
    await Deno.writeTextFile(train, toyFile());
    await Deno.writeTextFile(slices, sliceFile());
    await Deno.writeTextFile(checks, checkFile());
    const out = `${folder}/out`;
    const filesOf = async (file: string) => {
      assertEquals((await call(["run", file, "--out", out])).exit, 0);
      return Object.keys(await snapshot(out)).sort();
    };
    const ofSlices = await filesOf(slices);
    const ofChecks = await filesOf(checks);
    await Deno.writeTextFile(`${out}/mine.csv`, "");
    assertEquals(await filesOf(train), [...FILES, "mine.csv"].sort().map((name) => `/${name}`));
    await Deno.remove(`${out}/mine.csv`);
    assertEquals(await filesOf(slices), ofSlices);
    assertEquals(await filesOf(checks), ofChecks);
    assertEquals([ofSlices, ofChecks].map((names) => names.length), [4, 4]);
  });
});

Deno.test("run leaves a link in the place of its folder", async () => {
  await withRuns(fields, 1, async ({ folder, again }) => {
    await Deno.rename(folder, `${folder}-elsewhere`);
    // Links may lead anywhere: tests themselves are not permitted to make any.
    const script = `Deno.symlinkSync("${folder}-elsewhere", "${folder}")`;
    await new Deno.Command("deno", { args: ["eval", script] }).output();
    assertEquals((await again()).exit, 0);
    assertEquals((await Deno.lstat(folder)).isSymlink, true);
  });
});

Deno.test("run says that a result takes the place of another experiment's", async () => {
  await withRuns(fields, 1, async ({ folder, again }) => {
    const { out } = await again({}, ["title=Other"]);
    assertStringIncludes(
      out,
      `\n${folder}: wrote curves.csv, runs.csv, chart.txt in place of another experiment's result\n`,
    );
  });
});

Deno.test("run knows a shipped experiment by any way to write its path", async () => {
  for (
    const word of ["/toy_slice", "./experiments//toy_slice.jsonc", "experiments/./toy_slice.jsonc"]
  ) {
    const { exit, err } = await call(["run", "toy_slice", word]);
    assertEquals(exit, 2);
    assertStringIncludes(err, "together as both write to results/toy_slice\n");
  }
});

Deno.test("run writes the defaults of every run into the manifest", async () => {
  await withRuns(fields, 1, async ({ text }) => {
    const { runs } = JSON.parse(await text("manifest.json"));
    assertEquals(runs.length, RUNS);
    assertObjectMatch(runs[3], {
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
});

Deno.test("run writes the same dataset fingerprint into manifest and runs.csv", async () => {
  await withRuns(fields, 1, async ({ text }) => {
    const { datasets } = JSON.parse(await text("manifest.json"));
    const rows = rowsOf(await text("runs.csv"));
    assertEquals(datasets, [rows[0].dataset_sha256]);
    assertMatch(datasets[0], /^[0-9a-f]{64}$/);
  });
});

Deno.test("run keeps a run that diverges as data", async () => {
  const matrix = { "method.stepSize": [0.1, 1e30] };
  await withRuns({ matrix }, 1, async ({ exit, out, text }) => {
    const rows = rowsOf(await text("runs.csv"));
    assertEquals([exit, rows.map(({ status }) => status)], [0, ["done", "diverged"]]);
    assertStringIncludes(out, "1 of 2 diverged.");
  });
});

Deno.test("run ends the curve of a diverging run where it diverged", async () => {
  await withRuns({ method: { name: "gradientDescent", stepSize: 1e30 } }, 1, async ({ text }) => {
    const iterations = rowsOf(await text("curves.csv")).map(({ iteration }) => iteration);
    assertEquals(iterations, ["0", "1"]);
  });
});

Deno.test("run writes several experiments into a folder each", async () => {
  await withFolder(async (folder) => {
    const files = ["a", "b"].map((name) => `${folder}/${name}.jsonc`);
    for (const file of files) await Deno.writeTextFile(file, toyFile());
    const { exit, out } = await call(["run", ...files, "--out", `${folder}/out`]);
    const paths = Object.keys(await snapshot(`${folder}/out`)).sort();
    assertEquals([exit, paths.length], [0, 2 * (1 + FILES.length)]);
    assertMatch(out, /\/out\/a: wrote [^]*\/out\/b: wrote /);
  });
});

Deno.test("run makes the folders above its results", async () => {
  await withFolder(async (folder) => {
    await Deno.writeTextFile(`${folder}/mine.jsonc`, toyFile());
    const out = `${folder}/a/b/c/`;
    const { exit } = await call(["run", `${folder}/mine.jsonc`, "--out", out]);
    const names = Object.keys(await snapshot(folder)).filter((path) => !path.endsWith("s.csv"));
    assertEquals([exit, names.sort()], [0, [
      "/a",
      "/a/b",
      "/a/b/c",
      "/a/b/c/benchopt.csv",
      "/a/b/c/chart.txt",
      "/a/b/c/manifest.json",
      "/mine.jsonc",
    ]]);
  });
});

Deno.test("run takes overrides into its results", async () => {
  await withRuns(fields, 0, async ({ again, text }) => {
    await again({}, ["batchSize=2", "seeds=5", "stop.iterations=1"]);
    const rows = rowsOf(await text("runs.csv"));
    assertEquals(rows.map((row) => [row.batch_size, row.seed, row.iterations]), [["2", "5", "1"]]);
  });
});

Deno.test("run takes overrides from a JSON list, after those that are words", async () => {
  await withRuns(fields, 0, async ({ again, text }) => {
    const title = "Two words, a comma and b=c";
    const list = JSON.stringify(["seeds=5", `title=${title}`, "batchSize=1,2"]);
    const { exit, out } = await again({}, ["batchSize=3", "--overrides", list]);
    const rows = rowsOf(await text("runs.csv"));
    assertEquals([exit, out.split("\n")[2]], [0, title]);
    assertEquals(rows.map((row) => [row.batch_size, row.seed]), [["1", "5"], ["2", "5"]]);
  });
});

Deno.test("run takes an empty JSON list for no overrides", async () => {
  await withRuns(fields, 0, async ({ again }) => {
    const { exit, out } = await again({}, ["--overrides", "[]"]);
    assertEquals([exit, out.startsWith("Tiny\n")], [0, true]);
  });
});

for (const list of ["seeds=5", '"seeds=5"', "{}", "[5]", '["seeds"]', "[", '["seeds=5"] x']) {
  Deno.test(`run refuses ${list} as a list of overrides`, async () => {
    assertEquals(await call(["run", "--dry-run", "--overrides", list]), {
      exit: 2,
      out: "",
      err: 'Option --overrides must be a JSON list of KEY=VALUE, such as ["batchSize=1,32"]: ' +
        `current value is ${list}\n`,
    });
  });
}

Deno.test("run reads CIFAR-10 from official files", async () => {
  await withFolder(async (folder) => {
    for (const name of ["data_batch_1", "data_batch_2", "data_batch_3", "data_batch_4"]) {
      await Deno.writeFile(`${folder}/${name}.bin`, new Uint8Array(2 * 3073).fill(1));
    }
    await Deno.writeFile(`${folder}/data_batch_5.bin`, new Uint8Array(2 * 3073).fill(9));
    await Deno.writeFile(`${folder}/test_batch.bin`, new Uint8Array(3073).fill(9));
    const dataset = { name: "cifar10", directory: folder, train: 5 };
    const method = { name: "gradientDescent", stepSize: 1e-6 };
    await Deno.writeTextFile(`${folder}/mine.jsonc`, toyFile({ dataset, method }));
    const { exit } = await call(["run", `${folder}/mine.jsonc`, "--out", `${folder}/out`]);
    const [row] = rowsOf(await Deno.readTextFile(`${folder}/out/runs.csv`));
    assertEquals([exit, row.batch_size, row.last_test_accuracy], [0, "5", "1"]);
  });
});

// Progress and Ctrl-C.

Deno.test("run writes plain progress where there is no terminal", async () => {
  await withRuns(fields, 1, ({ err }) => {
    assertEquals(err, "mine: 4 runs, preparing the data …\n");
  });
});

/** One short run, one that takes seconds, and one that is never reached. */
const long = { matrix: { "stop.iterations": [3, 3e7, 5] }, record: [0] };

/** Asks to stop as soon as a bar is drawn for the second run. */
function stopAtBar(): FakeTerminal {
  const stop = new AbortController();
  const onErr = (text: string) => text.includes("run 2 of 3") && stop.abort();
  return { isTerminal: true, columns: 200, signal: stop.signal, onErr };
}

Deno.test("run draws a bar over one line of a terminal", async () => {
  await withRuns(long, 1, ({ err }) => {
    const lines = err.split("\r\x1b[K");
    assertEquals(lines.slice(0, 2), ["", "mine: 3 runs, preparing the data …"]);
    const bar = lines.find((line) => line.includes("run 2 of 3")) ?? "";
    assertMatch(bar, /^mine ━*─+ \d+ % · .*run 2 of 3 \(.*…$/);
  }, stopAtBar());
});

Deno.test("run takes the bar away before it reports", async () => {
  await withRuns(long, 1, ({ err }) => {
    assertEquals(
      err.endsWith(
        "\r\x1b[Kmine: interrupted in run 2 of 3; what is there was written, " +
          "and --resume goes on from there\n",
      ),
      true,
    );
  }, stopAtBar());
});

Deno.test("run exits with 130 when it is interrupted", async () => {
  await withRuns(long, 1, ({ exit }) => assertEquals(exit, 130), stopAtBar());
});

Deno.test("run writes what is there when it is interrupted", async () => {
  await withRuns(long, 1, async ({ folder, text }) => {
    const rows = rowsOf(await text("interrupted/runs.csv"));
    assertEquals(rows.map(({ status, stop_reason }) => [status, stop_reason]), [
      ["done", "iterations"],
      ["interrupted", "interrupted"],
    ]);
    assertEquals(Object.keys(await snapshot(`${folder}/interrupted`)).length, FILES.length);
  }, stopAtBar());
});

Deno.test("run writes nothing when it is interrupted before the first run", async () => {
  await withRuns(fields, 1, async ({ folder, exit, out, err }) => {
    assertEquals([exit, out], [130, ""]);
    assertMatch(err, /\nmine: interrupted in the first run, nothing was written\n$/);
    assertEquals(await Deno.stat(folder).catch(() => null), null);
  }, { signal: AbortSignal.abort() });
});

Deno.test("run does not start the next experiment when it is interrupted", async () => {
  await withFolder(async (folder) => {
    const files = ["a", "b"].map((name) => `${folder}/${name}.jsonc`);
    for (const file of files) await Deno.writeTextFile(file, toyFile());
    const words = ["run", ...files, "--out", `${folder}/out`];
    const { exit, err } = await call(words, { signal: AbortSignal.abort() });
    assertEquals([exit, err.includes("b: ")], [130, false]);
  });
});

Deno.test("run says with which overrides it ran, and nothing of the kind without", async () => {
  await withRuns(fields, 1, async ({ out, again }) => {
    const changed = await again({}, ["stop.iterations=3", "seeds=7"]);
    assertEquals(changed.out.split("\n").slice(0, 2), ["With stop.iterations=3 seeds=7", ""]);
    assertEquals(out.includes("With "), false);
  });
});
