/**
 * The long form: `deno task fuzz [--seed N] [--runs N] [--from N] [SUITE…]`. Prints what went wrong,
 * and ends with 1 if anything did.
 */
import { parseArgs } from "node:util";
import { withFolder } from "../_files.ts";
import { type Verdict, verdicts } from "./_campaign.ts";
import { SUITES } from "./_cases.ts";

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    seed: { type: "string", default: "1" },
    runs: { type: "string", default: "2000" },
    from: { type: "string", default: "0" },
  },
});
const [seed, runs, from] = [values.seed, values.runs, values.from].map(Number);
const chosen = SUITES.filter(({ name }) => positionals.length === 0 || positionals.includes(name));
const say = (text: string) => Deno.stdout.writeSync(new TextEncoder().encode(text));

/** Up to so many characters of a line. */
const WIDTH = 500;
const cut = (text: string) => text.length > WIDTH ? `${text.slice(0, WIDTH)}…` : text;

const all = await Promise.all(chosen.map(async (suite) => {
  const found: Verdict[] = [];
  await withFolder(async (folder) => {
    for await (const verdict of verdicts({ suite, seed, from, runs }, folder)) {
      found.push(verdict);
      const { name, words, fault } = verdict;
      if (fault !== null) say(`${name}: ${cut(JSON.stringify(words))}\n  ${cut(fault)}\n`);
    }
  });
  const exits = [...Map.groupBy(found, ({ exit }) => exit)]
    .map(([exit, { length }]) => `${length} with exit code ${exit}`);
  const faults = found.filter(({ fault }) => fault !== null).length;
  say(
    `${suite.name}: ${found.length} cases of seed ${seed}, ${faults} faults; ${exits.join(", ")}\n`,
  );
  return faults;
}));
Deno.exit(all.some((faults) => faults > 0) ? 1 : 0);
