/** Shards of a sweep, and what becomes of them. */
import { assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import { checkFile, copy, toyFile } from "../_files.ts";
import {
  type Called,
  imagesFile,
  KINDS,
  made,
  NINE,
  type Place,
  PROGRAM,
  quality,
  withPlace,
  writeImages,
} from "./_place.ts";

/** Runs shard K of N into `shards/K`. */
function shard(
  { folder, file, call }: Place,
  part: number,
  of: number,
  words: readonly string[] = [],
): Promise<Called> {
  const out = ["--out", `${folder}/shards/${part}`];
  return call(["run", file, "--shard", `${part}/${of}`, ...out, ...words]);
}

/** Merges folders of the place into `merged`. */
function merge({ folder, call }: Place, ...words: string[]): Promise<Called> {
  const paths = (words.length > 0 ? words : ["shards"]).map((word) => `${folder}/${word}`);
  return call(["merge", ...paths, "--out", `${folder}/merged`]);
}

/** Makes two shards in `shards/1` and `shards/2`. */
async function two(place: Place, words: readonly string[] = []): Promise<void> {
  for (const part of [1, 2]) assertEquals((await shard(place, part, 2, words)).exit, 0);
}

/** The result of one process. */
const wholeOf = async (text: string) => quality((await made(text)).files);

/** Names of finished runs in a folder, in order of their names. */
const runsIn = async ({ files }: Place, folder: string) =>
  Object.keys(await files(`${folder}/runs`)).sort();

for (const [kind, text] of KINDS) {
  Deno.test(`merge makes of 1, 3, 8 or 13 shards of ${kind} the bytes of one process`, async () => {
    const whole = await wholeOf(text);
    for (const count of [1, 3, 8, 13]) {
      await withPlace(text, async (place) => {
        for (let part = count; part >= 1; part--) {
          assertEquals((await shard(place, part, count)).exit, 0);
        }
        const before = await place.files("shards");
        const { exit, err } = await merge(place);
        assertEquals(exit, 0);
        assertMatch(err, new RegExp(`^mine: \\d runs from ${count} shards?\n`));
        assertEquals(quality(await place.files("merged")), whole);
        assertEquals(await place.files("shards"), before); // the shards stay
      });
    }
  });
}

Deno.test("merge makes the bytes of one process from shards of batch_size, with its report", async () => {
  await withPlace("", async ({ folder, call, files, read }) => {
    const words = ["batch_size", "dataset.train=600", "dataset.test=100", "stop.epochs=1"];
    const whole = await call(["run", ...words, "--out", `${folder}/whole`]);
    for (const part of [1, 2, 3]) {
      await call(["run", ...words, "--shard", `${part}/3`, "--out", `${folder}/shards/${part}`]);
    }
    const merged = await call(["merge", `${folder}/shards`, "--out", `${folder}/merged`]);
    assertEquals(quality(await files("merged")), quality(await files("whole")));
    // The report, but for the speed.
    const report = (text: string) => text.replace(/ +[\d,]+$/gm, "").replace(/\nFOLDER[^]*$/, "");
    assertEquals(report(merged.out), report(whole.out));
    const { earlier, command, runs } = JSON.parse(await read("merged/manifest.json"));
    assertEquals(
      earlier.map((one: { shard: string; runs: number[] }) => [one.shard, one.runs]),
      [["1/3", [1, 4, 7]], ["2/3", [2, 5, 8]], ["3/3", [3, 6, 9]]],
    );
    assertEquals([Array.isArray(command), runs.length], [true, 9]);
    const timings = await read("merged/timings.csv");
    assertEquals(timings.trimEnd().split("\n").length, 1 + 9);
  });
});

// Folders.

Deno.test("merge takes shards that are named one by one, in any order, and one twice", async () => {
  await withPlace(NINE, async (place) => {
    await two(place);
    await copy(`${place.folder}/shards/2`, `${place.folder}/shards/copy`);
    assertEquals((await merge(place, "shards/2", "shards/1", "shards/copy")).exit, 0);
    assertEquals(quality(await place.files("merged")), await wholeOf(NINE));
  });
});

Deno.test("merge finds shards that links lead to", async () => {
  await withPlace(NINE, async (place) => {
    await two(place);
    await Deno.mkdir(`${place.folder}/links`);
    const shards = { "links/1": "../shards/1", "links/2": "../shards/2" };
    await place.link({ ...shards, "links/3": "nowhere", "links/4": "../mine.jsonc" });
    assertEquals((await merge(place, "links")).exit, 0);
  });
});

for (const [kind, text] of KINDS.slice(0, 2)) {
  Deno.test(`merge takes ${kind} from four processes that share a folder, into that folder too`, async () => {
    await withPlace(text, async (place) => {
      const { folder, file, call, files } = place;
      const out = ["--out", `${folder}/shared`];
      const args = [...PROGRAM, "run", file, ...out, "--threads", "1", "--shard"];
      const codes = await Promise.all(
        [1, 2, 3, 4].map(async (part) =>
          (await new Deno.Command("deno", { args: [...args, `${part}/4`] }).output()).code
        ),
      );
      assertEquals(codes, [0, 0, 0, 0]);
      const shards = [1, 2, 3, 4].map((part) => `shard-${part}-of-4.json`);
      const runs = await runsIn(place, "shared");
      assertEquals(runs.length, text === NINE ? 9 : 4);
      const whole = await wholeOf(text);
      assertEquals((await merge(place, "shared")).exit, 0);
      assertEquals(quality(await files("merged")), whole);
      // The runs stay where the shards have put them.
      for (const words of [["merge", `${folder}/shared`], ["run", file, "--resume"]]) {
        assertEquals((await call([...words, ...out])).exit, 0);
        const names = Object.keys(quality(await files("shared"))).filter((name) =>
          !/^runs\b(?!\.)/.test(name)
        );
        assertEquals(names.sort(), [...shards, ...Object.keys(whole)].sort());
        const now = await runsIn(place, "shared");
        assertEquals(runs.filter((name) => !now.includes(name)), []);
      }
    });
  });
}

Deno.test("merge takes a file that was moved from the command line", async () => {
  await withPlace(NINE, async (place) => {
    await two(place);
    const { folder, file } = place;
    await Deno.mkdir(`${folder}/elsewhere`);
    await Deno.rename(file, `${folder}/elsewhere/mine.jsonc`);
    assertEquals((await merge(place, "shards", "elsewhere/mine.jsonc")).exit, 0);
  });
});

// Runs.

Deno.test("merge says which run is open, and exits with 4", async () => {
  const text = checkFile({ init: { scale: 0 }, loss: { name: "svm", delta: 0 }, seeds: [1, 2] });
  await withPlace(text, async (place) => {
    for (const part of [1, 2]) {
      const { exit, err } = await shard(place, part, 2);
      assertEquals(exit, 0);
      assertStringIncludes(err, `mine: run ${part} is open: the gradient cannot be judged`);
    }
    const { exit, err } = await merge(place);
    assertEquals([exit, err.match(/run \d is open/g)], [4, ["run 1 is open", "run 2 is open"]]);
  });
});

for (
  const [instead, hasCopy, end] of [
    ["computed again", false, "2 shards\nmine: 1 more run, preparing the data …\n"],
    ["taken from another folder", true, "3 shards\n"],
  ] as const
) {
  Deno.test(`merge says which run is damaged and ${instead}`, async () => {
    await withPlace(NINE, async (place) => {
      await two(place);
      const [name] = await runsIn(place, "shards/2");
      if (hasCopy) await copy(`${place.folder}/shards/2`, `${place.folder}/shards/copy`);
      await place.write(`shards/2/runs/${name}`, "");
      const { exit, err } = await merge(place);
      assertEquals([exit, err.replace(/run \d is/, "run K is")], [
        0,
        `mine: "FOLDER/shards/2/runs/${name}" cannot be used as it is damaged: run K is ` +
        `${instead}\nmine: 9 runs from ${end}`,
      ]);
      assertEquals(quality(await place.files("merged")), await wholeOf(NINE));
    });
  });
}

Deno.test("merge that is interrupted goes on", async () => {
  const text = toyFile({
    matrix: { batchSize: [1, 2], "stop.iterations": [3, 1e6] },
    best: { of: "stop.iterations", seeds: [5] },
    record: [0],
  });
  await withPlace(text, async (place) => {
    await two(place);
    const words = ["merge", `${place.folder}/shards`, "--out", `${place.folder}/merged`];
    const first = await place.call(words, { signal: AbortSignal.abort() });
    assertEquals(first.exit, 130);
    assertMatch(
      first.err,
      /^mine: 4 runs from 2 shards\nmine: 2 more runs, preparing the data …\nmine: interrupted in run 5 of 6; what is there was written, and the same command goes on from there\n$/,
    );
    assertEquals((await place.call(words)).exit, 0);
    const { interrupted, ...rest } = await place.files("merged");
    assertEquals([interrupted, quality(rest)], [undefined, await wholeOf(text)]);
  });
});

Deno.test("merge says which data is right when that of shards differs", async () => {
  await withPlace("", async (place) => {
    const { folder } = place;
    await place.write("mine.jsonc", imagesFile(folder));
    await writeImages(folder);
    await shard(place, 1, 2);
    await writeImages(folder, [1, 9, 3, 4, 5, 3]);
    await shard(place, 2, 2);
    const { exit, err } = await merge(place);
    assertEquals(exit, 0);
    assertMatch(
      err,
      /^mine: 2 runs from 2 shards\nmine: run 1 was finished with other data, whose SHA-256 is [0-9a-f]{64}, now it is [0-9a-f]{64}: it is computed again\n$/,
    );
    assertEquals((await place.run()).exit, 0);
    assertEquals(quality(await place.files("merged")), quality(await place.files()));
  });
});

// Shards.

Deno.test("run --shard writes its runs and what it is, and says what to do next", async () => {
  await withPlace(NINE, async (place) => {
    assertEquals(await shard(place, 2, 4, ["init.scale=0"]), {
      exit: 0,
      out: "FOLDER/shards/2: 2 runs of shard 2/4 finished\n" +
        "When all 4 are: deno task merge DIR…\n",
      err: "mine: 2 runs, preparing the data …\n",
    });
    const { runs, "shard-2-of-4.json": text, ...files } = await place.files("shards/2");
    assertEquals([runs, Object.keys(files).length], ["a folder", 2]);
    const { plansSha256, codeSha256, ...rest } = JSON.parse(text);
    const { file } = place;
    const overrides = ["init.scale=0"];
    assertEquals(rest, { name: "mine", file, overrides, modules: {}, shard: "2/4" });
    for (const hash of [plansSha256, codeSha256]) assertMatch(hash, /^[0-9a-f]{64}$/);
  });
});

Deno.test("run --shard that is finished says so when it is started again, and can be resumed", async () => {
  await withPlace(NINE, async (place) => {
    await shard(place, 1, 4);
    const before = await place.files("shards/1");
    assertEquals(await shard(place, 1, 4), {
      exit: 2,
      out: "",
      err: 'Cannot run "mine" as "FOLDER/shards/1" holds 3 of its 3 runs, finished before\n' +
        "Go on from there with --resume, or run all again with --restart\n",
    });
    const { exit, err } = await shard(place, 1, 4, ["--resume"]);
    assertEquals([exit, err], [0, "mine: 3 of 3 runs finished before\n"]);
    assertEquals(await place.files("shards/1"), before);
    assertEquals((await shard(place, 1, 4, ["--restart"])).exit, 0);
  });
});

Deno.test("run --shard --resume goes on where a shard was interrupted", async () => {
  await withPlace(NINE, async (place) => {
    await two(place);
    const [name] = await runsIn(place, "shards/2");
    await Deno.remove(`${place.folder}/shards/2/runs/${name}`);
    const { exit, err } = await shard(place, 2, 2, ["--resume"]);
    assertEquals([exit, err], [
      0,
      "mine: 3 of 4 runs finished before\nmine: 1 more run, preparing the data …\n",
    ]);
    assertEquals((await merge(place)).exit, 0);
    assertEquals(quality(await place.files("merged")), await wholeOf(NINE));
  });
});

Deno.test("run --shard --dry-run shows its runs alone", async () => {
  await withPlace(NINE, async (place) => {
    const { exit, out } = await shard(place, 2, 4, ["--dry-run"]);
    const runs = [...out.matchAll(/^ *(\d) {2}/gm)].map(([, run]) => run);
    assertEquals([exit, runs], [0, ["2", "6"]]);
    const none = await shard(place, 13, 13, ["--dry-run"]);
    assertEquals(none.out, "mine: Does it go down?\n\nNo runs\n\n");
    assertEquals(await place.files("shards"), {});
  });
});

Deno.test("run --shard that Ctrl-C ends before its first run can be gone on with", async () => {
  await withPlace(NINE, async ({ run, files }) => {
    const { exit, out, err } = await run(["--shard", "1/2"], { signal: AbortSignal.abort() });
    assertEquals([exit, out], [130, ""]);
    const end = "\nmine: shard 1/2 interrupted after 0 of 5 runs; --resume goes on from there\n";
    assertEquals(err.endsWith(end), true);
    assertEquals(Object.keys(await files()), ["shard-1-of-2.json"]);
  });
});

// Refusals of merge: exit code 2, nothing on standard output, nothing written.

/** Merges folders of the place, `shards` if none is named, after something was done in it. */
function refuses(
  what: string,
  make: (place: Place) => Promise<unknown>,
  ...words: string[]
): void {
  Deno.test(`merge refuses ${what}`, async (t) => {
    await withPlace(NINE, async (place) => {
      await make(place);
      const before = await place.files(".");
      const { exit, out, err } = await merge(place, ...words);
      assertEquals([exit, out], [2, ""]);
      await t.assertSnapshot(err);
      assertEquals(await place.files("."), before);
    });
  });
}

const OTHER = NINE.replace("0.01", "0.02");

/** Shards of a sweep, and then something else. */
const after = (change: (place: Place) => Promise<unknown>) => async (place: Place) => {
  await two(place);
  await change(place);
};
/** The first shard, then something else, then the second. */
const between = (
  change: (place: Place) => Promise<unknown>,
  { words = [], of = 2, name = "mine" }: { words?: string[]; of?: number; name?: string } = {},
) =>
async (place: Place) => {
  await shard(place, 1, 2);
  await change(place);
  await shard({ ...place, file: `${place.folder}/${name}.jsonc` }, 2, of, words);
};
const nothing = () => Promise.resolve();
/** Makes a shard one of other code. */
const ofOtherCode = async ({ read, write }: Place, part: number) => {
  const name = `shards/${part}/shard-${part}-of-2.json`;
  await write(name, (await read(name)).replace(/("codeSha256": ")./, "$1x"));
};

refuses("no folder", nothing, "a=b");
refuses("a file", ({ write }) => write("mine", ""), "mine");
refuses("two files", two, "shards", "mine.jsonc", "mine.jsonc");
refuses(
  "a folder without shards",
  ({ folder }) => Deno.mkdir(`${folder}/shards/1`, { recursive: true }),
);
refuses("what is no shard but all of a sweep", async ({ folder, file, call }) => {
  await Deno.mkdir(`${folder}/shards/runs.csv`, { recursive: true });
  await call(["run", file, "--out", `${folder}/shards`]);
});
for (const text of ["", "{}", '{"shard":"3/2"}']) {
  refuses(`"${text}" as a shard`, after(({ write }) => write("shards/1/shard-1-of-2.json", text)));
}
refuses("a sweep with gaps", async (place) => {
  for (const part of [1, 3]) await shard(place, part, 4, ["init.scale=1e-3"]);
});
refuses(
  "a missing shard, with a command that a shell takes as it was meant",
  (place) => shard(place, 1, 2, ['title=Two words, it\'s "quoted"']),
);
refuses("thousands of missing shards", (place) => shard(place, 9999, 9999));
refuses(
  "an unfinished shard",
  after(async (place) => {
    const [name] = await runsIn(place, "shards/2");
    await Deno.remove(`${place.folder}/shards/2/runs/${name}`);
  }),
);
refuses("shards of different sizes", between(nothing, { of: 3 }));
refuses("shards with different overrides", between(nothing, { words: ["init.scale=0"] }));
refuses(
  "shards of different experiments",
  between(({ write }) => write("other.jsonc", NINE), { name: "other", words: ["init.scale=0"] }),
);
refuses(
  "shards of a file that changed in between",
  between(({ write }) => write("mine.jsonc", OTHER)),
);
refuses("shards of a file that changed since", after(({ write }) => write("mine.jsonc", OTHER)));
refuses(
  "another file than that of the shards",
  after(({ write }) => write("other.jsonc", OTHER)),
  "shards",
  "other.jsonc",
);
refuses("shards of different code", after((place) => ofOtherCode(place, 2)));
refuses(
  "shards of other code than is here",
  after((place) => Promise.all([1, 2].map((part) => ofOtherCode(place, part)))),
);
refuses(
  "shards of a file that was moved",
  after(({ folder, file }) => Deno.rename(file, `${folder}/moved.jsonc`)),
);
refuses("to write in the place of a file", after(({ write }) => write("merged", "")));
