// @ts-types="../../src/_csv.d.ts"
import { parse } from "@std/csv";
import { assertEquals, assertMatch, assertRejects, assertStringIncludes } from "@std/assert";
import { readComparison } from "../../src/timing/formats/json.ts";
import { readBenchCsv } from "../../src/timing/samples/bench_csv.ts";
import { call } from "../_fake_io.ts";
import { type Checkout, withCheckout } from "./_bench_checkout.ts";

const SCORES = "64 rows/scores [examples=64 flop=500]";
const UPDATE = "weights/update [flop=10]";
const TIMES = { [SCORES]: 1000, [UPDATE]: 50 };
const [SCORES_BENCH, UPDATE_BENCH] = ["kernels/64 rows/scores", "kernels/weights/update"];
const QUICK = ["kernels", "--rounds", "4"];

/** Registers a test in a checkout whose first commit has `TIMES`. */
function inCheckout(name: string, action: (checkout: Checkout) => Promise<void>): void {
  Deno.test(name, () => withCheckout(TIMES, action));
}

/** Saves times, and says where. */
async function save({ run }: Checkout, name: string, ...words: readonly string[]) {
  const ended = await run("bench", ...QUICK, "--save", name, ...words);
  return { ...ended, path: / to (timings\/.*)\n$/.exec(ended.out)?.[1] ?? "" };
}

/** The measurements in a file. */
async function measurementsIn({ read }: Checkout, path: string) {
  return readBenchCsv(await read(path), path);
}

/** Compares with the last commit. */
const against = ({ run }: Checkout, ...words: readonly string[]) =>
  run("bench", ...QUICK, "--against", "HEAD", ...words);

/** The verdicts of the comparison that was written, by bench. */
async function verdicts({ read }: Checkout): Promise<Record<string, string>> {
  const comparison = readComparison(await read("timings/comparison/comparison.json"), "c");
  return Object.fromEntries(comparison.benches.map(({ bench, verdict }) => [bench, verdict]));
}

/** Makes the benches do something first; `count` is the number of processes before. */
async function disturb({ read, write }: Checkout, code: string): Promise<void> {
  const benches = await read("bench/kernels.bench.ts");
  await write("bench/kernels.bench.ts", benches.replace("const wobble", `${code}\nconst wobble`));
}

// As rates.

inCheckout("bench prints the rates of a file, and what a bench throws", async ({ run, times }) => {
  const { exit, out, err } = await run("bench", "kernels");
  assertEquals([exit, err], [0, "kernels: measuring …\n"]);
  assertStringIncludes(out, "Abacus, Deno/1.2.3 any\n\nceiling\n");
  assertMatch(out, /\n64 rows\n\n +time +examples\/s .*\n─.*\nscores +2 µs +3\.2e7 /);
  await times({ ...TIMES, [UPDATE]: "out of luck" });
  const failed = await run("bench", "kernels");
  assertEquals(failed.exit, 1);
  assertStringIncludes(failed.out, "update failed: out of luck\n");
  assertStringIncludes(failed.out, "\nscores ");
});

// Kept.

inCheckout("bench --save keeps a row a process, and history shows them", async (checkout) => {
  const { run, read, times } = checkout;
  const { exit, out, path } = await save(checkout, "one", "kernels"); // named twice, measured once
  assertEquals(exit, 0);
  assertMatch(path, /^timings\/machines\/[-\w]+\/bench\.csv$/);
  assertMatch(out, /\n1\.00 µs +6\.38e7 +10 +0\.9 % +0\.0 % +kernels\/64 rows\/scores\n/);
  await times({ ...TIMES, [SCORES]: 2000 });
  assertEquals((await save(checkout, "two")).exit, 0);
  const rows = parse(await read(path), { skipFirstRow: true });
  const keys = ["one", "two"].flatMap((name) =>
    [1, 2, 3, 4].flatMap((round) =>
      [SCORES_BENCH, UPDATE_BENCH].map((bench) => `${name} ${bench} ${round}`)
    )
  );
  assertEquals(rows.map(({ name, bench, round }) => `${name} ${bench} ${round}`), keys);
  const [first, second, third] = rows.map((row) => `${row.ns_per_iteration} ${row.ceiling_ratio}`);
  assertEquals([first, second, third], ["1000 10", "50 0.5", "1010 10"]);
  assertMatch(rows[0].commit, /^[0-9a-f]{40}$/);
  assertEquals([rows[0].dirty, rows.at(-1)?.dirty], ["false", "true"]);

  const bmf = JSON.parse((await run("report", path, "--format", "bmf")).out);
  assertEquals(Object.keys(bmf), [SCORES_BENCH, UPDATE_BENCH]);
  const { err } = await run("report", path, "--format", "text");
  assertMatch(err, /^Option --format must be one of github-smaller, github-bigger, bmf: /);

  const shown = await run("history", "scores");
  assertEquals(shown.exit, 0);
  assertMatch(shown.out, /^[-\w]+: 2 measurements\n\nkernels\/64 rows\/scores\n▁█\n\nmeasured /);
  assertMatch(shown.out, /\d{4}-\d\d-\d\d \d\d:\d\d {2}one +[0-9a-f]{8} +10 +6\.38e7\n/);
  assertMatch(shown.out, /\d\d:\d\d {2}two +[0-9a-f]{8} \+ +20 /);
  // Of 1 and 2 the mean is 1.5 and the standard deviation √½; times wobble as well.
  assertMatch(shown.out, /\nVariation between measurements, .*: 47\.0 % of times, 47\.1 % of /);
});

