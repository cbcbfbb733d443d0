/**
 * The short form: a few damaged files, command lines and bytes, always the same. `deno task fuzz` is
 * the long one.
 */
import { assertEquals } from "@std/assert";
import { withFolder } from "../_files.ts";
import { verdicts } from "./_campaign.ts";
import { SUITES } from "./_suites.ts";

const SEED = 2026;
const RUNS: Readonly<Record<string, number>> = { files: 150, words: 50, bytes: 60, data: 60 };

for (const suite of SUITES) {
  Deno.test(`${suite.name} that are damaged give success or a short refusal`, async () => {
    await withFolder(async (folder) => {
      const campaign = { suite, seed: SEED, runs: RUNS[suite.name] };
      const found = await Array.fromAsync(verdicts(campaign, folder));
      assertEquals(found.filter(({ fault }) => fault !== null), []);
      assertEquals(found.length, campaign.runs);
    });
  });
}
