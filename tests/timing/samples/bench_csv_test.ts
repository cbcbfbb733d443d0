import { assertEquals, assertThrows } from "@std/assert";
import fc from "fast-check";
import { InputError } from "../../../src/errors.ts";
import {
  BENCH_HEADER,
  benchColumns,
  benchRows,
  readBenchCsv,
} from "../../../src/timing/samples/bench_csv.ts";
import type { Measurement } from "../../../src/timing/samples/measurement.ts";
import { measurement, sample } from "../_fixtures.ts";

const ROW =
  "base,2026-01-02T03:04:05.678Z,0123456789abcdef,false,amd-epyc-2-cores-linux-x86-64,AMD EPYC,2," +
  "linux,x86_64,2.9.6,kernels/scores/simd,1,1000.5,1100,64000,2.001,1,abc\n";

const ONE = measurement({
  samples: [sample({
    nanoseconds: 1000.5,
    usualNanoseconds: 1100,
    examplesPerSecond: 64_000,
    ceilingRatio: 2.001,
  })],
});

const read = (text: string) => readBenchCsv(text, "x.csv");
const messageOf = (text: string) => assertThrows(() => read(text), InputError).message;

Deno.test("benchRows() has a row for each sample, in the columns of BENCH_HEADER", () => {
  assertEquals(
    BENCH_HEADER,
    "name,started,commit,dirty,machine,cpu,cores,os,arch,deno,bench,round,ns_per_iteration," +
      "usual_ns_per_iteration,examples_per_second,ceiling_ratio,threads,inputs\n",
  );
  assertEquals(benchRows(ONE), ROW);
  assertEquals(benchRows({ ...ONE, samples: [] }), "");
});

Deno.test("benchRows() leaves cells empty where there is no commit and no rate", () => {
  const samples = [{ ...ONE.samples[0], examplesPerSecond: null }];
  const row = benchRows({ ...ONE, commit: null, dirty: true, samples });
  assertEquals(row, ROW.replace("0123456789abcdef,false", ",true").replace("64000", ""));
});

Deno.test("benchColumns say what they mean", () => {
  for (const { name, meaning } of benchColumns) {
    assertEquals([/^[a-z_]+$/.test(name), /^\S.{8,}[^.]$/.test(meaning)], [true, true], name);
  }
});

const line = fc.string({ unit: "grapheme", maxLength: 12 }).filter((text) => !/[\r\n]/.test(text));
const word = line.filter((text) => text !== "");
const time = fc.double({ min: 1e-300, max: 1e300, noNaN: true });
const whole = fc.integer({ min: 1, max: 1000 });
const someSample = fc.record({
  bench: word,
  round: whole,
  nanoseconds: time,
  usualNanoseconds: time,
  examplesPerSecond: fc.option(time),
  ceilingRatio: time,
  threads: whole,
  inputs: line,
});
const someMeasurement = fc.record({
  name: line,
  commit: fc.option(word),
  dirty: fc.boolean(),
  started: fc.date({ min: new Date(0), max: new Date("9999-01-01"), noInvalidDate: true })
    .map((date) => date.toISOString()),
  setting: fc.record({ cpu: line, cores: whole, os: line, arch: line, deno: line }),
  samples: fc.uniqueArray(someSample, {
    minLength: 1,
    maxLength: 5,
    selector: ({ bench, round }) => `${round} ${bench}`,
  }),
  failures: fc.constant([]),
});
const headOf = ({ samples: _, ...rest }: Measurement) => JSON.stringify(rest);
const someMeasurements = fc.uniqueArray(someMeasurement, { maxLength: 4, selector: headOf });

Deno.test("readBenchCsv() reads what benchRows() wrote, measurement by measurement", () => {
  fc.assert(
    fc.property(someMeasurements, fc.constantFrom("\n", "\r\n"), (measurements, end) => {
      const text = (BENCH_HEADER + measurements.map(benchRows).join("")).replaceAll("\n", end);
      assertEquals(read(text), measurements);
    }),
    { numRuns: 200, seed: 1 },
  );
});

const mend = (name: string, rule: string, value: string) =>
  `: ${name} must be ${rule}: current value is "${value}": mend or remove the line`;
const shape = (line: string) =>
  `: must have 18 cells, and quotes in pairs: mend or remove it: ${line.slice(0, 60)}`;
const NUMBER = "a number above 0";
const TIME = "a time such as 2026-01-02T03:04:05Z";
const edited = (from: string, to: string) => ROW.replace(from, to);
const DAMAGED: [what: string, text: string, message: string][] = [
  ["a number that is none", edited("1000.5", "1x"), mend("ns_per_iteration", NUMBER, "1x")],
  ["an infinite number", edited("2.001", "Infinity"), mend("ceiling_ratio", NUMBER, "Infinity")],
  ["a time of zero", edited("1100", "0"), mend("usual_ns_per_iteration", NUMBER, "0")],
  ["a rate in words", edited("64000", "fast"), mend("examples_per_second", NUMBER, "fast")],
  ["half a thread", edited(",1,abc", ",0.5,abc"), mend("threads", "a whole number from 1", "0.5")],
  ["a time that is none", edited("2026-01-02T03:04:05.678Z", "now"), mend("started", TIME, "now")],
  ["neither true nor false", edited("false", "no"), mend("dirty", "true or false", "no")],
  ["no bench", edited("kernels/scores/simd", ""), mend("bench", "a name", "")],
  ...[edited(",abc", ""), edited("AMD", '"AMD'), ROW.slice(0, 40) + ROW].map((
    text,
  ): typeof DAMAGED[number] => [`the shape of ${text.slice(0, -1)}`, text, shape(text)]),
  ["the header again", BENCH_HEADER, mend("started", TIME, "started")],
  ["the same process again", ROW, " is about the same process as line 2: remove one of them"],
];
for (const [what, text, message] of DAMAGED) {
  Deno.test(`readBenchCsv() names the line that has ${what}`, () => {
    assertEquals(messageOf(BENCH_HEADER + ROW + text + ROW), `x.csv: line 3${message}`);
  });
}

const FOREIGN: [what: string, header: string][] = [
  ["lacks a column", BENCH_HEADER.replace("threads,", "")],
  ["has a column more", BENCH_HEADER.replace("\n", ",kernel\n")],
  ["is of something else", "run,method,batch_size,step_size,seed,iteration\n"],
  ["is no table", "hello"],
  ["has another order", BENCH_HEADER.replace("name,started", "started,name")],
];
for (const [what, header] of FOREIGN) {
  Deno.test(`readBenchCsv() refuses a file that ${what}`, () => {
    assertEquals(
      messageOf(header),
      `x.csv: Cannot read times as its columns must be ${BENCH_HEADER.trim()}: ` +
        `current value is ${header.trim().slice(0, 60)}\n` +
        "x.csv: Move it away to begin a new one, or read it with the version that wrote it",
    );
  });
}

Deno.test("readBenchCsv() reads what a spreadsheet saved again", () => {
  const text = `\ufeff${(BENCH_HEADER + ROW).replaceAll("\n", "\r\n")}`;
  assertEquals(read(text), [ONE]);
});