inCheckout("bench --save goes on in a file that was cut, and in no other", async (checkout) => {
  const { read, write } = checkout;
  const { path } = await save(checkout, "one");
  await write(path, (await read(path)).slice(0, -20));
  assertEquals((await save(checkout, "two")).exit, 0);
  const { measurements, notes } = await measurementsIn(checkout, path);
  assertEquals(measurements.map(({ samples }) => samples.length), [7, 8]);
  assertEquals(notes, []);
  for (const broken of ["", "name,star"]) {
    await write(path, broken);
    assertEquals((await save(checkout, "two")).exit, 0);
    assertEquals((await measurementsIn(checkout, path)).measurements.length, 1);
  }
  await write(path, "a,b\n1,2\n");
  const { exit, err } = await save(checkout, "three");
  assertEquals([exit, await read(path)], [2, "a,b\n1,2\n"]);
  assertStringIncludes(err, `${path}: `);
});

inCheckout("bench --save keeps what was measured before benches failed", async (checkout) => {
  // The fifth process breaks, and so do those after it.
  await disturb(checkout, "if (count >= 4) throw new Error('full');");
  const { exit, out, err } = await checkout.run(
    "bench",
    "--rounds",
    "6",
    "--save",
    "one",
    "kernels",
  );
  assertEquals(exit, 1);
  assertMatch(err, /\nkernels failed: bench\/kernels\.bench\.ts failed: .*full\n/);
  const [, path] = / to (timings\/.*)\n$/.exec(out) ?? [];
  const { measurements: [{ samples }] } = await measurementsIn(checkout, path);
  assertEquals(samples.length, 4 * 2);
});

inCheckout("bench --save keeps nothing when the code changes meanwhile", async (checkout) => {
  // The second process is the first to meet another file in src.
  await disturb(checkout, 'if (count === 1) await Deno.writeTextFile("src/new.ts", "");');
  await checkout.write("src/old.ts", "");
  const { exit, out, err } = await save(checkout, "one");
  assertEquals([exit, out], [2, ""]);
  assertStringIncludes(err, "Cannot use what was measured as the code changed meanwhile");
  await assertRejects(() => Deno.stat(`${checkout.folder}/timings`), Deno.errors.NotFound);
});

inCheckout("bench --save says what deno bench printed instead", async (checkout) => {
  const cases: [source: string, message: string][] = [
    ["console.log('hello'); Deno.exit(0);", 'there is no JSON in "hello"'],
    ["Deno.exit(0);", 'there is no JSON in ""'],
    ["Deno.bench('a', () => {});", 'the bench "ceiling" gave none'],
    ["throw new Error('no luck');", "no luck"],
    ["console.log('{\\n \"version\": 1,'); Deno.exit(0);", "it is not JSON, or cut off"],
  ];
  for (const [source, message] of cases) {
    await checkout.write("bench/kernels.bench.ts", source);
    const { exit, err } = await save(checkout, "a");
    assertEquals(exit, 1);
    assertMatch(err, /bench\/kernels\.bench\.ts/);
    assertStringIncludes(err, message);
  }
});

