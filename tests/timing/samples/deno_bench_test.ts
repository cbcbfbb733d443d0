import { assertEquals, assertThrows } from "@std/assert";
import { MachineError } from "../../../src/errors.ts";
import { readReport, samplesOf } from "../../../src/timing/samples/deno_bench.ts";
import { ratesText } from "../../../src/timing/formats/rates_text.ts";

const times = (min: number, p75: number) => [{
  ok: { n: 10, min, max: 9e9, avg: p75, p75, p99: 1, p995: 1, p999: 1, highPrecision: true },
}];

/** As `deno bench --json` prints it. */
function printed(found: readonly object[]): string {
  const benches = found.map((bench) => ({ origin: "file:///k", baseline: false, ...bench }));
  const report = { version: 1, runtime: "Deno/2.9.6", cpu: "Abacus", benches };
  return JSON.stringify(report, null, 2);
}

const ceiling = { group: "ceiling", name: "ceiling/sums [flop=1000]", results: times(100, 200) };
const scores = {
  group: "64 rows",
  name: "64 rows/scores [examples=64 flop=500 threads=2]",
  baseline: true,
  results: times(250, 400),
};
const update = {
  group: "weights",
  name: "weights/update [inputs=1f]",
  results: times(50.0004, 60),
};
const failed = [{ failed: { message: "no\n  way" } }];
const broken = { group: "64 rows", name: "64 rows/loss", results: failed };

Deno.test("readReport() reads times, work and failures", () => {
  const { cpu, runtime, benches } = readReport(printed([scores, broken]), "k");
  assertEquals([cpu, runtime], ["Abacus", "Deno/2.9.6"]);
  assertEquals(benches, [
    {
      group: "64 rows",
      name: "scores",
      work: { examples: 64, flop: 500, threads: 2 },
      inputs: "examples=64 flop=500 threads=2",
      isBaseline: true,
      times: { fastest: 250e-9, usual: 400e-9 },
      error: null,
    },
    {
      group: "64 rows",
      name: "loss",
      work: {},
      inputs: "",
      isBaseline: false,
      times: null,
      error: "no way",
    },
  ]);
});

Deno.test("readReport() passes over what a bench printed before", () => {
  assertEquals(readReport(`hello {\n${printed([ceiling])}`, "k").benches.length, 1);
});

Deno.test("readReport() refuses what is no report, and says where it is wrong", () => {
  const cases: [text: string, message: string][] = [
    [" \n", 'there is no JSON in ""'],
    ["out of memory", 'there is no JSON in "out of memory"'],
    [printed([scores]).slice(0, 300), "it is not JSON, or cut off"],
    [printed([]).replace('"version": 1', '"version": 2'), "version: "],
    [printed([{ ...scores, results: [] }]), "benches[0].results"],
    [printed([{ ...scores, results: times(0, 1) }]), "benches[0].results[0]"],
  ];
  for (const [text, message] of cases) {
    const start = 'Cannot read what "deno bench" printed for bench/k.bench.ts: ';
    assertThrows(() => readReport(text, "bench/k.bench.ts"), MachineError, start + message);
  }
});

Deno.test("readReport() takes the fastest of a bench that was registered twice", () => {
  const twice = { ...scores, results: [...times(250, 400), ...times(240, 410)] };
  const [{ times: found, error }] = readReport(printed([twice]), "k").benches;
  assertEquals([found, error], [{ fastest: 240e-9, usual: 400e-9 }, null]);
  const half = { ...scores, results: [...times(250, 400), ...broken.results] };
  const [{ times: none, error: why }] = readReport(printed([half]), "k").benches;
  assertEquals([none, why], [null, "no way"]);
});

Deno.test("samplesOf() gives the fastest time next to the ceiling's of the same process", () => {
  const report = readReport(printed([ceiling, scores, update, broken]), "k");
  assertEquals(samplesOf(report, "kernels", 3), {
    samples: [
      {
        bench: "kernels/64 rows/scores",
        round: 3,
        nanoseconds: 250,
        usualNanoseconds: 400,
        examplesPerSecond: 64 / 250e-9,
        ceilingRatio: 2.5,
        threads: 2,
        inputs: "examples=64 flop=500 threads=2",
      },
      {
        bench: "kernels/weights/update",
        round: 3,
        nanoseconds: 50,
        usualNanoseconds: 60,
        examplesPerSecond: null,
        ceilingRatio: 0.500004,
        threads: 1,
        inputs: "1f",
      },
    ],
    failures: [{ bench: "kernels/64 rows/loss", reason: "no way" }],
  });
});

Deno.test("samplesOf() refuses a report without a ceiling, or whose ceiling failed", () => {
  for (const bench of [scores, { ...broken, group: "ceiling" }]) {
    const report = readReport(printed([bench]), "k");
    assertThrows(() => samplesOf(report, "kernels", 1), MachineError, 'bench "ceiling" gave none');
  }
});

Deno.test("ratesText() divides work by the usual time, and by the fastest of the ceiling", () => {
  const second = {
    ...scores,
    name: "64 rows/twice [examples=64]",
    baseline: false,
    results: times(1, 800),
  };
  assertEquals(
    ratesText(readReport(printed([ceiling, scores, second, broken]), "k")),
    `Abacus, Deno/2.9.6

ceiling

        time  GFLOP/s  of the ceiling
────  ──────  ───────  ──────────────
sums  200 ns        5            50 %

64 rows

          time  examples/s  GFLOP/s  of the ceiling  relative time
──────  ──────  ──────────  ───────  ──────────────  ─────────────
scores  400 ns       1.6e8     1.25             6 %              1
 twice  800 ns         8e7        –               –              2
  loss       –           –        –               –              –
loss failed: no way
`,
  );
});
