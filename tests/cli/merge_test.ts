/** Parts of a sweep, and what becomes of them. */
import { assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import { JOURNAL, readJournal } from "../../src/runs/journal.ts";
import { call } from "../_fake_io.ts";
import { checkFile, copy, sliceFile, snapshot, toyFile, withFolder } from "../_files.ts";

/** Nine runs, of which three diverge. */
const NINE = toyFile({
  matrix: { batchSize: [1, 2, "full"], "method.stepSize": [0.1, 0.01, 1e30] },
  record: { every: 1 },
});
const BEST = toyFile({
  matrix: { batchSize: [1, 2, "full"], "method.stepSize": [0.1, 0.01, 0.001] },
  best: { of: "method.stepSize", seeds: [5, 6] },
});

interface Place {
  readonly folder: string;
  readonly file: string;
  /** Runs shard K of N into `parts/K`. */
  shard(part: number, of: number, words?: readonly string[]): ReturnType<typeof call>;
  /** Merges `parts` into `merged`. */
  merge(...words: string[]): ReturnType<typeof call>;
  /** Files of a folder that are the same on every machine. */
  quality(name: string): Promise<Record<string, string>>;
}

async function withPlace(text: string, action: (place: Place) => Promise<void>): Promise<void> {
  await withFolder(async (folder) => {
    const file = `${folder}/mine.jsonc`;
    await Deno.writeTextFile(file, text);
    await action({
      folder,
      file,
      shard: (part, of, words = []) =>
        call([
          "run",
          file,
          "--shard",
          `${part}/${of}`,
          "--out",
          `${folder}/parts/${part}`,
          ...words,
        ]),
      merge: (...words) =>
        call([
          "merge",
          ...words.length > 0 ? words : [`${folder}/parts`],
          "--out",
          `${folder}/merged`,
        ]),
      async quality(name) {
        const files = Object.entries(await snapshot(`${folder}/${name}`));
        return Object.fromEntries(
          files.filter(([path]) => !/timings|benchopt|manifest/.test(path)),
        );
      },
    });
  });
}

const TEXTS: readonly (readonly [what: string, text: string])[] = [
  ["training", NINE],
  ["training with a best", BEST],
  ["slices", sliceFile({ matrix: { center: ["zero", "random"] }, seeds: [1, 2, 3] })],
  ["gradient checks", checkFile({ seeds: [1, 2, 3, 4] })],
];

for (const [what, text] of TEXTS) {
  for (const count of [1, 3, 8, 13]) {
    Deno.test(`merge makes of ${count} parts of ${what} the bytes of one process`, async () => {
      await withPlace(text, async ({ folder, file, shard, merge, quality }) => {
        await call(["run", file, "--out", `${folder}/whole`]);
        for (let part = count; part >= 1; part--) {
          assertEquals((await shard(part, count)).exit, 0);
        }
        const before = await snapshot(`${folder}/parts`);
        const { exit, err } = await merge();
        assertEquals(exit, 0);
        assertMatch(err, new RegExp(`^mine: \\d runs from ${count} parts?\n`));
        assertEquals(await quality("merged"), await quality("whole"));
        assertEquals(await snapshot(`${folder}/parts`), before); // the parts stay
      });
    });
  }
}

Deno.test("merge makes the bytes of one process from parts of batch_size, with its report", async () => {
  await withFolder(async (folder) => {
    const words = ["batch_size", "dataset.train=600", "dataset.test=100", "stop.epochs=1"];
    const whole = await call(["run", ...words, "--out", `${folder}/whole`]);
    for (const part of [1, 2, 3]) {
      await call(["run", ...words, "--shard", `${part}/3`, "--out", `${folder}/parts/${part}`]);
    }
    const merged = await call(["merge", `${folder}/parts`, "--out", `${folder}/merged`]);
    for (const name of ["curves.csv", "runs.csv", "chart.txt"]) {
      assertEquals(
        await Deno.readTextFile(`${folder}/merged/${name}`),
        await Deno.readTextFile(`${folder}/whole/${name}`),
      );
    }
    // The report, but for the speed.
    const report = (text: string) => text.replace(/ +[\d,]+$/gm, "").replace(/\n\/tmp[^]*$/, "");
    assertEquals(report(merged.out), report(whole.out));
    const { earlier, command, runs } = JSON.parse(
      await Deno.readTextFile(`${folder}/merged/manifest.json`),
    );
    assertEquals(
      earlier.map((one: { shard: string; runs: number[] }) => [one.shard, one.runs]),
      [["1/3", [1, 4, 7]], ["2/3", [2, 5, 8]], ["3/3", [3, 6, 9]]],
    );
    assertEquals([Array.isArray(command), runs.length], [true, 9]);
    const timings = await Deno.readTextFile(`${folder}/merged/timings.csv`);
    assertEquals(timings.trimEnd().split("\n").length, 1 + 9);
  });
});

Deno.test("merge takes parts that are named one by one, in any order", async () => {
  await withPlace(NINE, async ({ folder, shard, merge }) => {
    for (const part of [1, 2]) await shard(part, 2);
    const { exit } = await merge(`${folder}/parts/2`, `${folder}/parts/1`);
    assertEquals(exit, 0);
  });
});

Deno.test("merge says which run failed, and exits with 1", async () => {
  const text = checkFile({ init: { scale: 0 }, loss: { name: "svm", delta: 0 }, seeds: [1, 2] });
  await withPlace(text, async ({ shard, merge }) => {
    for (const part of [1, 2]) {
      const { exit, err } = await shard(part, 2);
      assertEquals(exit, 0);
      assertStringIncludes(err, `mine: run ${part} failed: the gradient cannot be judged`);
    }
    const { exit, err } = await merge();
    assertEquals([exit, err.match(/run \d failed/g)], [1, ["run 1 failed", "run 2 failed"]]);
  });
});

// Shards.

Deno.test("run --shard writes its journal and nothing else, and says what to do next", async () => {
  await withPlace(NINE, async ({ folder, shard }) => {
    assertEquals(await shard(2, 4), {
      exit: 0,
      out: `${folder}/parts/2: 2 runs of shard 2/4 finished\n` +
        "When all 4 are: deno task merge DIR…\n",
      err: "mine: 2 runs, preparing the data …\n",
    });
    assertEquals(Object.keys(await snapshot(`${folder}/parts/2`)), [`/${JOURNAL}`]);
    const { results } = readJournal(await Deno.readFile(`${folder}/parts/2/${JOURNAL}`), "j");
    assertEquals(results.map(({ run }) => run), [2, 6]);
  });
});

Deno.test("run --shard that is finished can be resumed, to no effect", async () => {
  await withPlace(NINE, async ({ folder, shard }) => {
    await shard(1, 4);
    const { exit, err } = await shard(1, 4, ["--resume"]);
    assertEquals([exit, err], [0, "mine: 3 of 3 runs were finished before\n"]);
    const { results } = readJournal(await Deno.readFile(`${folder}/parts/1/${JOURNAL}`), "j");
    assertEquals(results.map(({ run }) => run), [1, 5, 9]);
  });
});

Deno.test("run --shard --resume goes on where a part was cut short", async () => {
  await withPlace(NINE, async ({ folder, file, shard, merge, quality }) => {
    await call(["run", file, "--out", `${folder}/whole`]);
    for (const part of [1, 2]) await shard(part, 2);
    const path = `${folder}/parts/2/${JOURNAL}`;
    await Deno.truncate(path, (await Deno.stat(path)).size - 10);
    const { exit, err } = await shard(2, 2, ["--resume"]);
    assertEquals([exit, err], [
      0,
      "mine: 3 of 4 runs were finished before\nmine: 1 more run, preparing the data …\n",
    ]);
    assertEquals((await merge()).exit, 0);
    assertEquals(await quality("merged"), await quality("whole"));
  });
});

Deno.test("run --shard --dry-run shows its runs alone", async () => {
  await withPlace(NINE, async ({ folder, shard }) => {
    const { exit, out } = await shard(2, 4, ["--dry-run"]);
    const runs = [...out.matchAll(/^ *(\d) {2}/gm)].map(([, run]) => run);
    assertEquals([exit, runs], [0, ["2", "6"]]);
    assertEquals((await shard(13, 13, ["--dry-run"])).out, "mine: Does it go down?\n\nNo runs\n\n");
    assertEquals(await Deno.stat(`${folder}/parts`).catch(() => null), null);
  });
});

Deno.test("run --shard that Ctrl-C ends before its first run leaves nothing", async () => {
  await withPlace(NINE, async ({ folder, file }) => {
    const words = ["run", file, "--shard", "1/2", "--out", `${folder}/parts/1`];
    const { exit, out, err } = await call(words, { signal: AbortSignal.abort() });
    assertEquals([exit, out], [130, ""]);
    assertMatch(err, /\nmine: shard 1\/2 interrupted in the first run, nothing was written\n$/);
    assertEquals(await Deno.stat(`${folder}/parts`).catch(() => null), null);
  });
});

for (const text of ["0/4", "5/4", "x/4", "2"]) {
  Deno.test(`run refuses --shard ${text}`, async () => {
    const { exit, out, err } = await call(["run", "--shard", text]);
    assertEquals([exit, out], [2, ""]);
    assertMatch(err, /^Option --shard must be K\/N, .+\n$/);
  });
}

// Refusals of merge: exit code 2, nothing on standard output, nothing written.

interface Refusal {
  readonly what: string;
  /** Makes the parts, and says which folders to merge. */
  make(place: Place): Promise<string[]>;
  /** The message; FOLDER stands for the folder of the test. */
  readonly message: string;
}

const twoParts = async ({ folder, shard }: Place): Promise<string[]> => {
  for (const part of [1, 2]) await shard(part, 2);
  return [`${folder}/parts`];
};
const pair = 'Cannot merge "FOLDER/parts/1" and "FOLDER/parts/2"';

const REFUSALS: readonly Refusal[] = [
  {
    what: "a folder that is not there",
    make: ({ folder }) => Promise.resolve([`${folder}/a=b`]),
    message: 'Cannot merge "FOLDER/a=b": there is no such folder',
  },
  {
    what: "a file",
    make: async ({ folder }) => {
      await Deno.writeTextFile(`${folder}/notes`, "");
      return [`${folder}/notes`];
    },
    message: 'Cannot merge "FOLDER/notes": it is a file, not a folder',
  },
  {
    what: "two files",
    make: ({ folder, file }) => Promise.resolve([folder, file, file]),
    message: "Give one file: parts are of one experiment",
  },
  {
    what: "a folder without parts",
    make: async ({ folder }) => {
      await Deno.mkdir(`${folder}/parts/1`, { recursive: true });
      return [`${folder}/parts`];
    },
    message:
      `Cannot merge "FOLDER/parts" as there is no ${JOURNAL} in it, nor in a folder directly below`,
  },
  {
    what: "an empty journal",
    make: async ({ folder }) => {
      await Deno.mkdir(`${folder}/parts/1`, { recursive: true });
      await Deno.writeTextFile(`${folder}/parts/1/${JOURNAL}`, "");
      return [`${folder}/parts`];
    },
    message: 'Cannot merge "FOLDER/parts/1" as its journal is empty',
  },
  {
    what: "a missing shard",
    make: async ({ folder, shard }) => {
      for (const part of [1, 3]) {
        await shard(part, 4, ["init.scale=1e-3"]);
      }
      return [`${folder}/parts`];
    },
    message: "Cannot merge as shards 2, 4 of 4 are missing: run\n" +
      "deno task experiments FOLDER/mine.jsonc init.scale=1e-3 --shard 2/4",
  },
  {
    what: "thousands of missing shards",
    make: async ({ folder, shard }) => {
      await shard(9999, 9999);
      return [`${folder}/parts`];
    },
    message:
      "Cannot merge as shards 1, 2, 3, 4, 5, 6, 7, 8 and 9990 more of 9999 are missing: run\n" +
      "deno task experiments FOLDER/mine.jsonc --shard 1/9999",
  },
  {
    what: "an unfinished shard",
    make: async (place) => {
      await twoParts(place);
      const path = `${place.folder}/parts/2/${JOURNAL}`;
      await Deno.truncate(path, (await Deno.stat(path)).size - 10);
      return [`${place.folder}/parts`];
    },
    message: 'Cannot merge as "FOLDER/parts/2" holds 3 of the 4 runs of shard 2/2: go on with\n' +
      "deno task experiments FOLDER/mine.jsonc --shard 2/2 --resume --out FOLDER/parts/2",
  },
  {
    what: "the same shard twice",
    make: async (place) => {
      await twoParts(place);
      await copy(`${place.folder}/parts/2`, `${place.folder}/parts/3`);
      return [`${place.folder}/parts`];
    },
    message:
      'Cannot merge "FOLDER/parts/2" and "FOLDER/parts/3" as both are shard 2/2: leave one out',
  },
  {
    what: "shards of different cuts",
    make: async ({ folder, shard }) => {
      await shard(1, 2);
      await shard(2, 3);
      return [`${folder}/parts`];
    },
    message: `${pair}: one is shard 1/2, the other 2/3: take one of them away, or name the ` +
      "folders of one sweep",
  },
  {
    what: "parts with different overrides",
    make: async ({ folder, shard }) => {
      await shard(1, 2);
      await shard(2, 2, ["init.scale=0"]);
      return [`${folder}/parts`];
    },
    message: `${pair}: overrides: none and init.scale=0`,
  },
  {
    what: "parts that differ in more than one way",
    make: async ({ folder, file, shard }) => {
      await shard(1, 2);
      await copy(file, `${folder}/other.jsonc`);
      const words = [`${folder}/other.jsonc`, "init.scale=0", "--shard", "2/2"];
      await call(["run", ...words, "--out", `${folder}/parts/2`]);
      return [`${folder}/parts`];
    },
    message: `${pair}: experiment: "mine" and "other"; overrides: none and init.scale=0`,
  },
  {
    what: "parts of different experiments",
    make: async ({ folder, file, shard }) => {
      await shard(1, 2);
      await copy(file, `${folder}/other.jsonc`);
      await call([
        "run",
        `${folder}/other.jsonc`,
        "--shard",
        "2/2",
        "--out",
        `${folder}/parts/2`,
      ]);
      return [`${folder}/parts`];
    },
    message: `${pair}: experiment: "mine" and "other"`,
  },
  {
    what: "parts of a file that changed in between",
    make: async ({ folder, file, shard }) => {
      await shard(1, 2);
      await Deno.writeTextFile(file, NINE.replace("0.01", "0.02"));
      await shard(2, 2);
      return [`${folder}/parts`];
    },
    message: `${pair}: the experiment's file has changed`,
  },
  {
    what: "parts of a file that changed since",
    make: async (place) => {
      const folders = await twoParts(place);
      await Deno.writeTextFile(place.file, NINE.replace("0.01", "0.02"));
      return folders;
    },
    message: 'Cannot merge "FOLDER/parts/1": the experiment\'s file has changed\n' +
      "Merge with the file and the code it was made with",
  },
  {
    what: "parts of a file that was moved",
    make: async (place) => {
      const folders = await twoParts(place);
      await Deno.rename(place.file, `${place.folder}/moved.jsonc`);
      return folders;
    },
    message: 'Cannot read "FOLDER/mine.jsonc": there is no such file\n' +
      '"FOLDER/parts/1" was made with that file: if it lies elsewhere now, name it besides, ' +
      "deno task merge DIR… FILE.jsonc",
  },
  {
    what: "what is no part but all of a sweep",
    make: async ({ folder, file }) => {
      await Deno.mkdir(`${folder}/parts/1/runs.csv`, { recursive: true });
      await call(["run", file, "--out", `${folder}/parts/1`]);
      return [`${folder}/parts/1`];
    },
    message:
      'Cannot merge "FOLDER/parts/1" as it is no part of a sweep but all of it, cut short: go on with\n' +
      "deno task experiments FOLDER/mine.jsonc --resume --out FOLDER/parts/1",
  },
  {
    what: "a damaged part",
    make: async (place) => {
      const folders = await twoParts(place);
      const path = `${place.folder}/parts/1/${JOURNAL}`;
      await Deno.writeTextFile(
        path,
        (await Deno.readTextFile(path)).replace("session", "sesssion"),
      );
      return folders;
    },
    message:
      `Cannot read "FOLDER/parts/1/${JOURNAL}" as its line 2 is damaged: cut it off before that ` +
      "line, which leaves 0 finished runs, or run the experiment anew with --restart",
  },
  {
    what: "into the folder of an experiment that was cut short",
    make: async (place) => {
      const folders = await twoParts(place);
      await Deno.mkdir(`${place.folder}/merged/runs.csv`, { recursive: true });
      await call(["run", place.file, "--out", `${place.folder}/merged`]);
      return folders;
    },
    message:
      'Cannot merge into "FOLDER/merged" as it holds finished runs of an experiment that was cut ' +
      "short: give another --out",
  },
  {
    what: "into the folder of a part, even of one without runs",
    make: async ({ folder, file, shard }) => {
      for (let part = 1; part <= 9; part++) await shard(part, 10);
      await call(["run", file, "--shard", "10/10", "--out", `${folder}/merged`]);
      return [`${folder}/parts`, `${folder}/merged`];
    },
    message: 'Cannot merge into "FOLDER/merged" as it holds a part of a sweep: give another --out',
  },
];

for (const { what, make, message } of REFUSALS) {
  Deno.test(`merge refuses ${what}`, async () => {
    await withPlace(NINE, async (place) => {
      const words = await make(place);
      const before = await snapshot(place.folder);
      const { exit, out, err } = await place.merge(...words);
      assertEquals([exit, out, err.replaceAll(place.folder, "FOLDER")], [2, "", `${message}\n`]);
      assertEquals(await snapshot(place.folder), before);
    });
  });
}

Deno.test("merge finds parts that links lead to", async () => {
  await withPlace(NINE, async (place) => {
    await twoParts(place);
    const { folder, merge } = place;
    await Deno.mkdir(`${folder}/links`);
    const links = [["../parts/1", 1], ["../parts/2", 2], ["nowhere", 3], ["../mine.jsonc", 4]];
    const script = links.map(([to, name]) =>
      `Deno.symlinkSync("${to}", "${folder}/links/${name}");`
    );
    // Links may lead anywhere: tests themselves are not permitted to make any.
    await new Deno.Command("deno", { args: ["eval", script.join("\n")] }).output();
    assertEquals((await merge(`${folder}/links`)).exit, 0);
  });
});

Deno.test("merge takes a file that was moved from the command line", async () => {
  await withPlace(NINE, async (place) => {
    await twoParts(place);
    const { folder, file, merge } = place;
    await Deno.mkdir(`${folder}/elsewhere`);
    await Deno.rename(file, `${folder}/elsewhere/mine.jsonc`);
    assertEquals((await merge(`${folder}/parts`, `${folder}/elsewhere/mine.jsonc`)).exit, 0);
  });
});

Deno.test("merge does not take another file for that of the parts", async () => {
  await withPlace(NINE, async (place) => {
    await twoParts(place);
    const { folder, merge } = place;
    await Deno.mkdir(`${folder}/elsewhere`);
    const other = `${folder}/elsewhere/mine.jsonc`;
    await Deno.writeTextFile(other, NINE.replace("0.01", "0.02"));
    const { exit, err } = await merge(`${folder}/parts`, other);
    assertEquals(exit, 2);
    assertStringIncludes(
      err,
      `the experiment's file: "${folder}/mine.jsonc" there, "${other}" here\n`,
    );
  });
});

for (const [what, cut] of [["an unfinished part", 10], ["an empty part", Infinity]] as const) {
  Deno.test(`merge says that ${what} is still being worked on`, async () => {
    await withPlace(NINE, async (place) => {
      await twoParts(place);
      const { folder, merge } = place;
      using file = await Deno.open(`${folder}/parts/2/${JOURNAL}`, { read: true, write: true });
      await file.truncate(Math.max(0, (await file.stat()).size - cut));
      await file.lock(true);
      assertEquals(await merge(), {
        exit: 2,
        out: "",
        err: `Cannot merge "${folder}/parts/2" as a process is still working on it: wait for it\n`,
      });
    });
  });
}

Deno.test("merge says so when another process writes where it is to write", async () => {
  await withPlace(NINE, async (place) => {
    await twoParts(place);
    const { folder, merge } = place;
    await Deno.mkdir(`${folder}/merged`);
    using file = await Deno.create(`${folder}/merged/${JOURNAL}`);
    await file.lock(true);
    const { exit, err } = await merge();
    assertEquals([exit, err], [
      2,
      `Cannot merge into "${folder}/merged" as another process is writing to "${folder}/merged": ` +
      "wait for it, or give another --out\n",
    ]);
  });
});

Deno.test("run --shard that is finished says so when it is started again", async () => {
  await withPlace(NINE, async ({ folder, shard }) => {
    await shard(1, 4);
    assertEquals(await shard(1, 4), {
      exit: 2,
      out: "",
      err: `Cannot run "mine" as "${folder}/parts/1" holds shard 1/4, which is finished\n` +
        "Put all shards together with deno task merge, or start this one anew with --restart\n",
    });
    assertEquals((await shard(1, 4, ["--restart"])).exit, 0);
  });
});

Deno.test("merge refuses to be given nothing", async () => {
  assertEquals(await call(["merge"]), {
    exit: 2,
    out: "",
    err: "Give the folders of the parts: deno task merge DIR…\n",
  });
});

Deno.test("merge shows commands that a shell takes as they were meant", async () => {
  const text = toyFile({ matrix: { batchSize: [1, 2] } });
  await withPlace(text, async ({ folder, shard, merge }) => {
    await shard(1, 2, ['title=Two words, it\'s "quoted"']);
    const { exit, err } = await merge(`${folder}/parts`);
    assertEquals(exit, 2);
    assertStringIncludes(err, ` 'title=Two words, it'\\''s "quoted"' --shard 2/2\n`);
  });
});

Deno.test("merge refuses parts whose data differ", async () => {
  const images = (value: number) => new Uint8Array(2 * 3073).fill(value);
  await withFolder(async (folder) => {
    for (const i of [1, 2, 3, 4, 5]) {
      await Deno.writeFile(`${folder}/data_batch_${i}.bin`, images(i));
    }
    await Deno.writeFile(`${folder}/test_batch.bin`, images(3));
    const dataset = { name: "cifar10", directory: folder, train: 5, test: 1 };
    const method = { name: "gradientDescent", stepSize: 1e-6 };
    const file = `${folder}/mine.jsonc`;
    await Deno.writeTextFile(file, toyFile({ dataset, method, seeds: [1, 2] }));
    for (const part of [1, 2]) {
      const out = `${folder}/parts/${part}`;
      await call(["run", file, "--shard", `${part}/2`, "--out", out]);
      await Deno.writeFile(`${folder}/data_batch_2.bin`, images(9));
    }
    const { exit, err } = await call(["merge", `${folder}/parts`, "--out", `${folder}/merged`]);
    assertEquals(exit, 2);
    assertMatch(
      err,
      /^Cannot merge ".+\/parts\/1" and ".+\/parts\/2" as their data differ: the dataset of run 2 has SHA-256 [0-9a-f]{64}, the other one [0-9a-f]{64}\n$/,
    );
  });
});
