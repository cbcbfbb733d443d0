import { assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import { readBenchCsv } from "../../src/timing/samples/bench_csv.ts";
import { readComparison } from "../../src/timing/statistics/comparison.ts";
import { rowsOf } from "../_done.ts";
import { call } from "../_fake_io.ts";
import { type Checkout, withCheckout } from "./_bench_checkout.ts";

const SCORES = "64 rows/scores [examples=64 flop=500]";
const UPDATE = "weights/update [flop=10]";
const TIMES = { [SCORES]: 1000, [UPDATE]: 50 };
const BENCHES = ["kernels/64 rows/scores", "kernels/weights/update"];
const QUICK = ["kernels", "--rounds", "4"];

/** Registers a test in a checkout whose first commit has `TIMES`. */
function inCheckout(name: string, action: (checkout: Checkout) => Promise<void>): void {
  Deno.test(name, () => withCheckout(TIMES, action));
}

/** The verdicts of the comparison that was written, by bench. */
async function verdicts({ read }: Checkout): Promise<Record<string, string>> {
  const comparison = readComparison(await read("timings/comparison/comparison.json"), "c");
  return Object.fromEntries(comparison.benches.map(({ bench, verdict }) => [bench, verdict]));
}

/** Saves times under a name, and gives the file that they are in. */
async function save({ run }: Pick<Checkout, "run">, name: string): Promise<string> {
  const { exit, out } = await run("bench", ...QUICK, "--save", name);
  assertEquals(exit, 0);
  return /\nAdded as ".*" to (timings\/machines\/[-\w]+\/bench\.csv)\n$/.exec(out)?.[1] ?? "";
}

// As rates.

inCheckout("bench prints the rates of a file", async ({ run }) => {
  const { exit, out, err } = await run("bench", "kernels");
  assertEquals(exit, 0);
  assertEquals(err, "kernels: measuring …\n");
  assertStringIncludes(out, "Abacus, Deno/1.2.3 any\n\nceiling\n");
  assertMatch(out, /\n64 rows\n\n +time +examples\/s .*\n─.*\nscores +2 µs +3\.2e7 /);
});

inCheckout("bench exits with 1 when a bench throws, and says what", async ({ run, times }) => {
  await times({ ...TIMES, [UPDATE]: "out of luck" });
  const { exit, out } = await run("bench", "kernels");
  assertEquals(exit, 1);
  assertStringIncludes(out, "update failed: out of luck\n");
  assertStringIncludes(out, "\nscores ");
});

// Kept.

inCheckout(
  "bench --save keeps all processes, and history shows them",
  async ({ run, read, times }) => {
    const first = await run("bench", ...QUICK, "--save", "one");
    assertEquals(first.exit, 0);
    const [, path] =
      /\nAdded as "one" to (timings\/machines\/[-\w]+\/bench\.csv)\n$/.exec(first.out) ?? [];
    assertMatch(first.out, /\n1\.00 µs +6\.38e7 +10 +0\.9 % +0\.0 % +kernels\/64 rows\/scores\n/);
    await times({ ...TIMES, [SCORES]: 2000 });
    await save({ run }, "two");
    const rows = rowsOf(await read(path));
    assertEquals(
      rows.filter(({ bench }) => bench === "kernels/64 rows/scores")
        .map(({ name, round, ns_per_iteration, ceiling_ratio }) =>
          [name, round, ns_per_iteration, ceiling_ratio].join(" ")
        ).slice(0, 3),
      ["one 1 1000 10", "one 2 1010 10", "one 3 990 10"],
    );
    assertEquals([rows.length, rows[8].name], [2 * 4 * 2, "two"]);
    assertMatch(rows[0].commit, /^[0-9a-f]{40}$/);
    assertEquals([rows[0].dirty, rows.at(-1)?.dirty], ["false", "true"]);
    const bmf = JSON.parse((await run("report", path, "--format", "bmf")).out);
    assertEquals(Object.keys(bmf), BENCHES);
    assertMatch(
      (await run("report", path, "--format", "text")).err,
      /^Option --format must be one of github-smaller, github-bigger, bmf: /,
    );
    const { exit, out } = await run("history", "scores");
    assertEquals(exit, 0);
    assertMatch(out, /^[-\w]+: 2 measurements\n\nkernels\/64 rows\/scores\n▁█\n\nmeasured /);
    assertMatch(out, /\d{4}-\d\d-\d\d \d\d:\d\d {2}one +[0-9a-f]{8} +10 +6\.38e7\n/);
    assertMatch(out, /\d\d:\d\d {2}two +[0-9a-f]{8} \+ +20 /);
  },
);

inCheckout("bench --save goes on in a file without a last line end", async (checkout) => {
  const { read, write } = checkout;
  const path = await save(checkout, "one");
  await write(path, (await read(path)).trimEnd());
  await save(checkout, "two");
  const counts = readBenchCsv(await read(path), path)
    .map(({ name, samples }) => `${name} ${samples.length}`);
  assertEquals(counts, ["one 8", "two 8"]);
});

inCheckout("bench --save measures a file once however often it is named", async ({ run }) => {
  assertEquals((await run("bench", "kernels", ...QUICK, "--save", "one")).exit, 0);
  assertEquals((await run("history")).exit, 0);
});

inCheckout("bench --save keeps what came before a failure", async ({ run, write, read }) => {
  const benches = await read("bench/kernels.bench.ts");
  // The fifth process breaks, and so do those after it.
  const full = "if (count >= 4) throw new Error('full');\nconst wobble";
  await write("bench/kernels.bench.ts", benches.replace("const wobble", full));
  const { exit, out, err } = await run("bench", "kernels", "--rounds", "6", "--save", "one");
  assertEquals(exit, 1);
  assertMatch(err, /\nkernels failed: bench\/kernels\.bench\.ts failed: .*full\n/);
  const [, path] = /to (timings\/.*)\n$/.exec(out) ?? [];
  assertEquals(readBenchCsv(await read(path), path)[0].samples.length, 4 * 2);
});

inCheckout("bench --save does not add to a file of other columns", async ({ run, read, write }) => {
  const path = await save({ run }, "one");
  await write(path, "a,b\n1,2\n");
  const { exit, err } = await run("bench", ...QUICK, "--save", "two");
  assertEquals([exit, await read(path)], [2, "a,b\n1,2\n"]);
  assertStringIncludes(err, `${path}: `);
});

inCheckout("bench that compared nothing says why, and exits with 2", async (checkout) => {
  const { run, times } = checkout;
  await save(checkout, "one");
  await times({ "other/one": 1 });
  await save(checkout, "two");
  const saved = await run("bench", "--compare", "one", "two");
  assertMatch(saved.out, /\n3 benches: 3 incomparable\n$/);
  const reason = "as they have no bench in common that can be compared: only in";
  assertEquals([saved.exit, saved.err], [
    2,
    `Cannot compare "one" with "two" ${reason} one; only in two\n`,
  ]);
  const against = await run("bench", ...QUICK, "--against", "HEAD");
  assertEquals(against.exit, 2);
  assertStringIncludes(
    against.err,
    `\nCannot compare "HEAD" with "now" ${reason} HEAD; only in now\n`,
  );
});

inCheckout("bench --compare refuses other machines", async ({ run, read, write, times }) => {
  const path = await save({ run }, "one");
  await times({ ...TIMES, [SCORES]: 1200 });
  await save({ run }, "two");
  const slower = await run("bench", "--compare", "one", "two");
  assertEquals(slower.exit, 3);
  assertMatch(slower.out, /\nregressed +\+20\.0 % .* kernels\/64 rows\/scores\n/);
  await write("other.csv", (await read(path)).replaceAll(",1.2.3,", ",1.0.0,"));
  const refused = await run("bench", "--compare", "one", "other.csv");
  assertEquals([refused.exit, refused.out], [2, ""]);
  assertMatch(
    refused.err,
    /^Cannot compare .* as the settings differ: deno: 1\.2\.3 against 1\.0\.0\n.*--force\n$/,
  );
  const forced = await run("bench", "--compare", "one", "other.csv", "--force");
  assertEquals(forced.exit, 3);
  assertMatch(forced.out, /\nFORCED although they differ: deno: 1\.2\.3 against 1\.0\.0\n/);
});

inCheckout("bench --compare refuses names that were not saved", async ({ run }) => {
  const refused = async (base: string, head: string, message: RegExp) =>
    assertMatch((await run("bench", "--compare", base, head)).err, message);
  await refused("one", "two", /^Cannot find .* "one" as none was saved: deno .* --save one\n$/);
  await save({ run }, "before");
  await refused("befor", "before", /^Cannot find measurement "befor": did you mean "before"\?\n$/);
  await refused("before", "before", /^Cannot compare "before" of .* with itself\n$/);
  await refused("before", "no.csv", /^Cannot read "no.csv": there is no such file\n$/);
});

inCheckout("bench --noise tells which changes can be seen, and keeps it", async ({ run, read }) => {
  const { exit, out } = await run("bench", ...QUICK, "--noise");
  assertEquals(exit, 0);
  const [, path] = /\nWrote (timings\/machines\/[-\w]+\/noise\.csv)\n$/.exec(out) ?? [];
  assertEquals(
    rowsOf(await read(path))
      .map(({ bench, smallest_change, processes }) => [bench, smallest_change, processes]),
    BENCHES.map((bench) => [bench, "0.075", "4"]),
  );
});

// Against a revision.

inCheckout("bench --against leaves no checkout behind", async (checkout) => {
  const { exit, out } = await checkout.run("bench", ...QUICK, "--against", "main");
  assertEquals(exit, 0);
  assertStringIncludes(out, "\n2 benches: 2 unchanged\n");
  assertEquals(Object.keys(await verdicts(checkout)), BENCHES);
  const left = await Array.fromAsync(Deno.readDir(`${checkout.folder}/timings`));
  assertEquals(left.map(({ name }) => name), ["comparison"]);
});

inCheckout("bench --against measures again what got slower", async ({ run, read, times }) => {
  await times({ ...TIMES, [SCORES]: 1100 });
  const { exit, out, err } = await run("bench", ...QUICK, "--against", "HEAD");
  assertEquals(exit, 3);
  assertMatch(out, /\nregressed ² +\+10\.0 % .* 1\.00 µs +1\.10 µs +kernels\/64 rows\/scores\n/);
  assertStringIncludes(err, "again, as 1 of 2 look changed");
  const measurements = readBenchCsv(await read("timings/comparison/bench.csv"), "b");
  assertEquals(
    measurements.map(({ name, samples }) => [name, samples.length]),
    [["HEAD", 8], ["now", 8], ["HEAD", 8], ["now", 8]],
  );
  assertStringIncludes(await read("timings/comparison/summary.md"), "1 regressed, 1 unchanged");
  for (const name of ["bmf", "github-smaller", "github-bigger"]) {
    JSON.parse(await read(`timings/comparison/${name}.json`));
  }
});

for (const only of ["scores", "*scores", "kernels/64", "kernels/*/sc*"]) {
  inCheckout(`bench --only ${only} measures what fits, and nothing else`, async (checkout) => {
    await checkout.run("bench", ...QUICK, "--against", "HEAD", "--only", only);
    assertEquals(Object.keys(await verdicts(checkout)), ["kernels/64 rows/scores"]);
  });
}

inCheckout("bench --against says what got faster, and exits with 0", async (checkout) => {
  await checkout.times({ ...TIMES, [SCORES]: 800 });
  const to = ["--out", "timings/comparison"];
  const { exit } = await checkout.run("bench", ...QUICK, "--against", "HEAD", ...to);
  assertEquals(exit, 0);
  assertEquals((await verdicts(checkout))["kernels/64 rows/scores"], "improved");
});

inCheckout("bench --against compares the same work only", async (checkout) => {
  const { run, times } = checkout;
  await times({ "64 rows/scores [examples=128]": 1000, [UPDATE]: 50, "new/one": 1 });
  const words = [...QUICK, "--against", "HEAD"];
  const { exit, out } = await run("bench", ...words);
  assertEquals(exit, 0);
  assertEquals(await verdicts(checkout), {
    "kernels/64 rows/scores": "incomparable",
    "kernels/new/one": "incomparable",
    "kernels/weights/update": "unchanged",
  });
  assertMatch(out, /\nkernels\/new\/one: only in now\n/);
  assertEquals((await run("bench", ...words, "--strict")).exit, 4);
});

inCheckout("bench --against exits with 1 when a bench throws", async (checkout) => {
  const { run, times } = checkout;
  await times({ ...TIMES, [UPDATE]: "out of luck" });
  const { exit, out } = await run("bench", ...QUICK, "--against", "HEAD");
  assertEquals(exit, 1);
  assertMatch(out, /\nkernels\/weights\/update: .*out of luck\n/);
  assertEquals((await verdicts(checkout))["kernels/64 rows/scores"], "unchanged");
});

inCheckout(
  "bench --against a revision without benches says so",
  async ({ run, write, commit, folder }) => {
    await Deno.remove(`${folder}/bench/kernels.bench.ts`);
    await commit();
    await write("bench/kernels.bench.ts", "throw new Error('too new');");
    await commit();
    const { exit, out } = await run("bench", ...QUICK, "--against", "HEAD~1");
    assertEquals(exit, 1);
    assertMatch(out, /\nkernels: .*(too new|not found)/);
  },
);

for (
  const [words, message] of [
    ["--against mian", /did you mean "main"\?\n$/],
    ["--against main --threshold 0", /^Option --threshold must be/],
    ["--against main --rounds 2", /^Option --rounds must be .* from 3 to 100/],
    ["--noise --save a", /^Options --save and --noise exclude each other\n$/],
    ["--save ../a", /^Option --save must be a name/],
    ["--compare a", /^Option --compare must be given two names/],
    ["--noise kernels --only *x", /as no bench fits "\*x" \(\* stands for anything\)\n$/],
    ["--save a --strict", /^Option --strict has no effect here: it is for --against, --compare\n$/],
    ["kernels --only scores", /^Option --only has no effect here/],
    ["--noise a=b", /^Unknown bench "a=b"/],
    ["kernel", /^Unknown bench "kernel": did you mean "kernels"\?\n$/],
  ] as const
) {
  inCheckout(`bench ${words} is refused`, async ({ run }) => {
    const { exit, out, err } = await run("bench", ...words.split(" "));
    assertEquals([exit, out], [2, ""]);
    assertMatch(err.split("\n").filter((line) => !/…|left/.test(line)).join("\n"), message);
  });
}

inCheckout("bench --against knows a branch called now", async ({ run, read, folder }) => {
  await new Deno.Command("git", { args: ["branch", "now"], cwd: folder }).output();
  assertEquals((await run("bench", ...QUICK, "--against", "now")).exit, 0);
  const measurements = readBenchCsv(await read("timings/comparison/bench.csv"), "b");
  assertMatch(measurements[0].name, /^[0-9a-f]{40}$/);
});

inCheckout("bench --save keeps nothing of changing code", async ({ run, read, write, folder }) => {
  const benches = await read("bench/kernels.bench.ts");
  // The second process is the first to meet another file in src.
  const change = 'if (count === 1) await Deno.writeTextFile("src/new.ts", "");\nconst wobble';
  await write("bench/kernels.bench.ts", benches.replace("const wobble", change));
  await write("src/old.ts", "");
  const { exit, out, err } = await run("bench", ...QUICK, "--save", "one");
  assertEquals([exit, out], [2, ""]);
  assertStringIncludes(err, "Cannot use what was measured as the code changed meanwhile");
  assertEquals(await Deno.stat(`${folder}/timings`).then(() => true, () => false), false);
});

inCheckout("bench --against refuses to work outside of a checkout", async ({ run, folder }) => {
  await Deno.remove(`${folder}/.git`, { recursive: true });
  const { exit, err } = await run("bench", "--against", "main");
  assertEquals(exit, 2);
  assertStringIncludes(err, "is not a git checkout");
});

for (
  const [what, source, message] of [
    ["words", "console.log('hello'); Deno.exit(0);", 'there is no JSON in "hello"'],
    ["nothing", "Deno.exit(0);", 'there is no JSON in ""'],
    ["no ceiling", "Deno.bench('a', () => {});", 'the bench "ceiling" gave none'],
    ["an error", "throw new Error('no luck');", "no luck"],
    ["half of it", "console.log('{\\n \"version\": 1,'); Deno.exit(0);", "JSON"],
  ] as const
) {
  inCheckout(`bench --save says that "deno bench" printed ${what}`, async ({ run, write }) => {
    await write("bench/kernels.bench.ts", source);
    const { exit, err } = await run("bench", ...QUICK, "--save", "a");
    assertEquals(exit, 1);
    assertStringIncludes(err, "bench/kernels.bench.ts");
    assertStringIncludes(err, message);
  });
}

inCheckout("bench takes thresholds by name from a file", async (checkout) => {
  const { run, times, write } = checkout;
  await times({ ...TIMES, [SCORES]: 1100 });
  await write("bench/thresholds.json", '{ "*": 0.05, "kernels/64 rows/*": 0.2 }');
  assertEquals((await run("bench", ...QUICK, "--against", "HEAD")).exit, 0);
  assertEquals((await verdicts(checkout))["kernels/64 rows/scores"], "unchanged");
  assertEquals((await run("bench", ...QUICK, "--against", "HEAD", "--threshold", "5%")).exit, 3);
  await write("bench/thresholds.json", '{ "kernals/*": 0.2, "slices/*": 0.3 }');
  const misspelt = await run("bench", ...QUICK, "--against", "HEAD");
  assertEquals(misspelt.err.match(/^bench\/thresholds.*$/mg), [
    'bench/thresholds.json: no bench fits "kernals/*"',
  ]);
  await write("bench/thresholds.json", '{ "*": 5 }');
  const { exit, err } = await run("bench", ...QUICK, "--against", "HEAD");
  assertEquals(exit, 2);
  assertStringIncludes(err, "bench/thresholds.json: *: ");
});

// History.

inCheckout("history marks where a bench got slower to stay", async ({ run, times }) => {
  for (const [i, time] of [...Array(6).fill(1000), ...Array(6).fill(1300)].entries()) {
    await times({ ...TIMES, [SCORES]: time });
    await run("bench", "kernels", "--rounds", "3", "--save", `night-${i}`);
  }
  const { out } = await run("history", "--last", "2");
  assertMatch(out, /\n\d\S+ \S+ +night-6 .* ▲ \+30\.0 % from here on\n\d\S+ \S+ +night-10 /);
  assertEquals(out.match(/▲|▼/g)?.length, 1);
});

inCheckout("history refuses patterns that fit nothing", async ({ run }) => {
  assertMatch((await run("history")).err, /no times were saved: deno task bench --save NAME\n$/);
  await run("bench", ...QUICK, "--save", "a");
  assertEquals((await run("history", "*x")).exit, 2);
  assertEquals((await run("history", "--last", "0")).exit, 2);
});

Deno.test("bench --help says which files there are", async () => {
  const { exit, out } = await call(["bench", "--help"]);
  assertEquals(exit, 0);
  for await (const { name } of Deno.readDir("bench")) {
    const [, file] = /^(\w+)\.bench\.ts$/.exec(name) ?? [];
    if (file !== undefined) assertMatch(out, new RegExp(`^ {2}${file} `, "m"));
  }
});
