/** Step sizes that are objects, from the command line to the folder. */
import { assertEquals, assertStringIncludes } from "@std/assert";
import { toyFile } from "../_files.ts";
import { made, quality, withPlace } from "./_place.ts";

/** A run of a step size of each sort. */
const SORTS = [
  { name: "cosine", from: 0.1, warmup: 2 },
  { name: "expression", expression: "k/(1 + t)", parameters: { k: 0.1 } },
  { name: "armijo" },
  { name: "barzilaiBorwein", from: 0.01 },
  0.1,
];
const file = (more: object = {}) =>
  toyFile({
    method: { name: "gradientDescent", stepSize: SORTS[0] },
    stop: { iterations: 10 },
    ...more,
  });
const sorts = file({
  method: { name: "gradientDescent" },
  matrix: { batchSize: [2, "full"], "method.stepSize": SORTS },
});

// First of all, as the parser is loaded once for all tests.
Deno.test("check loads the parser for a step size that is an expression, and refuses a wrong one", async () => {
  const stepSize = { name: "expression", expression: "0.1/(t - 3" };
  await withPlace(
    file({ method: { name: "gradientDescent", stepSize } }),
    async ({ file, call }) => {
      const { exit, err } = await call(["check", file]);
      const message = "method.stepSize.expression: Parenthesis ) expected, at character 11";
      assertEquals([exit, err], [2, `FOLDER/mine.jsonc: ${message}\n`]);
    },
  );
});

Deno.test("run --dry-run shows step sizes as they are given, without what is swept in them", async () => {
  await withPlace(file(), async ({ run }) => {
    const shown = async (...words: string[]) => {
      const { exit, out } = await run([...words, "--dry-run"], { columns: 100 });
      assertEquals(exit, 0);
      return out.split("\n").filter((line) => line.includes("cosine")).map((line) => line.trim());
    };
    const whole = await shown();
    assertStringIncludes(whole[0], "  cosine(from=0.1 warmup=2)  ");
    const swept = await shown("method.stepSize.from=0.1,0.2");
    assertStringIncludes(swept.join("\n"), "  cosine(warmup=2)  ");
  });
});

Deno.test("run of each sort of step size has the same bytes from its shards, put together", async () => {
  const whole = await made(sorts);
  assertEquals(whole.exit, 0);
  await withPlace(sorts, async ({ run, call, folder, files }) => {
    for (const shard of ["1/2", "2/2"]) assertEquals((await run(["--shard", shard])).exit, 0);
    const merged = await call(["merge", `${folder}/out`, "--out", `${folder}/whole`]);
    assertEquals([merged.exit, merged.err], [0, "mine: 10 runs from 2 shards\n"]);
    assertEquals(quality(await files("whole")), quality(whole.files));
  });
});

for (
  const [word, message] of [
    [
      'stop={"examples":9}',
      'method.stepSize: "cosine" must know how long a run is: give stop.iterations or stop.epochs',
    ],
    [
      "method.stepSize.warmup=1,10",
      "matrix.method.stepSize.warmup: must be shorter than the run, of 10 steps: current value is 10",
    ],
    [
      'method.stepSize={"name":"expression","expression":"1/t"}',
      "method.stepSize.expression: must be a finite number, 0 or more, at every step: at t = 0 it is ∞",
    ],
    [
      "method.stepSize.from=0,1",
      "matrix.method.stepSize.from: must be above 0: current value is 0",
    ],
  ]
) {
  Deno.test(`check and run refuse ${word}`, async () => {
    await withPlace(file(), async ({ file, call }) => {
      for (const command of ["check", "run"]) {
        const { exit, out, err } = await call([command, file, word]);
        assertEquals([exit, out, err], [2, "", `FOLDER/mine.jsonc: ${message}\n`]);
      }
    });
  });
}
