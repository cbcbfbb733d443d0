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
import { measurement, sample } from "../_simulate.ts";

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
  const row = benchRows({
    ...ONE,
    commit: null,
    dirty: true,
    samples: [{ ...ONE.samples[0], examplesPerSecond: null }],
  });
  assertEquals(row, ROW.replace("0123456789abcdef,false", ",true").replace("64000", ""));
});

Deno.test("benchColumns say what they mean", () => {
  for (const { name, meaning } of benchColumns) {
    assertEquals([/^[a-z_]+$/.test(name), /^\S.{8,}[^.]$/.test(meaning)], [true, true], name);
  }
});

Deno.test("benchRows() refuses names of several lines", () => {
  const { message } = assertThrows(() => benchRows({ ...ONE, name: "a\nb" }), InputError);
  assertEquals(
    message,
    'Cannot save a measurement as its name must be one line: current value is "a\\nb"',
  );
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
      assertEquals(readBenchCsv(text, "x.csv"), { measurements, notes: [] });
    }),
    { numRuns: 200, seed: 1 },
  );
});

Deno.test("readBenchCsv() leaves out a last line that was cut off anywhere, and says so", () => {
  const text = BENCH_HEADER + ROW + ROW.replace("simd,1,", "simd,2,");
  const whole = BENCH_HEADER.length + ROW.length;
  for (let length = whole; length < text.length; length++) {
    const { measurements, notes } = readBenchCsv(text.slice(0, length), "x.csv");
    assertEquals(measurements, [ONE]);
    const cut = text.slice(whole, length).slice(0, 60);
    assertEquals(
      notes,
      cut === "" ? [] : [`x.csv: line 3 was cut off in the middle, so it is left out: ${cut}`],
    );
  }
});

Deno.test("readBenchCsv() finds no measurements in a file that was cut off in its header, or is empty", () => {
  assertEquals(readBenchCsv("", "x.csv"), { measurements: [], notes: [] });
  assertEquals(readBenchCsv(BENCH_HEADER, "x.csv"), { measurements: [], notes: [] });
  assertEquals(readBenchCsv("name,star", "x.csv"), {
    measurements: [],
    notes: ["x.csv: line 1 was cut off in the middle, so it is left out: name,star"],
  });
});

const DAMAGED: [what: string, text: string, message: string][] = [
  [
    "a number that is none",
    ROW.replace("1000.5", "10x0.5"),
    'x.csv: line 3: ns_per_iteration must be a number above 0: current value is "10x0.5": mend or remove the line',
  ],
  [
    "an infinite number",
    ROW.replace("2.001", "Infinity"),
    'x.csv: line 3: ceiling_ratio must be a number above 0: current value is "Infinity": mend or remove the line',
  ],
  [
    "a time of zero",
    ROW.replace("1100", "0"),
    'x.csv: line 3: usual_ns_per_iteration must be a number above 0: current value is "0": mend or remove the line',
  ],
  [
    "half a thread",
    ROW.replace(",1,abc", ",0.5,abc"),
    'x.csv: line 3: threads must be a whole number from 1: current value is "0.5": mend or remove the line',
  ],
  [
    "a time that is none",
    ROW.replace("2026-01-02T", "yesterday"),
    'x.csv: line 3: started must be a time such as 2026-01-02T03:04:05Z: current value is "yesterday03:04:05.678Z": mend or remove the line',
  ],
  [
    "neither true nor false",
    ROW.replace("false", "no"),
    'x.csv: line 3: dirty must be true or false: current value is "no": mend or remove the line',
  ],
  [
    "no bench",
    ROW.replace("kernels/scores/simd", ""),
    'x.csv: line 3: bench must be a name: current value is "": mend or remove the line',
  ],
  [
    "a cell too few",
    ROW.replace(",abc", ""),
    `x.csv: line 3: must have 18 cells, and quotes in pairs: mend or remove it: ${
      ROW.slice(0, 60)
    }`,
  ],
  [
    "a quote too many",
    ROW.replace("AMD", '"AMD'),
    `x.csv: line 3: must have 18 cells, and quotes in pairs: mend or remove it: ${
      ROW.replace("AMD", '"AMD').slice(0, 60)
    }`,
  ],
  [
    "two lines in one",
    ROW.slice(0, 40) + ROW,
    `x.csv: line 3: must have 18 cells, and quotes in pairs: mend or remove it: ${
      (ROW.slice(0, 40) + ROW).slice(0, 60)
    }`,
  ],
  [
    "the same process again",
    ROW,
    "x.csv: line 3 is about the same process as line 2: remove one of them",
  ],
  [
    "the header again",
    BENCH_HEADER,
    'x.csv: line 3: started must be a time such as 2026-01-02T03:04:05Z: current value is "started": mend or remove the line',
  ],
];
for (const [what, text, message] of DAMAGED) {
  Deno.test(`readBenchCsv() names the line that has ${what}`, () => {
    const error = assertThrows(
      () => readBenchCsv(BENCH_HEADER + ROW + text + ROW, "x.csv"),
      InputError,
    );
    assertEquals(error.message, message);
  });
}

const FOREIGN: [what: string, text: string, differences: string][] = [
  ["lacks a column", BENCH_HEADER.replace("threads,", ""), "missing are threads"],
  ["has a column more", BENCH_HEADER.replace("\n", ",kernel\n"), "unknown are kernel"],
  [
    "is of something else",
    "run,method,batch_size,step_size,seed,iteration\n",
    "missing are name, started, commit, dirty, machine, …; unknown are run, method, batch_size, step_size, seed, …",
  ],
  [
    "is no table",
    "hello",
    "missing are name, started, commit, dirty, machine, …; unknown are hello",
  ],
  [
    "has another order",
    BENCH_HEADER.replace("name,started", "started,name"),
    "they are in another order",
  ],
];
for (const [what, text, differences] of FOREIGN) {
  Deno.test(`readBenchCsv() refuses a file that ${what}`, () => {
    const error = assertThrows(() => readBenchCsv(text, "x.csv"), InputError);
    assertEquals(
      error.message,
      `x.csv: Cannot read times as the columns are not those of this version: ${differences}\n` +
        "x.csv: Move it away and a new one will be begun, or read it with the version that wrote it",
    );
  });
}

Deno.test("readBenchCsv() reads what a spreadsheet saved again", () => {
  const { measurements } = readBenchCsv(
    `\ufeff${(BENCH_HEADER + ROW).replaceAll("\n", "\r\n")}`,
    "x.csv",
  );
  assertEquals(measurements, [ONE]);
});
