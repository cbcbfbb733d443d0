import { assert, assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import { toyFile } from "../_files.ts";
import { type Checkout, withCheckout } from "./_bench_checkout.ts";

const QUICK = ["kernels", "--rounds", "3"];
const SCORES = "64 rows/scores [examples=64]";

/** A checkout with an experiment and its results, and a base that is the first commit with them. */
function inCheckout(name: string, action: (checkout: Checkout) => Promise<void>): void {
  Deno.test(name, () =>
    withCheckout({ [SCORES]: 1000 }, async (checkout) => {
      const { write, run, commit } = checkout;
      await write("experiments/tiny.jsonc", toyFile());
      await run("run", "tiny");
      await write(".gitignore", "/timings/\n/count\nmanifest.json\ntimings.csv\nbenchopt.csv\n");
      await commit();
      await action(checkout);
    }));
}

inCheckout(
  "ci finds the same code and results fine, and writes its report",
  async ({ run, read, folder }) => {
    const { exit, out } = await run("ci", ...QUICK, "--base", "HEAD");
    assertEquals(exit, 0);
    assertStringIncludes(out, "tiny: same bytes");
    assertStringIncludes(out, "tiny is the same, byte for byte");
    assertStringIncludes(out, "1 bench: 1 unchanged");
    const names = await Array.fromAsync(Deno.readDir(`${folder}/timings/ci`), ({ name }) => name);
    const expected = "bench.csv bmf.json comparison.json comparison.txt github-bigger.json " +
      "github-smaller.json quality.json summary.md";
    assertEquals(names.sort().join(" "), expected);
    const summary = await read("timings/ci/summary.md");
    for (const part of ["1 unchanged", "tiny: same bytes", "byte for byte"]) {
      assertStringIncludes(summary, part);
    }
  },
);

inCheckout(
  "ci exits with 3 when results do not come out again, with the report written",
  async (checkout) => {
    const { run, read, write, commit } = checkout;
    const curves = await read("results/tiny/curves.csv");
    assertStringIncludes(curves, "0.73333013");
    await write("results/tiny/curves.csv", curves.replace("0.73333013", "0.5"));
    await commit();
    const { exit, out } = await run("ci", ...QUICK, "--base", "HEAD~1");
    assertEquals(exit, 3);
    assertMatch(out, /tiny: changed\n.*curves\.csv row 6 \(run 1, iteration 5\)/s);
    const summary = await read("timings/ci/summary.md");
    assertStringIncludes(summary, "From HEAD~1");
    assertEquals(await read("timings/ci/results/tiny/curves.csv"), curves);
    assert(summary.includes("train_loss was 0.73333013, is 0.5"));
  },
);

inCheckout("ci exits with 3 when something got slower", async ({ run, times, read }) => {
  await times({ [SCORES]: 1300 });
  const words = ["--base", "HEAD", "--link", "https://example.org/run", "--out", "timings/x"];
  assertEquals((await run("ci", ...QUICK, ...words)).exit, 3);
  const summary = await read("timings/x/summary.md");
  assertStringIncludes(summary, "1 regressed");
  assertStringIncludes(summary, "All are in <https://example.org/run>.");
});

inCheckout("ci refuses a base that is not there before it measures anything", async ({ run }) => {
  const { exit, out, err } = await run("ci", ...QUICK, "--base", "mian");
  assertEquals([exit, out], [2, ""]);
  assertStringIncludes(err, 'did you mean "main"?');
});