inCheckout("bench --compare takes what was kept, on one machine", async (checkout) => {
  const { run, read, write, times } = checkout;
  const compare = (...words: readonly string[]) => run("bench", "--compare", ...words);
  assertStringIncludes(
    (await compare("one", "two")).err,
    'find measurement "one" as none was saved: deno task bench --save one\n',
  );
  const { path } = await save(checkout, "one");
  await times({ ...TIMES, [SCORES]: 1200 });
  await save(checkout, "two");
  const slower = await compare("one", "two");
  assertEquals(slower.exit, 3);
  assertMatch(slower.out, /\nregressed +\+20\.0 % .* kernels\/64 rows\/scores\n/);
  await write("other.csv", (await read(path)).replaceAll(",1.2.3,", ",1.0.0,"));
  const forced = await compare("one", "other.csv", "--force");
  assertEquals(forced.exit, 3);
  assertMatch(forced.out, /\nFORCED although they differ: Deno: 1\.2\.3 against 1\.0\.0\n/);
  const cases: [words: string[], message: RegExp][] = [
    [["one", "other.csv"], /^Cannot compare .*: Deno: 1\.2\.3 against 1\.0\.0\n.*--force\n$/],
    [["on", "one"], /^Cannot find measurement "on": did you mean "one"\?\n$/],
    [["one", "one"], /^Cannot compare "one" of .* with itself\n$/],
    [["one", "no.csv"], /^Cannot read "no\.csv": there is no such file\n$/],
  ];
  for (const [words, message] of cases) {
    const { exit, out, err } = await compare(...words);
    assertEquals([exit, out], [2, ""]);
    assertMatch(err, message);
  }
});

inCheckout("bench --noise says which changes can be seen, and keeps it", async (checkout) => {
  const { exit, out } = await checkout.run("bench", ...QUICK, "--noise");
  assertEquals(exit, 0);
  const [, path] = /\nWrote (timings\/machines\/[-\w]+\/noise\.csv)\n$/.exec(out) ?? [];
  const rows = parse(await checkout.read(path), { skipFirstRow: true });
  assertEquals(
    rows.map(({ bench, smallest_change, processes }) => `${bench} ${smallest_change} ${processes}`),
    [`${SCORES_BENCH} 0.075 4`, `${UPDATE_BENCH} 0.075 4`],
  );
  const compared = await against(checkout, "--only", "scores");
  assertMatch(compared.out, /\nunchanged .* \+7\.5 % +kernels\/64 rows\/scores\n/);
});

// Against a revision.

inCheckout("bench --against finds the same code unchanged, and tidies up", async (checkout) => {
  const { exit, out } = await against(checkout);
  assertEquals(exit, 0);
  assertStringIncludes(out, "\n2 benches: 2 unchanged\n");
  assertEquals(await verdicts(checkout), {
    [SCORES_BENCH]: "unchanged",
    [UPDATE_BENCH]: "unchanged",
  });
  const entries = await Array.fromAsync(Deno.readDir(`${checkout.folder}/timings`));
  assertEquals(entries.map(({ name }) => name), ["comparison"]);
});

inCheckout("bench --against measures what got slower again: exit 3", async (checkout) => {
  const { read, times } = checkout;
  await times({ ...TIMES, [SCORES]: 1100 });
  const { exit, out, err } = await against(checkout);
  assertEquals(exit, 3);
  assertMatch(out, /\nregressed ² +\+10\.0 % .* 1\.00 µs +1\.10 µs +kernels\/64 rows\/scores\n/);
  assertStringIncludes(err, "again, as 1 of 2 look changed");
  const { measurements } = await measurementsIn(checkout, "timings/comparison/bench.csv");
  assertEquals(
    measurements.map(({ name, samples }) => `${name} ${samples.length}`),
    ["HEAD 8", "now 8", "HEAD 8", "now 8"],
  );
  assertStringIncludes(await read("timings/comparison/summary.md"), "1 regressed, 1 unchanged");
  for (const name of ["bmf", "github-smaller", "github-bigger"]) {
    JSON.parse(await read(`timings/comparison/${name}.json`));
  }
  await times({ ...TIMES, [SCORES]: 800 });
  assertEquals((await against(checkout, "--out", "timings/comparison")).exit, 0);
  assertEquals((await verdicts(checkout))[SCORES_BENCH], "improved");
});

inCheckout("bench --only measures what fits, and nothing else", async (checkout) => {
  for (const only of ["scores", "*scores", "kernels/64", "kernels/*/sc*"]) {
    await against(checkout, "--only", only);
    assertEquals([only, ...Object.keys(await verdicts(checkout))], [only, SCORES_BENCH]);
  }
});

inCheckout("bench --against compares the same work only", async (checkout) => {
  await checkout.times({ "64 rows/scores [examples=128]": 1000, [UPDATE]: 50, "new/one": 1 });
  const { exit, out } = await against(checkout);
  assertEquals(exit, 0);
  assertEquals(await verdicts(checkout), {
    [SCORES_BENCH]: "incomparable",
    "kernels/new/one": "incomparable",
    [UPDATE_BENCH]: "unchanged",
  });
  assertMatch(out, /\nkernels\/new\/one: only in now\n/);
  assertEquals((await against(checkout, "--strict")).exit, 4);
});

