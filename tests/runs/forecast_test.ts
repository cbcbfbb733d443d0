/** When runs end that are performed at the same time. */
import { assertEquals } from "@std/assert";
import { Forecast } from "../../src/runs/_forecast.ts";
import { loadExperiment } from "../../src/experiment/load.ts";
import { toyFile } from "../_files.ts";

const { runs: [first, second] } = loadExperiment(toyFile({ seeds: [1, 2] }), {
  source: "mine.jsonc",
});

/** A run that took 10 seconds, beside one of which a share is done. */
function forecastAt(done: number): Forecast {
  let now = 0;
  const forecast = new Forecast(() => now);
  for (const plan of [first, second]) forecast.saw(plan, { done: 0, examples: 0 });
  now = 10;
  forecast.saw(second, { done, examples: 0 });
  forecast.ended(first);
  return forecast;
}

for (
  const [what, done, [now, later], expected] of [
    // 10 s now; 10 ∕ 1.8 = 5.6 s after the others have ended, in 10·(1 − done) ∕ done.
    ["ends in 5.3 s, for two threads", 0.65, [1, 2], false],
    ["ends in 4.3 s, for two threads", 0.7, [1, 2], true],
    ["ends in 5.3 s, for eight threads", 0.65, [1, 8], true],
    ["ends in 5.3 s, for four threads of which it has two", 0.65, [2, 4], false],
    ["ends at once, for as many threads as it has", 1, [2, 2], false],
    ["has shown nothing", 0, [1, 8], false],
  ] as const
) {
  Deno.test(`Forecast.isWorthWaiting() is ${expected} where another run ${what}`, () => {
    assertEquals(forecastAt(done).isWorthWaiting(now, later), expected);
  });
}

Deno.test("Forecast.isWorthWaiting() is false where no run has ended, and without a clock", () => {
  const forecast = new Forecast(() => 0);
  forecast.saw(first, { done: 0.99, examples: 0 });
  assertEquals(forecast.isWorthWaiting(1, 8), false);
  assertEquals(new Forecast(undefined).isWorthWaiting(1, 8), false);
});
