/** Runs that were cut short and gone on with, and who may write where. */
import { assert, assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import { JOURNAL, readJournal } from "../../src/runs/journal.ts";
import { call, type FakeTerminal } from "../_fake_io.ts";
import { checkFile, sliceFile, snapshot, toyFile, withFolder } from "../_files.ts";

/** A folder with an experiment in it. */
interface Place {
  readonly folder: string;
  readonly out: string;
  /** Calls `run` on the experiment. */
  run(words?: readonly string[], terminal?: FakeTerminal): ReturnType<typeof call>;
  /** The files of the result that are the same on every machine. */
  quality(): Promise<Record<string, string>>;
  journal(): Promise<Uint8Array>;
}

async function withPlace(text: string, action: (place: Place) => Promise<void>): Promise<void> {
  await withFolder(async (folder) => {
    await Deno.writeTextFile(`${folder}/mine.jsonc`, text);
    const out = `${folder}/out`;
    await action({
      folder,
      out,
      run: (words = [], terminal = {}) =>
        call(["run", `${folder}/mine.jsonc`, "--out", out, ...words], terminal),
      async quality() {
        const files = Object.entries(await snapshot(out));
        return Object.fromEntries(
          files.filter(([path]) => !/timings|benchopt|manifest/.test(path)),
        );
      },
      journal: () => Deno.readFile(`${out}/${JOURNAL}`),
    });
  });
}

/** Nine short runs; two of them diverge. */
const NINE = toyFile({
  matrix: { batchSize: [1, 2, "full"], "method.stepSize": [0.1, 0.01, 1e30] },
  record: { every: 1 },
});
const BEST = toyFile({
  matrix: { batchSize: [1, "full"], "method.stepSize": [0.1, 0.01] },
  best: { of: "method.stepSize", seeds: [5, 6] },
});
const KINDS: readonly (readonly [kind: string, text: string, runs: number])[] = [
  ["training", NINE, 9],
  ["training with a best", BEST, 8],
  ["slices", sliceFile({ matrix: { center: ["zero", "random"] }, seeds: [1, 2] }), 4],
  ["gradient checks", checkFile({ seeds: [1, 2, 3] }), 3],
];

const qualities = new Map<string, Record<string, string>>();
const journals = new Map<string, Uint8Array>();

/** The result of a run that nothing cuts short. */
async function qualityOf(text: string): Promise<Record<string, string>> {
  if (!qualities.has(text)) {
    await withPlace(text, async (place) => {
      await place.run();
      qualities.set(text, await place.quality());
    });
  }
  return qualities.get(text) as Record<string, string>;
}

/** The journal as it is just before it is removed. */
async function journalOf(text: string): Promise<Uint8Array> {
  if (!journals.has(text)) {
    await withPlace(text, async (place) => {
      // A folder in the place of a file: the result cannot be written, and the journal stays.
      await Deno.mkdir(`${place.out}/runs.csv`, { recursive: true });
      const { exit, err } = await place.run();
      assertEquals(exit, 2);
      assertStringIncludes(err, `/runs.csv": `);
      journals.set(text, await place.journal());
    });
  }
  return journals.get(text) as Uint8Array;
}

/** The bytes up to the end of a line, from 0. */
function linesOf(bytes: Uint8Array, lines: number): Uint8Array {
  let end = 0;
  for (let line = 0; line < lines; line++) end = bytes.indexOf(10, end) + 1;
  return bytes.slice(0, end);
}

for (const [kind, text, runs] of KINDS) {
  Deno.test(`run --resume of ${kind} ends with the same bytes wherever it was cut short`, async () => {
    const [quality, bytes] = [await qualityOf(text), await journalOf(text)];
    for (let done = 1; done <= runs; done++) {
      await withPlace(text, async (place) => {
        await Deno.mkdir(place.out);
        // Header, session and the runs that were finished; of the next one, a part of its line.
        const good = linesOf(bytes, 2 + done);
        const cut = bytes.slice(0, Math.min(bytes.length, good.length + 50));
        await Deno.writeFile(`${place.out}/${JOURNAL}`, cut);
        const { exit, err } = await place.run(["--resume"]);
        assertEquals([exit, await place.quality()], [0, quality]);
        const left = runs - done;
        assertEquals(
          err,
          `mine: ${done} of ${runs} runs ${done === 1 ? "was" : "were"} finished before\n` +
            (left > 0
              ? `mine: ${left} more run${left > 1 ? "s" : ""}, preparing the data …\n`
              : ""),
        );
      });
    }
  });
}

/** A place where four of nine runs are finished. */
function withFour(action: (place: Place & { bytes: Uint8Array }) => Promise<void>): Promise<void> {
  return withPlace(NINE, async (place) => {
    const bytes = linesOf(await journalOf(NINE), 6);
    await Deno.mkdir(place.out);
    await Deno.writeFile(`${place.out}/${JOURNAL}`, bytes);
    await action({ ...place, bytes });
  });
}

Deno.test("run refuses to throw finished runs away, before it computes, and leaves them", async () => {
  await withFour(async ({ run, out, journal, bytes }) => {
    assertEquals(await run(), {
      exit: 2,
      out: "",
      err: `Cannot run "mine" as "${out}" holds 4 of its 9 runs, finished before\n` +
        "Go on from there with --resume, or start anew with --restart\n",
    });
    assertEquals(await journal(), bytes);
  });
});

Deno.test("run --restart starts anew", async () => {
  await withFour(async ({ run, quality }) => {
    const { exit, err } = await run(["--restart"]);
    assertEquals([exit, err], [0, "mine: 9 runs, preparing the data …\n"]);
    assertEquals(await quality(), await qualityOf(NINE));
  });
});

Deno.test("run --restart keeps finished runs when it is refused", async () => {
  await withFour(async ({ folder, journal, bytes }) => {
    // The second one is refused.
    await Deno.writeTextFile(`${folder}/other.jsonc`, NINE);
    await Deno.mkdir(`${folder}/out/other/journal.jsonl`, { recursive: true });
    await Deno.mkdir(`${folder}/out/mine`);
    await Deno.rename(`${folder}/out/${JOURNAL}`, `${folder}/out/mine/${JOURNAL}`);
    const files = [`${folder}/mine.jsonc`, `${folder}/other.jsonc`];
    const { exit } = await call(["run", ...files, "--restart", "--out", `${folder}/out`]);
    await Deno.rename(`${folder}/out/mine/${JOURNAL}`, `${folder}/out/${JOURNAL}`);
    assertEquals([exit, await journal()], [2, bytes]);
  });
});

for (
  const [what, words, status] of [
    ["for its data", ["dataset.name=cifar10", "dataset.directory=/tmp/no-such-folder"], 2],
    ["for its batch size", ["batchSize=1,1000"], 2],
    ["by Ctrl-C before its first run is finished", [], 130],
  ] as const
) {
  Deno.test(`run --restart keeps finished runs when it is stopped ${what}`, async () => {
    await withFour(async ({ run, journal, bytes }) => {
      const signal = status === 130 ? AbortSignal.abort() : undefined;
      const { exit } = await run([...words, "--restart"], signal && { signal });
      assertEquals([exit, await journal()], [status, bytes]);
    });
  });
}

Deno.test("run --restart that is refused leaves no journal where there was none", async () => {
  await withPlace(NINE, async ({ out, run }) => {
    assertEquals((await run(["batchSize=1000", "--restart"])).exit, 2);
    assertEquals(await Deno.stat(out).catch(() => null), null);
  });
});

Deno.test("run refuses --resume together with --restart", async () => {
  assertEquals(await call(["run", "--resume", "--restart"]), {
    exit: 2,
    out: "",
    err: "Give either --resume or --restart, not both\n",
  });
});

Deno.test("run --resume without finished runs runs all, and says so", async () => {
  await withPlace(NINE, async ({ run, quality }) => {
    const { exit, err } = await run(["--resume"]);
    assertEquals(
      [exit, err],
      [0, "mine: nothing to go on from, so all runs start\nmine: 9 runs, preparing the data …\n"],
    );
    assertEquals(await quality(), await qualityOf(NINE));
  });
});

Deno.test("run replaces a journal without finished runs", async () => {
  await withFour(async ({ out, run, bytes, quality }) => {
    await Deno.writeFile(`${out}/${JOURNAL}`, linesOf(bytes, 2));
    assertEquals((await run()).exit, 0);
    assertEquals(await quality(), await qualityOf(NINE));
  });
});

for (
  const [what, words, difference] of [
    [
      "overrides",
      ["method.name=gradientDescent"],
      "overrides: none there, method.name=gradientDescent here",
    ],
    ["shard", ["--shard", "1/2"], "shard: none there, 1/2 here"],
  ] as const
) {
  for (const flags of [[], ["--resume"]]) {
    Deno.test(`run ${flags.join("")} refuses finished runs with another ${what}`, async () => {
      await withFour(async ({ out, run, journal, bytes }) => {
        assertEquals(await run([...words, ...flags]), {
          exit: 2,
          out: "",
          err: `Cannot run "mine" as "${out}" holds finished runs that do not belong to it: ` +
            `${difference}\nRun it with --restart to throw them away, or with --out DIR elsewhere\n`,
        });
        assertEquals(await journal(), bytes);
      });
    });
  }
}

Deno.test("run --resume refuses finished runs of a file that has changed since", async () => {
  await withPlace(NINE, async ({ folder, out, run }) => {
    await Deno.mkdir(`${out}/runs.csv`, { recursive: true });
    await run();
    await Deno.writeTextFile(`${folder}/mine.jsonc`, NINE.replace("0.01", "0.02"));
    const { exit, err } = await run(["--resume"]);
    assertEquals(exit, 2);
    assertStringIncludes(err, "do not belong to it: the experiment's file has changed\n");
  });
});

Deno.test("run --resume names both files when finished runs are of another one of the same name", async () => {
  await withFour(async ({ folder, run }) => {
    await Deno.writeTextFile(`${folder}/mine.jsonc`, NINE.replace("0.01", "0.02"));
    const { exit, err } = await run(["--resume"]);
    assertEquals(exit, 2);
    assertMatch(
      err,
      / the experiment's file: "\/.+\/mine\.jsonc" there, "\/.+\/mine\.jsonc" here\n/,
    );
  });
});

Deno.test("run --resume names all that differs", async () => {
  await withFour(async ({ run }) => {
    const { err } = await run(["--resume", "init.scale=0", "--shard", "1/2"]);
    assertStringIncludes(
      err,
      ": overrides: none there, init.scale=0 here; shard: none there, 1/2 here\n",
    );
  });
});

for (const flags of [[], ["--resume"]]) {
  Deno.test(`run ${flags.join("")} leaves a journal.jsonl that is of something else`, async () => {
    await withPlace(NINE, async ({ out, run }) => {
      await Deno.mkdir(out);
      await Deno.writeTextFile(`${out}/${JOURNAL}`, '{"my":"notes"}\n');
      assertEquals(await run(flags), {
        exit: 2,
        out: "",
        err: `Cannot read "${out}/${JOURNAL}" as it is no journal, or its first line is damaged: ` +
          "move it away, or run the experiment anew with --restart\n",
      });
      assertEquals(await snapshot(out), { [`/${JOURNAL}`]: '{"my":"notes"}\n' });
    });
  });
}

for (const flags of [[], ["--resume"]]) {
  Deno.test(`run ${flags.join("")} leaves a part of a sweep that has no runs`, async () => {
    await withPlace(NINE, async ({ out, run, journal }) => {
      assertEquals((await run(["--shard", "10/10"])).exit, 0);
      const bytes = await journal();
      const { exit, err } = await run(flags);
      assertEquals([exit, err], [
        2,
        `Cannot run "mine" as "${out}" holds a part of a sweep that does not belong to it: shard: ` +
        "10/10 there, none here\n" +
        "Run it with --restart to throw them away, or with --out DIR elsewhere\n",
      ]);
      assertEquals(await journal(), bytes);
      assertEquals((await run(["--shard", "10/10"])).exit, 0);
    });
  });
}

Deno.test("run --resume refuses a damaged journal, and --restart replaces it", async () => {
  await withFour(async ({ out, run, bytes }) => {
    const damaged = bytes.slice();
    damaged[linesOf(bytes, 3).length - 40] ^= 1;
    await Deno.writeFile(`${out}/${JOURNAL}`, damaged);
    const { exit, err } = await run(["--resume"]);
    assertEquals([exit, err], [
      2,
      `Cannot read "${out}/${JOURNAL}" as its line 3 is damaged: cut it off before that line, ` +
      "which leaves 0 finished runs, or run the experiment anew with --restart\n",
    ]);
    assertEquals((await run(["--restart"])).exit, 0);
  });
});

Deno.test("run --resume takes what was cut away before it goes on, however long that is", async () => {
  await withFour(async ({ out, run, journal, bytes, quality }) => {
    const text = new TextDecoder().decode(bytes);
    await Deno.writeTextFile(`${out}/${JOURNAL}`, text + "x".repeat(100_000));
    const { exit } = await run(["--resume"], { signal: AbortSignal.abort() });
    const { results, size } = readJournal(await journal(), "j");
    assertEquals([exit, results.length, size], [130, 4, (await journal()).length]);
    assertEquals((await run(["--resume"])).exit, 0);
    assertEquals(await quality(), await qualityOf(NINE));
  });
});

Deno.test("run --resume refuses runs that were finished on other data", async () => {
  const images = (value: number) => new Uint8Array(2 * 3073).fill(value);
  await withFolder(async (folder) => {
    for (const i of [1, 2, 3, 4, 5]) {
      await Deno.writeFile(`${folder}/data_batch_${i}.bin`, images(i));
    }
    await Deno.writeFile(`${folder}/test_batch.bin`, images(3));
    const dataset = { name: "cifar10", directory: folder, train: 5, test: 1 };
    const file = `${folder}/mine.jsonc`;
    const method = { name: "gradientDescent", stepSize: 1e-6 };
    await Deno.writeTextFile(file, toyFile({ dataset, method, seeds: [1, 2], batchSize: 5 }));
    // Both of its runs are journalled, then its files cannot be written.
    await Deno.mkdir(`${folder}/out/runs.csv`, { recursive: true });
    const words = ["run", file, "--out", `${folder}/out`];
    assertEquals((await call(words)).exit, 2);
    const bytes = await Deno.readFile(`${folder}/out/${JOURNAL}`);
    await Deno.writeFile(`${folder}/out/${JOURNAL}`, linesOf(bytes, 3));
    await Deno.writeFile(`${folder}/data_batch_2.bin`, images(9));
    const { exit, err } = await call([...words, "--resume"]);
    assertEquals(exit, 2);
    assertMatch(
      err,
      /mine\.jsonc: dataset: must be the one that run 1 was done with, whose "cifar10" had SHA-256 [0-9a-f]{64}: now it has [0-9a-f]{64}\n$/,
    );
  });
});

Deno.test("run writes into the manifest which processes had done which runs", async () => {
  await withFour(async ({ run, out }) => {
    await run(["--resume"]);
    const { earlier } = JSON.parse(await Deno.readTextFile(`${out}/manifest.json`));
    assertEquals(earlier.length, 1);
    const [{ runs, shard, pid, started, ended, machine }] = earlier;
    assertEquals([runs, shard, pid], [[1, 2, 3, 4], null, Deno.pid]);
    assertEquals([started <= ended, machine.os], [true, Deno.build.os]);
  });
});

// Ctrl-C.

Deno.test("run --resume goes on after Ctrl-C, to the same bytes", async () => {
  const text = toyFile({ matrix: { "stop.iterations": [3, 1e6, 5] }, record: [0] });
  const quality = await qualityOf(text);
  await withPlace(text, async (place) => {
    const stop = new AbortController();
    const onErr = (line: string) => line.includes("run 2 of 3") && stop.abort();
    const first = await place.run([], {
      isTerminal: true,
      columns: 200,
      signal: stop.signal,
      onErr,
    });
    assertEquals(first.exit, 130);
    const { results } = readJournal(await place.journal(), "j");
    assertEquals(results.map(({ run }) => run), [1]); // not the one that was cut short
    const { exit } = await place.run(["--resume"]);
    assertEquals([exit, await place.quality()], [0, quality]);
  });
});

Deno.test("run --resume that is stopped at once tells the runs that were finished", async () => {
  await withFour(async ({ out, run }) => {
    const { exit, err } = await run(["--resume"], { signal: AbortSignal.abort() });
    assertEquals(exit, 130);
    assertStringIncludes(err, "mine: interrupted in run 5 of 9; what is there was written");
    const table = await Deno.readTextFile(`${out}/interrupted/runs.csv`);
    assertEquals(table.trimEnd().split("\n").length, 1 + 4);
  });
});

Deno.test("run --resume removes what was written when it was interrupted, and nothing else", async () => {
  await withFour(async ({ out, run }) => {
    await run(["--resume"], { signal: AbortSignal.abort() });
    await Deno.writeTextFile(`${out}/interrupted/mine.txt`, "");
    assertEquals((await run(["--resume"])).exit, 0);
    assertEquals(await snapshot(`${out}/interrupted`), { "/mine.txt": "" });
    await Deno.remove(`${out}/interrupted/mine.txt`);
    assertEquals((await run(["--resume"])).exit, 0);
    assertEquals(await Deno.stat(`${out}/interrupted`).catch(() => null), null);
  });
});

// Several experiments.

/** Calls `run` on a.jsonc and b.jsonc, with results in out/a and out/b. */
async function withTwo(
  action: (
    place: { folder: string; both: (...words: string[]) => ReturnType<typeof call> },
  ) => Promise<void>,
  b = toyFile(),
): Promise<void> {
  await withFolder(async (folder) => {
    const files = ["a", "b"].map((name) => `${folder}/${name}.jsonc`);
    await Deno.writeTextFile(files[0], toyFile());
    await Deno.writeTextFile(files[1], b);
    const both = (...words: string[]) =>
      call(["run", ...files, "--out", `${folder}/out`, ...words]);
    await action({ folder, both });
  });
}

Deno.test("run --resume of several does not run again what is finished", async () => {
  await withTwo(async ({ folder, both }) => {
    await both();
    const before = await snapshot(`${folder}/out`);
    assertEquals(await both("--resume"), {
      exit: 0,
      out: "",
      err: "a: finished before\nb: finished before\n",
    });
    assertEquals(await snapshot(`${folder}/out`), before);
  });
});

for (
  const [what, change] of [
    [
      "of another file",
      (folder: string) => Deno.writeTextFile(`${folder}/a.jsonc`, toyFile({ title: "Other" })),
    ],
    [
      "of other code",
      (folder: string) => changeText(`${folder}/out/a/manifest.json`, /("codeSha256": ")./, "$1x"),
    ],
    [
      "of another version",
      (folder: string) => changeText(`${folder}/out/a/manifest.json`, /("version": ")./, "$1x"),
    ],
    ["with another table", (folder: string) => changeText(`${folder}/out/a/curves.csv`, /1/, "2")],
    ["without a table", (folder: string) => Deno.remove(`${folder}/out/a/curves.csv`)],
    ["without a manifest", (folder: string) => Deno.remove(`${folder}/out/a/manifest.json`)],
  ] as const
) {
  Deno.test(`run --resume of several runs a result ${what} again`, async () => {
    await withTwo(async ({ folder, both }) => {
      await both();
      await change(folder);
      const { exit, err } = await both("--resume");
      assertEquals([exit, err], [
        0,
        "b: finished before\na: nothing to go on from, so all runs start\n" +
        "a: 1 run, preparing the data …\n",
      ]);
    });
  });
}

async function changeText(path: string, from: RegExp, to: string): Promise<void> {
  const text = await Deno.readTextFile(path);
  assertMatch(text, from);
  await Deno.writeTextFile(path, text.replace(from, to));
}

Deno.test("run --resume of several runs again what failed", async () => {
  const failing = checkFile({ init: { scale: 0 }, loss: { name: "svm", delta: 0 } });
  await withTwo(async ({ both }) => {
    assertEquals((await both()).exit, 1);
    const { exit, err } = await both("--resume");
    assertEquals([exit, err.includes("a: finished before\n")], [1, true]);
    assertStringIncludes(err, "b: run 1 failed: ");
  }, failing);
});

Deno.test("run names what is not started when Ctrl-C comes while a result is written", async () => {
  await withFolder(async (folder) => {
    const files = ["a", "b", "c"].map((name) => `${folder}/${name}.jsonc`);
    for (const file of files) await Deno.writeTextFile(file, toyFile());
    const stop = new AbortController();
    const rename = Deno.rename;
    try {
      Deno.rename = (from, to) => {
        stop.abort();
        return rename(from, to);
      };
      const words = ["run", ...files, "--out", `${folder}/out`];
      const { exit, err } = await call(words, { signal: stop.signal });
      assertEquals([exit, err], [130, "a: 1 run, preparing the data …\nNot started: b, c\n"]);
    } finally {
      Deno.rename = rename;
    }
    assertEquals(Object.keys(await snapshot(`${folder}/out`)).length, 1 + 6);
  });
});

// Disks.

Deno.test("run has each file on the disk before it takes its place", async () => {
  await withPlace(NINE, async ({ run }) => {
    const { rename, remove, FsFile: { prototype } } = Deno;
    const { syncData } = prototype;
    const done: string[] = [];
    try {
      prototype.syncData = function () {
        done.push("sync");
        return syncData.call(this);
      };
      Deno.rename = (from, to) => {
        done.push("rename");
        return rename(from, to);
      };
      Deno.remove = (path) => {
        if (String(path).endsWith(JOURNAL)) done.push("remove");
        return remove(path);
      };
      await run();
    } finally {
      Object.assign(Deno, { rename, remove });
      prototype.syncData = syncData;
    }
    const files = Array.from({ length: 6 }, () => "sync rename").join(" ");
    assertEquals(done.join(" "), `${"sync ".repeat(2 + 9)}${files} remove`);
  });
});

/** What a system says of a disk without room. */
const full = () => Promise.reject(Object.assign(new Error("Disk full"), { code: "ENOSPC" }));

Deno.test("run says that finished runs are kept when the disk is full", async () => {
  await withPlace(NINE, async ({ out, run, quality }) => {
    const { rename } = Deno;
    try {
      Deno.rename = full;
      const { exit, err } = await run();
      assertEquals([exit, err.replace(/^.*\n/, "")], [
        1,
        `Cannot write "${out}/curves.csv": Disk full\n` +
        `Finished runs are kept in "${out}": --resume goes on from there\n`,
      ]);
    } finally {
      Deno.rename = rename;
    }
    assertEquals((await run(["--resume"])).err, "mine: 9 of 9 runs were finished before\n");
    assertEquals(await quality(), await qualityOf(NINE));
  });
});

Deno.test("run --shard whose last run cannot be kept is not finished", async () => {
  await withPlace(NINE, async ({ run }) => {
    const { prototype } = Deno.FsFile;
    const { write } = prototype;
    let lines = 0;
    try {
      prototype.write = function (bytes) {
        // Header, session, and two of three runs.
        if (++lines <= 4) return write.call(this, bytes);
        return full();
      };
      const { exit, out, err } = await run(["--shard", "1/3"]);
      assertEquals([exit, out], [1, ""]);
      assertMatch(
        err,
        /\nmine: shard 1\/3 failed after 2 of 3 runs; --resume goes on from there\nCannot write ".+": Disk full\n$/,
      );
    } finally {
      prototype.write = write;
    }
    assertEquals((await run(["--shard", "1/3", "--resume"])).exit, 0);
  });
});

// Other processes.

const MAIN = "src/cli/main.ts";
const ARGS = ["run", "--allow-read=.,/tmp", "--allow-write=/tmp", "--allow-sys=cpus,osRelease"];

/** A process of its own. */
interface Started {
  readonly pid: number;
  /** Ends it as kill -9 does, if it has not ended. */
  kill(): Promise<void>;
}

async function start(words: readonly string[]): Promise<Started> {
  const child = new Deno.Command("deno", {
    args: ["run", "--quiet", "--allow-all", "tests/cli/_guard.ts", ...ARGS, MAIN, ...words],
    env: { NO_COLOR: "1" },
    stdin: "piped",
    stdout: "piped",
  }).spawn();
  const lines = child.stdout.pipeThrough(new TextDecoderStream()).getReader();
  const pid = Number((await lines.read()).value);
  return {
    pid,
    async kill() {
      await child.stdin.close();
      await lines.cancel();
      await child.status;
    },
  };
}

/** Waits until the journal in a folder has a number of whole lines, or the result is written. */
async function journalHas(folder: string, lines: number): Promise<void> {
  for (;;) {
    const bytes = await Deno.readFile(`${folder}/${JOURNAL}`).catch(() => new Uint8Array());
    if (bytes.filter((byte) => byte === 10).length >= lines) return;
    if (await Deno.stat(`${folder}/manifest.json`).then(() => true, () => false)) return;
    await new Promise((resolve) => setTimeout(resolve, 2));
  }
}

Deno.test("run refuses a folder that another process writes to, until that one is gone", async () => {
  const text = toyFile({ matrix: { "stop.iterations": [2, 1e12] }, record: [0] });
  await withPlace(text, async ({ folder, out, run }) => {
    const child = await start(["run", `${folder}/mine.jsonc`, "--out", out, "--threads", "1"]);
    try {
      await journalHas(out, 3);
      for (const flags of [[], ["--resume"], ["--restart"], ["--shard", "1/2"]]) {
        const { exit, out: said, err } = await run(flags);
        assertEquals([exit, said], [2, ""]);
        const pattern = new RegExp(
          `^Cannot run "mine" as another process is writing to "${out}": wait for it, or give ` +
            `another --out\nThe last to begin there was process ${child.pid}, at [-0-9T:.]+Z\n$`,
        );
        assertMatch(err, pattern);
      }
    } finally {
      await child.kill();
    }
    const { err } = await run([], { signal: AbortSignal.abort() });
    assertStringIncludes(err, "holds 1 of its 2 runs, finished before");
  });
});

/** A generator of numbers in [0, 1) that are the same each time: Marsaglia's xorshift. */
function seeded(seed: number): () => number {
  let state = seed;
  return () => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return (state >>> 0) / 2 ** 32;
  };
}

/** Twelve runs of some ten milliseconds each. */
const TWELVE = toyFile({
  matrix: { batchSize: [1, 2, "full"] },
  seeds: [1, 2, 3, 4],
  stop: { iterations: 10_000 },
  record: [0],
});
const KILLS = 25;

Deno.test(`run --resume ends with the same bytes after kill -9 at ${KILLS} random moments`, async () => {
  const random = seeded(20260101);
  const quality = await qualityOf(TWELVE);
  const found: number[] = [];
  async function killed(delay: number, torn: number): Promise<void> {
    await withPlace(TWELVE, async ({ folder, out, run, journal, quality: qualityNow }) => {
      const child = await start(["run", `${folder}/mine.jsonc`, "--out", out, "--threads", "1"]);
      await journalHas(out, 2);
      await new Promise((resolve) => setTimeout(resolve, delay));
      await child.kill();
      const left = await journal().catch(() => new Uint8Array());
      // What a power cut does besides: the end of the file is gone.
      if (torn > 0 && left.length > torn) {
        await Deno.truncate(`${out}/${JOURNAL}`, left.length - torn);
      }
      found.push(left.length === 0 ? 12 : readJournal(left, "j").results.length);
      const { exit } = await run(["--resume", "--threads", "1"]);
      assertEquals([exit, await qualityNow()], [0, quality]);
    });
  }
  const delays = Array.from({ length: KILLS }, () => [random() * 250, Math.floor(random() * 40)]);
  for (const [delay, torn] of delays) await killed(delay, torn);
  const between = found.filter((runs) => runs > 0 && runs < 12).length;
  assert(between >= 5, `runs that were finished when it was killed: ${found}`);
});
