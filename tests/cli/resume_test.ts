/** Runs that were interrupted and gone on with, and files that cannot be trusted. */
import { assert, assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import { stream } from "../../src/exact/rng.ts";
import { rowsOf } from "../_done.ts";
import { type FakeTerminal, replaced, stopAt } from "../_fake_io.ts";
import { checkFile, toyFile } from "../_files.ts";
import {
  imagesFile,
  KINDS,
  made,
  NINE,
  type Place,
  PROGRAM,
  quality,
  type Texts,
  withPlace,
  writeImages,
} from "./_place.ts";

const wholes = new Map<string, Promise<Texts>>();

/** The result of an experiment that nothing interrupts. */
function qualityOf(text: string): Promise<Texts> {
  const known = wholes.get(text) ?? made(text).then(({ files }) => quality(files));
  wholes.set(text, known);
  return known;
}

/** A finished run as it lies in its folder. */
interface Stored {
  readonly name: string;
  readonly text: string;
}

const storedOf = new Map<string, Stored[]>();

/** The finished runs of an experiment, in order. */
async function stored(text: string): Promise<Stored[]> {
  const known = storedOf.get(text) ?? [];
  if (known.length > 0) return known;
  const { rename } = Deno;
  const noted: typeof rename = async (from, to) => {
    if (String(to).includes("/runs/")) {
      const name = String(to).replace(/^.*\//, "");
      known.push({ name, text: await Deno.readTextFile(from) });
    }
    await rename(from, to);
  };
  await replaced(Deno, { rename: noted }, () => made(text));
  storedOf.set(text, known);
  return known;
}

/** A place where the first runs are finished, and the next one was being written. */
function withRuns(
  text: string,
  count: number,
  action: (place: Place, there: Stored[]) => Promise<void>,
): Promise<void> {
  return withPlace(text, async (place) => {
    const runs = await stored(text);
    const there = runs.slice(0, count);
    await Deno.mkdir(`${place.folder}/out/runs`, { recursive: true });
    for (const { name, text } of there) await place.write(`out/runs/${name}`, text);
    for (const { name, text } of runs.slice(count, count + 1)) {
      await place.write(`out/runs/.${name}.0123abcd.unfinished`, text.slice(0, -50));
    }
    await action(place, there);
  });
}
const withFour = (action: (place: Place, there: Stored[]) => Promise<void>) =>
  withRuns(NINE, 4, action);

/** Makes sure that a result is whole, and that nothing else is beside it. */
async function assertWhole({ files }: Place, text: string): Promise<void> {
  assertEquals(quality(await files()), await qualityOf(text));
}

for (const [kind, text, runs] of KINDS) {
  Deno.test(`run --resume of ${kind} ends with the same bytes wherever it was interrupted`, async () => {
    for (let done = 1; done <= runs; done++) {
      await withRuns(text, done, async (place) => {
        const left = runs - done;
        const { exit, err } = await place.run(["--resume"]);
        const more = `mine: ${left} more run${left > 1 ? "s" : ""}, preparing the data …\n`;
        assertEquals([exit, err], [
          0,
          `mine: ${done} of ${runs} runs finished before\n` +
          (left > 0 ? more : ""),
        ]);
        await assertWhole(place, text);
      });
    }
  });
}

Deno.test("run refuses to compute finished runs again, before it computes, and leaves them", async () => {
  await withFour(async ({ run, files }) => {
    const before = await files();
    assertEquals(await run(), {
      exit: 2,
      out: "",
      err: 'Cannot run "mine" as "FOLDER/out" holds 4 of its 9 runs, finished before\n' +
        "Go on from there with --resume, or run all again with --restart\n",
    });
    assertEquals(await files(), before);
  });
});

Deno.test("run --restart runs all again", async () => {
  await withFour(async (place) => {
    const { exit, err } = await place.run(["--restart"]);
    assertEquals([exit, err], [0, "mine: 9 runs, preparing the data …\n"]);
    await assertWhole(place, NINE);
    assertEquals(JSON.parse(await place.read("out/manifest.json")).earlier, undefined);
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
    await withFour(async ({ run, files }) => {
      const before = await files();
      const terminal = status === 130 ? { signal: AbortSignal.abort() } : {};
      assertEquals((await run([...words, "--restart"], terminal)).exit, status);
      assertEquals(await files(), before);
    });
    // Nor is there a folder afterwards where there was none.
    await withPlace(NINE, async ({ run, files }) => {
      await run([...words, "--restart"], { signal: AbortSignal.abort() });
      assertEquals(Object.keys(await files(".")), ["mine.jsonc"]);
    });
  });
}

Deno.test("run --restart keeps finished runs when another experiment is refused", async () => {
  await withFour(async ({ folder, file, call, write, files }) => {
    await write("other.jsonc", NINE);
    await Deno.mkdir(`${folder}/both/other`, { recursive: true });
    await write("both/other/runs", "no folder");
    await Deno.rename(`${folder}/out`, `${folder}/both/mine`);
    const before = await files("both");
    const words = ["run", file, `${folder}/other.jsonc`, "--restart", "--out", `${folder}/both`];
    const { exit, err } = await call(words);
    assertEquals([exit, err, await files("both")], [
      2,
      'Cannot write to "FOLDER/both/other/runs" as it is a file\n',
      before,
    ]);
  });
});

const NOTHING = "mine: 0 of 9 runs finished before\n" +
  "mine: 9 runs, preparing the data …\n";

Deno.test("run --resume without finished runs runs all, and says so", async () => {
  await withPlace(NINE, async (place) => {
    const { exit, err } = await place.run(["--resume"]);
    assertEquals([exit, err], [0, NOTHING]);
    await assertWhole(place, NINE);
  });
});

for (
  const [what, text, words] of [
    ["with other overrides", NINE, ["init.scale=0"]],
    ["of a file that has changed since", NINE.replace("5}", "6}"), []],
  ] as const
) {
  for (const flags of [[], ["--resume"]]) {
    Deno.test(`run ${flags.join("")} does not touch finished runs ${what}`, async () => {
      await withFour(async ({ run, files, write }, there) => {
        await write("mine.jsonc", text);
        const { exit, err } = await run([...words, ...flags]);
        assertEquals([exit, NOTHING.endsWith(err)], [0, true], err);
        const whole = quality((await made(text, { words })).files);
        const runs = there.map(({ name, text }) => [`runs/${name}`, text]);
        const all = { ...whole, runs: "a folder", ...Object.fromEntries(runs) };
        assertEquals(quality(await files()), all);
      });
    });
  }
}

Deno.test("run --resume takes the runs that are the same after another value was added", async () => {
  const text = NINE.replace("[1,2,", "[1,2,3,");
  await withFour(async (place) => {
    await place.write("mine.jsonc", text);
    const { exit, err } = await place.run(["--resume"]);
    assertEquals([exit, err.split("\n")[0]], [0, "mine: 4 of 12 runs finished before"]);
    await assertWhole(place, text);
  });
});

// Files that cannot be trusted.

const again = (name: string, reason: string, run: number) =>
  `mine: "FOLDER/out/runs/${name}" cannot be used as ${reason}: run ${run} is computed again\n`;

Deno.test("run --resume ends with the same bytes after a flip of a byte at 200 random places", async () => {
  const random = stream(20260102, "search");
  const whole = await qualityOf(NINE);
  for (let round = 0; round < 50; round++) {
    await withRuns(NINE, 9, async ({ folder, run, files }, there) => {
      const flipped = there.map(({ name }, i) => ({ name, run: i + 1 }));
      while (flipped.length > 4) flipped.splice(random.below(flipped.length), 1);
      for (const { name } of flipped) {
        const bytes = await Deno.readFile(`${folder}/out/runs/${name}`);
        bytes[random.below(bytes.length)] ^= 1 << random.below(8);
        await Deno.writeFile(`${folder}/out/runs/${name}`, bytes);
      }
      const { exit, err } = await run(["--resume"]);
      const notices = flipped.map(({ name, run }) => again(name, "it is damaged", run));
      assertEquals([exit, err], [
        0,
        `${notices.join("")}mine: 5 of 9 runs finished before\n` +
        "mine: 4 more runs, preparing the data …\n",
      ]);
      assertEquals(quality(await files()), whole);
    });
  }
});

for (
  const [what, change, reason] of [
    ["is empty", () => "", "it is damaged"],
    ["ends early", ({ text }: Stored) => text.slice(0, -1), "it is damaged"],
    ["goes on", ({ text }: Stored) => `${text}\n`, "it is damaged"],
    ["is of another run", (_: Stored, other: Stored) => other.text, "it is of another run"],
  ] as const
) {
  Deno.test(`run --resume computes a run again whose file ${what}`, async () => {
    await withFour(async (place, there) => {
      const { name } = there[2];
      await place.write(`out/runs/${name}`, change(there[2], there[0]));
      const { exit, err } = await place.run(["--resume"]);
      assertEquals([exit, err], [
        0,
        `${again(name, reason, 3)}mine: 3 of 9 runs finished before\n` +
        "mine: 6 more runs, preparing the data …\n",
      ]);
      await assertWhole(place, NINE);
      const { earlier } = JSON.parse(await place.read("out/manifest.json"));
      assertEquals(earlier.map(({ runs }: { runs: number[] }) => runs), [[1, 2, 4]]);
    });
  });
}

Deno.test("run refuses a file in the place of its finished runs, before it computes", async () => {
  await withPlace(NINE, async ({ folder, run, files, write }) => {
    await Deno.mkdir(`${folder}/out`);
    await write("out/runs", "notes");
    for (const flags of [[], ["--resume"], ["--restart"], ["--shard", "1/2"]]) {
      assertEquals(await run(flags), {
        exit: 2,
        out: "",
        err: 'Cannot write to "FOLDER/out/runs" as it is a file\n',
      });
    }
    assertEquals(await files(), { runs: "notes" });
  });
});

Deno.test("run --resume refuses a folder in the place of a finished run", async () => {
  await withPlace(NINE, async ({ folder, run }) => {
    const [{ name }] = await stored(NINE);
    await Deno.mkdir(`${folder}/out/runs/${name}`, { recursive: true });
    const { exit, out, err } = await run(["--resume"]);
    assertEquals([exit, out], [2, ""]);
    assertMatch(err, /^Cannot read "FOLDER\/out\/runs\/[0-9a-f]{64}\.json": .+\n$/);
  });
});

Deno.test("run clears what killed processes left unfinished, and leaves what is not its own", async () => {
  await withFour(async (place) => {
    await Deno.mkdir(`${place.folder}/out/interrupted`);
    for (const name of [".curves.csv", "interrupted/.runs.csv", "runs/.x.json"]) {
      await place.write(`out/${name}.0123abcd.unfinished`, "half");
    }
    const own = { "notes.txt": "mine", "runs/notes.txt": "mine", ".me.unfinished": "mine" };
    for (const [name, text] of Object.entries(own)) await place.write(`out/${name}`, text);
    assertEquals((await place.run(["--resume"])).exit, 0);
    const all = { ...await qualityOf(NINE), ...own, runs: "a folder" };
    assertEquals(quality(await place.files()), all);
  });
});

Deno.test("run --resume computes runs again that were finished with other data", async () => {
  await withPlace("", async ({ folder, run, write, files, read }) => {
    await write("mine.jsonc", imagesFile(folder, { seeds: [1, 2, 3] }));
    await writeImages(folder);
    assertEquals((await replaced(Deno, { rename: failing(2, full) }, run)).exit, 1);
    await writeImages(folder, [1, 9, 3, 4, 5, 3]);
    const { exit, err } = await run(["--resume"]);
    const hash = "[0-9a-f]{64}";
    const notice = (run: number) =>
      `mine: run ${run} was finished with other data, whose SHA-256 is ${hash}, ` +
      `now it is ${hash}: it is computed again\n`;
    const first = "mine: 2 of 3 runs finished before\nmine: 1 more run, preparing the data …\n";
    assertMatch(err, new RegExp(`^${first}${notice(1)}${notice(2)}$`));
    const whole = quality(await files());
    assertEquals(JSON.parse(await read("out/manifest.json")).earlier, undefined);
    assertEquals((await run(["--restart"])).exit, 0);
    assertEquals([exit, quality(await files())], [0, whole]);
  });
});

Deno.test("run writes into the manifest which processes had done which runs", async () => {
  await withFour(async ({ run, read }) => {
    await run(["--resume"]);
    const { earlier } = JSON.parse(await read("out/manifest.json"));
    assertEquals(earlier.length, 1);
    const [{ runs, shard, started, ended, machine }] = earlier;
    assertEquals([runs, shard], [[1, 2, 3, 4], null]);
    assertEquals([started <= ended, machine.os], [true, Deno.build.os]);
  });
});

// Ctrl-C.

Deno.test("run --resume goes on after Ctrl-C, to the same bytes", async () => {
  const text = toyFile({ matrix: { "stop.iterations": [3, 1e6, 5] }, record: [0] });
  await withPlace(text, async (place) => {
    assertEquals((await place.run([], stopAt("run 2 of 3"))).exit, 130);
    // Not the one that was interrupted.
    const kept = Object.keys(await place.files("out/runs"));
    assertEquals(kept, [(await stored(text))[0].name]);
    assertEquals((await place.run(["--resume"])).exit, 0);
    await assertWhole(place, text);
  });
});

for (const [there, damaged, next] of [[4, 0, 5], [9, 2, 2]] as const) {
  Deno.test(`run --resume that is stopped at once shows what is finished before run ${next}`, async () => {
    await withRuns(NINE, there, async ({ run, read, write }, runs) => {
      if (damaged > 0) await write(`out/runs/${runs[damaged - 1].name}`, "");
      const { exit, err } = await run(["--resume"], { signal: AbortSignal.abort() });
      assertEquals(exit, 130);
      assertStringIncludes(err, `mine: interrupted in run ${next} of 9; what is there was written`);
      const rows = rowsOf(await read("out/interrupted/runs.csv"));
      assertEquals(rows.length, damaged > 0 ? there - 1 : there);
    });
  });
}

Deno.test("run --resume removes what was written when it was interrupted, and nothing else", async () => {
  await withFour(async (place) => {
    await place.run(["--resume"], { signal: AbortSignal.abort() });
    await place.write("out/interrupted/mine.txt", "");
    assertEquals((await place.run(["--resume"])).exit, 0);
    assertEquals(await place.files("out/interrupted"), { "mine.txt": "" });
    await Deno.remove(`${place.folder}/out/interrupted/mine.txt`);
    assertEquals((await place.run(["--resume"])).exit, 0);
    await assertWhole(place, NINE);
  });
});

// Several experiments.

/** Calls `run` on mine.jsonc and b.jsonc, with results in out/mine and out/b. */
async function withTwo(
  action: (place: Place, both: Place["run"]) => Promise<void>,
  b = toyFile(),
): Promise<void> {
  await withPlace(toyFile(), async (place) => {
    await action(
      place,
      (words = [], terminal: FakeTerminal = {}) =>
        place.run([`${place.folder}/b.jsonc`, ...words], terminal),
    );
  }, { "b.jsonc": b });
}

Deno.test("run --resume of several does not run again what is finished", async () => {
  await withTwo(async ({ files }, both) => {
    await both();
    const before = await files();
    assertEquals(await both(["--resume"]), {
      exit: 0,
      out: "",
      err: "mine: finished before\nb: finished before\n",
    });
    assertEquals(await files(), before);
  });
});

/** Changes a file of the first result. */
const changing = (name: string, from: RegExp, to: string) => async ({ read, write }: Place) => {
  const text = await read(`out/mine/${name}`);
  assertMatch(text, from);
  await write(`out/mine/${name}`, text.replace(from, to));
};
for (
  const [what, change] of [
    ["of another file", ({ write }: Place) => write("mine.jsonc", toyFile({ title: "Other" }))],
    ["of another program", changing("manifest.json", /("programSha256": ")./, "$1x")],
    ["of another version", changing("manifest.json", /("version": ")./, "$1x")],
    ["with another table", changing("curves.csv", /1/, "2")],
    ["without a table", ({ folder }: Place) => Deno.remove(`${folder}/out/mine/curves.csv`)],
    ["without a manifest", ({ folder }: Place) => Deno.remove(`${folder}/out/mine/manifest.json`)],
  ] as const
) {
  Deno.test(`run --resume of several runs a result ${what} again`, async () => {
    await withTwo(async (place, both) => {
      await both();
      await change(place);
      const { exit, err } = await both(["--resume"]);
      assertEquals([exit, err], [
        0,
        "mine: 0 of 1 run finished before\nb: finished before\n" +
        "mine: 1 run, preparing the data …\n",
      ]);
    });
  });
}

Deno.test("run --resume of several runs again what is not as it should be", async () => {
  const open = checkFile({ init: { scale: 0 }, loss: { name: "svm", delta: 0 } });
  await withTwo(async (_, both) => {
    assertEquals((await both()).exit, 4);
    const { exit, err } = await both(["--resume"]);
    assertEquals([exit, err.includes("mine: finished before\n")], [4, true]);
    assertStringIncludes(err, "b: run 1 is open: ");
  }, open);
});

Deno.test("run names what is not started when Ctrl-C comes while a result is written", async () => {
  await withTwo(async ({ files }, both) => {
    const stop = new AbortController();
    const { rename } = Deno;
    const stopping: typeof rename = (from, to) => {
      if (String(to).endsWith("chart.txt")) stop.abort();
      return rename(from, to);
    };
    const run = () => both([], { signal: stop.signal });
    const { exit, err } = await replaced(Deno, { rename: stopping }, run);
    assertEquals([exit, err], [130, "mine: 1 run, preparing the data …\nNot started: b\n"]);
    assertEquals(Object.keys(await files()).length, 1 + 7);
  });
});

// Disks.

Deno.test("run has each file on the disk before it takes its place, and its runs until then", async () => {
  const { rename, remove, FsFile: { prototype } } = Deno;
  const { syncData } = prototype;
  const done: string[] = [];
  const note = (what: string, path: string | URL) => {
    const [, folder, name] = /(\w+)\/([^/]+)$/.exec(String(path)) ?? [];
    if (!name.startsWith(".")) done.push(`${what} ${folder}`);
  };
  const noting: Partial<typeof Deno> = {
    rename: (from, to) => (note("rename", to), rename(from, to)),
    remove: (path) => (note("remove", path), remove(path)),
  };
  const noteSync = function (this: Deno.FsFile) {
    done.push("sync");
    return syncData.call(this);
  };
  await withPlace(NINE, async ({ run }) => {
    await replaced(prototype, { syncData: noteSync }, () => replaced(Deno, noting, run));
  });
  const times = (count: number, ...what: string[]) => new Array(count).fill(what).flat();
  assertEquals(done, [
    ...times(9, "sync", "rename runs"),
    ...times(7, "sync", "rename out"),
    ...times(9, "remove runs"),
  ]);
});

/** `Deno.rename` on a disk that fails from the given number of files on. */
function failing(files: number, error: Error): typeof Deno.rename {
  const { rename } = Deno;
  let count = 0;
  return (from, to) => ++count > files ? Promise.reject(error) : rename(from, to);
}
const full = Object.assign(new Error("Disk full"), { code: "ENOSPC" });

for (
  const [what, error, exit, reason] of [
    ["is full", full, 1, "Disk full"],
    ["is read-only", new Deno.errors.PermissionDenied("no"), 2, "the system does not permit it"],
  ] as const
) {
  Deno.test(`run says that finished runs are kept when the disk ${what}`, async () => {
    await withPlace(NINE, async (place) => {
      const called = await replaced(Deno, { rename: failing(9, error) }, place.run);
      assertEquals([called.exit, called.err.replace(/^.*\n/, "")], [
        exit,
        `Cannot write "FOLDER/out/curves.csv": ${reason}\n` +
        "Finished runs are kept: --resume goes on from there\n",
      ]);
      const { err } = await place.run(["--resume"]);
      assertEquals(err, "mine: 9 of 9 runs finished before\n");
      await assertWhole(place, NINE);
    });
  });
}

Deno.test("run --shard whose last run cannot be kept is not finished", async () => {
  await withPlace(NINE, async ({ run }) => {
    const words = ["--shard", "1/3"];
    // The shard's own file, and two of three runs.
    const called = await replaced(Deno, { rename: failing(3, full) }, () => run(words));
    assertEquals([called.exit, called.out], [1, ""]);
    assertMatch(
      called.err,
      /\nmine: shard 1\/3 failed after 2 of 3 runs; --resume goes on from there\nCannot write ".+": Disk full\n$/,
    );
    assertEquals((await run([...words, "--resume"])).exit, 0);
  });
});

// Other processes.

/** Twelve runs of some ten milliseconds each. */
const TWELVE = toyFile({
  matrix: { batchSize: [1, 2, "full"] },
  seeds: [1, 2, 3, 4],
  stop: { iterations: 10_000 },
  record: [0],
});

for (const [kind, text] of KINDS) {
  Deno.test(`run of ${kind} twice at a time into one folder ends with the same bytes`, async () => {
    for (let round = 0; round < 20; round++) {
      await withPlace(text, async (place) => {
        const both = await Promise.all([1, 2].map(() => place.run(["--resume"])));
        assertEquals(both.map(({ exit }) => exit), [0, 0], both.map(({ err }) => err).join(""));
        await assertWhole(place, text);
      });
    }
  });
}

Deno.test("run in two processes into one folder ends with the same bytes in both", async () => {
  await withPlace(TWELVE, async (place) => {
    const args = [...PROGRAM, "run", place.file, "--out", `${place.folder}/out`, "--threads", "1"];
    const once = () => new Deno.Command("deno", { args: [...args, "--resume"] }).output();
    const both = await Promise.all([once(), once(), once()]);
    const said = both.map(({ stderr }) => new TextDecoder().decode(stderr)).join("");
    assertEquals(both.map(({ code }) => code), [0, 0, 0], said);
    await assertWhole(place, TWELVE);
  });
});

/** Starts the program on a place, lets `action` wait, and ends it as kill -9 does. */
async function killed(
  { folder, file }: Place,
  flags: readonly string[],
  action: () => Promise<void>,
): Promise<void> {
  const words = [...PROGRAM, "run", file, "--out", `${folder}/out`, ...flags];
  const child = new Deno.Command("deno", {
    args: ["run", "--quiet", "--allow-all", "tests/cli/_guard.ts", ...words],
    stdin: "piped",
    stdout: "piped",
  }).spawn();
  const lines = child.stdout.getReader();
  await lines.read(); // it has started
  await action();
  await child.stdin.close();
  await lines.cancel();
  await child.status;
}

const KILLS = 25;

for (const flags of [["--jobs", "1", "--threads", "1"], ["--jobs", "3"]]) {
  Deno.test(`run ${flags.join(" ")} --resume ends with the same bytes after kill -9 at ${KILLS} random moments`, async () => {
    const random = stream(20260101, "search");
    const found: number[] = [];
    for (let kill = 0; kill < KILLS; kill++) {
      await withPlace(TWELVE, async (place) => {
        const [wanted, delay] = [random.below(13), random.below(16)];
        const finished = async () => {
          const names = Object.keys(await place.files("out/runs").catch(() => ({})));
          return names.filter((name) => !name.startsWith(".")).length;
        };
        const isWhole = () =>
          Deno.stat(`${place.folder}/out/chart.txt`).then(() => true, () => false);
        await killed(place, flags, async () => {
          while (await finished() < wanted && !await isWhole()) await wait(1);
          await wait(delay);
        });
        found.push(await isWhole() ? 12 : await finished());
        const { exit } = await place.run(["--resume", "--jobs", "1"]);
        assertEquals(exit, 0);
        await assertWhole(place, TWELVE);
      });
    }
    const between = found.filter((runs) => runs > 0 && runs < 12).length;
    assert(between >= 5, `runs that were finished when it was killed: ${found}`);
  });
}

Deno.test("run --shard in four processes on one folder, one of which is killed, merges to the same bytes", async () => {
  await withPlace(TWELVE, async (place) => {
    const words = (part: number) => ["--shard", `${part}/4`, "--jobs", "2"];
    const args = [...PROGRAM, "run", place.file, "--out", `${place.folder}/out`];
    const process = (part: number) =>
      new Deno.Command("deno", { args: [...args, ...words(part)] }).output();
    const isStarted = () =>
      Deno.stat(`${place.folder}/out/shard-4-of-4.json`).then(() => true, () => false);
    const [, ...others] = await Promise.all([
      killed(place, words(4), async () => {
        while (!await isStarted()) await wait(1);
      }),
      ...[1, 2, 3].map(process),
    ]);
    assertEquals(others.map(({ code }) => code), [0, 0, 0]);
    assertEquals((await place.call(["merge", `${place.folder}/out`])).exit, 2); // not yet
    assertEquals((await place.run([...words(4), "--resume"])).exit, 0);
    const merged = await place.call([
      "merge",
      `${place.folder}/out`,
      "--out",
      `${place.folder}/merged`,
    ]);
    assertEquals(merged.exit, 0, merged.err);
    assertEquals(quality(await place.files("merged")), await qualityOf(TWELVE));
  });
});

const wait = (milliseconds: number) => new Promise((resolve) => setTimeout(resolve, milliseconds));
