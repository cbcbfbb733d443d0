import { z } from "zod";
import { MachineError } from "../../errors.ts";
import { readJson } from "./json.ts";
import type { Measurement } from "./measurement.ts";
import { CEILING, readBenchName } from "./work.ts";

const ok = z.object({ min: z.number().positive(), p75: z.number().positive() });
const failed = z.object({ message: z.string() });
const bench = z.object({
  group: z.string().nullish(),
  name: z.string(),
  baseline: z.boolean(),
  // More than one where a name was registered again.
  results: z.array(z.union([z.object({ ok }), z.object({ failed })])).min(1),
}).transform(({ group, name, baseline, results }) => {
  const oks = results.flatMap((result) => "ok" in result ? result.ok : []);
  const failed = results.find((result) => "failed" in result)?.failed;
  const fastest = Math.min(...oks.map(({ min }) => min)) / 1e9;
  const usual = Math.min(...oks.map(({ p75 }) => p75)) / 1e9;
  return {
    ...readBenchName(name, group ?? ""),
    /** Whether the others of its group are compared with it. */
    isBaseline: baseline,
    /** Seconds of a call: the fastest, and what three quarters of them stayed below. */
    times: failed === undefined ? { fastest, usual } : null,
    /** What it threw, on one line; null where there are times. */
    error: failed?.message.replaceAll(/\s+/g, " ") ?? null,
  };
});
const report = z.object({
  version: z.literal(1),
  /** Such as `Deno/2.9.6 x86_64-unknown-linux-gnu`. */
  runtime: z.string(),
  cpu: z.string(),
  benches: z.array(bench),
});

/** A bench that ran, or why it did not come to an end. */
export type BenchRun = Readonly<z.infer<typeof bench>>;
export type BenchReport = Readonly<z.infer<typeof report>>;

/** Reads what `deno bench --json` printed; a bench may have printed something before. */
export function readReport(text: string, file: string): BenchReport {
  const fail = (what: string) =>
    new MachineError(`Cannot read what "deno bench" printed for ${file}: ${what}`);
  const start = text.search(/^\{$/m);
  if (start < 0) throw fail(`there is no JSON in ${JSON.stringify(text.trim().slice(0, 60))}`);
  return readJson(text.slice(start), report, fail);
}

export function samplesOf(
  { benches }: BenchReport,
  file: string,
  round: number,
): Pick<Measurement, "samples" | "failures"> {
  const ceiling = benches.find(({ group }) => group === CEILING)?.times?.fastest;
  if (ceiling === undefined) {
    throw new MachineError(
      `Cannot use the figures of bench/${file}.bench.ts as the bench "${CEILING}" gave none`,
    );
  }
  const found = benches.filter(({ group }) => group !== CEILING)
    .map((one) => ({ ...one, bench: `${file}/${one.group}/${one.name}` }));
  return {
    samples: found.flatMap(({ bench, work: { examples, threads = 1 }, inputs, times }) =>
      times === null ? [] : {
        bench,
        round,
        nanoseconds: nanoseconds(times.fastest),
        usualNanoseconds: nanoseconds(times.usual),
        examplesPerSecond: examples === undefined ? null : examples / times.fastest,
        ceilingRatio: times.fastest / ceiling,
        threads,
        inputs,
      }
    ),
    failures: found.flatMap(({ bench, error }) => error === null ? [] : { bench, reason: error }),
  };
}

/** To a thousandth: more digits mean nothing and would fill the tables. */
const nanoseconds = (seconds: number) => Math.round(seconds * 1e12) / 1e3;