inCheckout("bench --against exits with 1 when a bench of now throws", async (checkout) => {
  await checkout.times({ ...TIMES, [UPDATE]: "out of luck" });
  const { exit, out } = await against(checkout);
  assertEquals(exit, 1);
  assertMatch(out, /\nkernels\/weights\/update: .*out of luck\n/);
  assertEquals((await verdicts(checkout))[SCORES_BENCH], "unchanged");
  // And when a revision has none of the benches.
  await Deno.remove(`${checkout.folder}/bench/kernels.bench.ts`);
  await checkout.commit();
  await checkout.write("bench/kernels.bench.ts", "throw new Error('too new');");
  const none = await against(checkout);
  assertEquals(none.exit, 1);
  assertMatch(none.out, /\nkernels: .*(too new|not found)/);
});

inCheckout("bench --against knows a branch called now from the code", async (checkout) => {
  const { run, folder } = checkout;
  await new Deno.Command("git", { args: ["branch", "now"], cwd: folder }).output();
  assertEquals((await run("bench", ...QUICK, "--against", "now")).exit, 0);
  const { measurements } = await measurementsIn(checkout, "timings/comparison/bench.csv");
  assertMatch(measurements[0].name, /^[0-9a-f]{40}$/);
});

inCheckout("bench refuses what it cannot do", async ({ run, folder }) => {
  const cases: [words: string[], message: RegExp][] = [
    [["--against", "mian"], /did you mean "main"\?\n$/],
    [["--against", "main", "--threshold", "0"], /^Option --threshold must be a share above 0 /],
    [
      ["--noise", "--rounds", "2"],
      /^Option --rounds must be a whole number from 3 to 100: .*"2"\n$/,
    ],
    [["--noise", "--save", "a"], /^Options --save and --noise exclude each other\n$/],
    [["--save", "../a"], /^Option --save must be a name of letters/],
    [["--compare", "a"], /^Option --compare must be given two names/],
    [["--noise", "kernels", "--only", "*x"], /no bench fits "\*x" \(\* stands for anything\)\n$/],
    [["--save", "a", "--strict"], /^Option --strict has .* it is for --against, --compare\n$/],
    [["kernels", "--only", "scores"], /^Option --only has no effect here: it is for --save, /],
    [["--noise", "a=b"], /^Cannot set "a=b" in a bench\n$/],
    [["kernel"], /^Unknown bench "kernel": did you mean "kernels"\?\n$/],
  ];
  for (const [words, message] of cases) {
    const { exit, out, err } = await run("bench", ...words);
    assertEquals([exit, out], [2, ""]);
    assertMatch(err.split("\n").filter((line) => !/…|left/.test(line)).join("\n"), message);
  }
  await Deno.remove(`${folder}/.git`, { recursive: true });
  const { exit, err } = await run("bench", "--against", "main");
  assertEquals(exit, 2);
  assertStringIncludes(err, "is not a git checkout");
});

inCheckout("bench takes thresholds from a file, and checks it", async (checkout) => {
  const { times, write } = checkout;
  await times({ ...TIMES, [SCORES]: 1100 });
  await write("bench/thresholds.json", '{ "*": 0.05, "kernels/64 rows/*": 0.2 }');
  assertEquals((await against(checkout)).exit, 0);
  assertEquals((await verdicts(checkout))[SCORES_BENCH], "unchanged");
  assertEquals((await against(checkout, "--threshold", "5%")).exit, 3);
  await write("bench/thresholds.json", '{ "kernals/*": 0.2, "slices/*": 0.3 }');
  assertEquals((await against(checkout)).err.match(/^bench\/thresholds.*$/mg), [
    'bench/thresholds.json: no bench fits "kernals/*"',
  ]);
  await write("bench/thresholds.json", '{ "*": 5 }');
  const { exit, err } = await against(checkout);
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

inCheckout("history refuses patterns that fit nothing", async (checkout) => {
  const { run } = checkout;
  assertMatch((await run("history")).err, /no times were saved: deno task bench --save NAME\n$/);
  await save(checkout, "a");
  assertMatch((await run("history", "*x")).err, /^Cannot show a history as no bench fits \*x\n$/);
  assertEquals(
    (await run("history", "--last", "0")).err,
    'Option --last must be a whole number of at least 1: current value is "0"\n',
  );
});

Deno.test("bench --help says which files there are", async () => {
  const { exit, out } = await call(["bench", "--help"]);
  assertEquals(exit, 0);
  for await (const { name } of Deno.readDir("bench")) {
    const [, file] = /^(\w+)\.bench\.ts$/.exec(name) ?? [];
    if (file !== undefined) assertMatch(out, new RegExp(`^ {2}${file} `, "m"));
  }
});
