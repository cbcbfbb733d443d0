import { assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import { rowsOf } from "../_done.ts";
import { checkFile, copy, sliceFile, snapshot, toyFile } from "../_files.ts";
import { commit, deno, type Ended, git, inCopiesOf, write } from "./_checkout.ts";

const PROGRAM = ["src", "mod.ts", "deno.json", "deno.lock", ".gitignore"];
const QUALITY = ["chart.txt", "curves.csv", "runs.csv"];
const FILES = [
  "benchopt.csv",
  "chart.txt",
  "curves.csv",
  "figures.json",
  "manifest.json",
  "runs.csv",
  "timings.csv",
];
const SAME = "batch_size: same bytes (curves.csv, runs.csv, chart.txt)\n";
const ENDLESS = toyFile({ stop: { iterations: 1e12 }, record: [0] });
const CIFAR10 = toyFile({ dataset: { name: "cifar10", directory: "data/none" } });

/** Tests in a working folder with committed results. */
const inCopy = inCopiesOf(async (folder) => {
  for (const path of PROGRAM) await copy(path, `${folder}/${path}`);
  await write(folder, {
    "experiments/batch_size.jsonc": toyFile(),
    "experiments/cifar10/batch_size.jsonc": CIFAR10,
  });
  await program(folder, ["run"]);
  await git(folder, "init", "--quiet");
  await commit(folder);
});

const PERMISSIONS = ["--allow-read", "--allow-write=.", "--allow-run=git"];
const COMMAND = ["--cached-only", ...PERMISSIONS, "--allow-sys=cpus,osRelease", "src/cli/main.ts"];

/** The program as the tasks start it, with `folder` as its working folder. */
function program(folder: string, words: readonly string[]): Promise<Ended> {
  return deno(folder, [...COMMAND, ...words]);
}

/** Sends Ctrl-C half a second after the first line of progress. */
async function interrupted(folder: string, words: readonly string[]): Promise<Ended> {
  const child = new Deno.Command("deno", {
    args: ["run", ...COMMAND, ...words],
    cwd: folder,
    env: { NO_COLOR: "1" },
    stdout: "piped",
    stderr: "piped",
  }).spawn();
  const deadline = setTimeout(() => child.kill("SIGKILL"), 20_000); // when it does not hear
  const out = new Response(child.stdout).text();
  let err = "";
  for await (const text of child.stderr.pipeThrough(new TextDecoderStream())) {
    if (err === "") {
      await new Promise((resolve) => setTimeout(resolve, 500));
      child.kill("SIGINT");
    }
    err += text;
  }
  const { code } = await child.status;
  clearTimeout(deadline);
  return { exit: code, out: await out, err };
}

const results = async (folder: string) => Object.keys(await snapshot(`${folder}/results`)).sort();
const filesIn = (folder: string) => [folder, ...FILES.map((name) => `${folder}/${name}`)];

/** Changes one of the committed results. */
async function edit(folder: string, name: string, change: (text: string) => string): Promise<void> {
  const file = `${folder}/results/batch_size/${name}`;
  await Deno.writeTextFile(file, change(await Deno.readTextFile(file)));
}

// What is committed.

inCopy("run NAME comes out the same in results/NAME, and names its commit", async (folder) => {
  const files = async () => {
    const { "/manifest.json": manifest, ...all } = await snapshot(`${folder}/results/batch_size`);
    return { manifest, quality: QUALITY.map((name) => all[`/${name}`]) };
  };
  assertEquals(await results(folder), filesIn("/batch_size"));
  const before = await files();
  const { exit, out } = await program(folder, ["run", "batch_size"]);
  const { manifest, quality } = await files();
  assertEquals([exit, quality], [0, before.quality]);
  assertStringIncludes(
    out,
    "\nresults/batch_size: curves.csv, runs.csv, chart.txt came out the same, byte for byte; wrote ",
  );
  const { command, git: state } = JSON.parse(manifest);
  assertEquals(command, ["run", "batch_size"]);
  assertEquals(state, { commit: await git(folder, "rev-parse", "HEAD"), dirty: false });
  assertEquals(await git(folder, "status", "--porcelain"), "");
});

inCopy("run writes a checkout with changes as dirty into the manifest", async (folder) => {
  const isDirty = async () => {
    await program(folder, ["run", "batch_size"]);
    const text = await Deno.readTextFile(`${folder}/results/batch_size/manifest.json`);
    return JSON.parse(text).git.dirty;
  };
  // What lies about changes nothing.
  await Deno.writeTextFile(`${folder}/mine.jsonc`, toyFile());
  assertEquals(await isDirty(), false);
  await Deno.writeTextFile(`${folder}/experiments/mine.jsonc`, toyFile());
  assertEquals(await isDirty(), true);
});

inCopy("run NAME with overrides writes into results/local/NAME", async (folder) => {
  const before = await snapshot(`${folder}/results/batch_size`);
  const { exit, out } = await program(folder, ["run", "batch_size", "method.stepSize=0.2"]);
  assertEquals(await results(folder), [
    ...filesIn("/batch_size"),
    "/local",
    ...filesIn("/local/batch_size"),
  ]);
  assertEquals(await snapshot(`${folder}/results/batch_size`), before);
  assertEquals([exit, out.includes("\nresults/local/batch_size: wrote ")], [0, true]);
});

inCopy("run FILE writes into results/local/FILE", async (folder) => {
  await Deno.writeTextFile(`${folder}/mine.jsonc`, toyFile());
  await program(folder, ["run", "mine.jsonc"]);
  assertEquals((await results(folder)).includes("/local/mine/runs.csv"), true);
});

inCopy("run --all skips what has no data, and says so", async (folder) => {
  const { exit, out, err } = await program(folder, ["run", "--all"]);
  assertEquals(exit, 0);
  assertStringIncludes(out, "results/batch_size: ");
  assertMatch(err, /\ncifar10\/batch_size: skipped\. Cannot read CIFAR-10 as there is no folder "/);
});

// verify.

for (const words of [[], ["--threads", "1"], ["--threads", "3"], ["--backend", "reference"]]) {
  inCopy(`verify ${words.join(" ")} exits with 0 when the bytes are the same`, async (folder) => {
    const { exit, out } = await program(folder, ["verify", "batch_size", ...words]);
    assertEquals([exit, out], [0, SAME]);
  });
}

const changed: [what: string, change: (folder: string) => Promise<void>][] = [
  [
    "a changed number",
    (folder) => edit(folder, "curves.csv", (text) => text.replace(",1.133342,", ",9.25,")),
  ],
  ["every changed file", async (folder) => {
    await edit(folder, "runs.csv", (text) => text.replace(",done,", ",target,"));
    await edit(folder, "chart.txt", (text) => text.replace("down?", "up?"));
  }],
  [
    "a changed line of a chart",
    (folder) => edit(folder, "chart.txt", (text) => text.replace("Tiny", "Large")),
  ],
  [
    "the line of a table that was cut off",
    (folder) => edit(folder, "curves.csv", (text) => text.slice(0, -20)),
  ],
  ["a table that is missing, and one that does not come out at all", async (folder) => {
    await Deno.remove(`${folder}/results/batch_size/runs.csv`);
    await write(folder, { "results/batch_size/path.csv": "run\n1\n" });
  }],
];
for (const [what, change] of changed) {
  inCopy(`verify shows ${what}, and writes nothing`, async (folder, t) => {
    await change(folder);
    const before = await snapshot(`${folder}/results`);
    const { exit, out } = await program(folder, ["verify", "batch_size"]);
    assertEquals(exit, 3);
    await t.assertSnapshot(out);
    assertEquals(await snapshot(`${folder}/results`), before);
  });
}

const causes: [what: string, change: (folder: string) => Promise<void>, cause: RegExp][] = [
  [
    "a step size that was changed since",
    (folder) =>
      write(folder, {
        "experiments/batch_size.jsonc": toyFile({
          method: { name: "gradientDescent", stepSize: 0.2 },
        }),
      }),
    /the inputs differ: method\.stepSize was 0\.1, is 0\.2; step_size of run 1 was 0\.1, is 0\.2$/,
  ],
  [
    "a method that was changed since",
    async (folder) => {
      const file = "src/methods/_descent.ts";
      const text = await Deno.readTextFile(`${folder}/${file}`);
      const now = text.replace("stepSize(now, look);", "stepSize(now, look) / 2;");
      await write(folder, { [file]: now });
    },
    /the code differs: code was "\w{12}", is "\w{12}"$/,
  ],
  [
    "nothing when nobody says what the results were made from",
    async (folder) => {
      await Deno.remove(`${folder}/results/batch_size/manifest.json`);
      const text = toyFile({ init: { scale: 2 } });
      await write(folder, { "experiments/batch_size.jsonc": text });
    },
    /the numbers themselves, although nothing .*, as far as known without a manifest/,
  ],
];
for (const [what, change, cause] of causes) {
  inCopy(`verify blames ${what}`, async (folder) => {
    await change(folder);
    const { exit, out } = await program(folder, ["verify", "batch_size"]);
    assertEquals(exit, 3);
    assertMatch(out.split("\n  cause: ")[1].trimEnd(), cause);
  });
}

inCopy("verify blames overrides, with a manifest and without", async (folder) => {
  const cause = async () => {
    const { exit, out } = await program(folder, ["verify", "batch_size", "init.scale=2"]);
    return [exit, out.split("\n").at(-2)];
  };
  const text = "init.scale was not given, is 2";
  const guess = ", as far as known without a manifest of these files";
  assertEquals(await cause(), [3, `  cause: the inputs differ: ${text}`]);
  await Deno.remove(`${folder}/results/batch_size/manifest.json`);
  assertEquals(await cause(), [3, `  cause: the inputs differ${guess}: ${text}`]);
});

inCopy(
  "verifyAll() keeps what came out of changed experiments, and of no others",
  async (folder) => {
    await ship(folder, "fine", toyFile());
    const before = await snapshot(`${folder}/results/batch_size`);
    await edit(folder, "curves.csv", (text) => text.slice(0, -20));
    const words = "{ names: [], overrides: [], flags: {} }";
    await Deno.writeTextFile(
      `${folder}/keep.ts`,
      'import { verifyAll } from "./src/cli/verify.ts";\n' +
        "const io = { out() {}, err() {}, signal: new AbortController().signal } as never;\n" +
        `Deno.exitCode = await verifyAll(${words}, io, "kept");\n`,
    );
    const permissions = ["--allow-read", "--allow-write=."];
    const { code } = await new Deno.Command("deno", {
      args: ["run", "--quiet", ...permissions, "keep.ts"],
      cwd: folder,
    }).output();
    assertEquals([code, await snapshot(`${folder}/kept`)], [3, {
      "/batch_size": "a folder",
      ...Object.fromEntries(
        QUALITY.map((name) => [`/batch_size/${name}`, before[`/${name}`]]),
      ),
    }]);
  },
);

inCopy("verify does not need the timings", async (folder) => {
  await Deno.remove(`${folder}/results/batch_size/timings.csv`);
  await Deno.remove(`${folder}/results/batch_size/manifest.json`);
  assertEquals((await program(folder, ["verify", "batch_size"])).exit, 0);
});

/** Commits results of an experiment whose data is not there. */
const commitResults = (folder: string, name: string) =>
  write(folder, { [`results/${name}/chart.txt`]: "" });

inCopy("verify goes through all experiments and skips what has no data", async (folder) => {
  await commitResults(folder, "cifar10/batch_size");
  const { exit, out } = await program(folder, ["verify"]);
  assertEquals([exit, out.startsWith(SAME)], [0, true]);
  assertMatch(
    out.slice(SAME.length),
    /^cifar10\/batch_size: skipped\. Cannot read CIFAR-10 as there is no folder "data\/none": .*\n$/,
  );
});

inCopy("verify goes through all experiments and skips what has no results", async (folder) => {
  // Not even for its data, which would be wrong: there is a file where a folder should be.
  await write(folder, { "data/none": "" });
  const { exit, out } = await program(folder, ["verify"]);
  const skipped = "cifar10/batch_size: skipped, as there are no committed results\n";
  assertEquals([exit, out], [0, SAME + skipped]);
});

inCopy("verify refuses the name of what has no results", async (folder) => {
  assertEquals(await program(folder, ["verify", "cifar10/batch_size"]), {
    exit: 2,
    out: "",
    err: 'Cannot verify "cifar10/batch_size" as there are no committed results\n',
  });
});

// Wrong data is not missing data: there is a file where a folder should be.
inCopy("verify does not skip what has wrong data", async (folder) => {
  await commitResults(folder, "cifar10/batch_size");
  await write(folder, { "data/none": "" });
  const { exit, out, err } = await program(folder, ["verify", "cifar10/batch_size"]);
  assertEquals([exit, out], [2, ""]);
  assertStringIncludes(err, ': Cannot read CIFAR-10 from "data/none" as it is not a folder\n');
});

inCopy("run --all does not skip what has wrong data", async (folder) => {
  await write(folder, { "data/none": "" });
  const { exit, err } = await program(folder, ["run", "--all"]);
  assertEquals([exit, err.includes("skipped")], [2, false]);
});

inCopy("verify refuses a file of one's own", async (folder) => {
  await Deno.writeTextFile(`${folder}/mine.jsonc`, toyFile());
  assertEquals(await program(folder, ["verify", "mine.jsonc"]), {
    exit: 2,
    out: "",
    err: 'Cannot verify "mine.jsonc" as only shipped experiments have results\n',
  });
});

// Other kinds.

/** Ships an experiment that has been run, and gives its results. */
async function ship(folder: string, name: string, text: string): Promise<void> {
  await Deno.writeTextFile(`${folder}/experiments/${name}.jsonc`, text);
  await program(folder, ["run", name]);
}

const kinds: [what: string, text: string, files: string][] = [
  [
    "a slice at the end of a run",
    sliceFile({ center: { experiment: "batch_size.jsonc", run: 1 }, path: true }),
    "path.csv, slice.csv",
  ],
  ["a gradient check", checkFile(), "gradient_check.csv"],
  [
    "the best again",
    toyFile({
      matrix: { "method.stepSize": [0.1, 0.2] },
      best: { of: "method.stepSize", seeds: [5] },
    }),
    "curves.csv",
  ],
];
for (const [what, text, files] of kinds) {
  inCopy(`verify finds the same bytes of ${what}`, async (folder) => {
    await ship(folder, "other", text);
    const { exit, out } = await program(folder, ["verify", "other"]);
    assertEquals([exit, out], [0, `other: same bytes (${files}, runs.csv, chart.txt)\n`]);
  });
}

// Ctrl-C.

inCopy("run keeps the committed result when Ctrl-C ends it", async (folder) => {
  await Deno.writeTextFile(`${folder}/experiments/batch_size.jsonc`, ENDLESS);
  const before = await snapshot(`${folder}/results/batch_size`);
  const { exit, out, err } = await interrupted(folder, ["run", "batch_size"]);
  assertEquals(exit, 130);
  assertStringIncludes(err, "\nbatch_size: interrupted in run 1 of 1; what is there was written\n");
  assertStringIncludes(out, "\nresults/batch_size/interrupted: wrote ");
  const after = Object.entries(await snapshot(`${folder}/results/batch_size`));
  const isApart = ([path]: [string, string]) => path.startsWith("/interrupted");
  assertEquals(Object.fromEntries(after.filter((file) => !isApart(file))), before);
  const text = await Deno.readTextFile(`${folder}/results/batch_size/interrupted/runs.csv`);
  assertEquals(rowsOf(text).map(({ status }) => status), ["interrupted"]);
});

inCopy("run --all does not go on after Ctrl-C", async (folder) => {
  await Deno.writeTextFile(`${folder}/experiments/a.jsonc`, ENDLESS);
  const { exit, err } = await interrupted(folder, ["run", "--all"]);
  assertEquals([exit, err.includes("batch_size:")], [130, false]);
  assertStringIncludes(err, "\nNot started: batch_size");
});

inCopy("verify exits with 130 on Ctrl-C and claims nothing", async (folder) => {
  await Deno.writeTextFile(`${folder}/experiments/batch_size.jsonc`, ENDLESS);
  const { exit, out, err } = await interrupted(folder, ["verify"]);
  assertEquals([exit, out], [130, ""]);
  assertStringIncludes(err, "\nbatch_size: interrupted, not verified\n");
});
