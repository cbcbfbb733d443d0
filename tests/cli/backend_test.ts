/** The flags --threads and --backend. */
import { assertEquals, assertMatch } from "@std/assert";
import { sha256 } from "../../src/exact/sha256.ts";
import { rowsOf } from "../_done.ts";
import { replaced } from "../_fake_io.ts";
import { copy, toyFile, withFolder } from "../_files.ts";
import { type Made, made, quality, withPlace } from "./_place.ts";

/** Large enough for threads to share its sums. */
const SHARED = toyFile({
  dataset: { name: "synthetic", train: 300, test: 150 },
  method: { name: "gradientDescent", stepSize: 1e-6 },
  matrix: { batchSize: [1, 128, "full"] },
  record: [0, 5],
});

const backendOf = ({ files }: Made) => JSON.parse(files["manifest.json"]).backend;

Deno.test("run on 1, 2 and 3 threads writes the files of --backend reference", async () => {
  const on = async (...words: string[]) => quality((await made(SHARED, { words })).files);
  const reference = await on("--backend", "reference");
  for (const threads of ["1", "2", "3"]) assertEquals(await on("--threads", threads), reference);
});

Deno.test("run keeps the same weights, and pictures of them, on 1 and 2 threads and by the reference", async () => {
  const bytesOn = async (...words: string[]) => {
    const found: Record<string, string> = {};
    await withPlace(SHARED, async ({ folder, run }) => {
      assertEquals((await run(["keep=weights", "seeds=1,2", ...words])).exit, 0);
      for await (const { name } of Deno.readDir(`${folder}/out/weights`)) {
        found[name] = sha256(await Deno.readFile(`${folder}/out/weights/${name}`));
      }
    });
    return found;
  };
  const reference = await bytesOn("--backend", "reference");
  assertEquals(
    Object.keys(reference).sort(),
    [1, 2, 3, 4, 5, 6].flatMap((run) => [`run-${run}.npy`, `run-${run}.png`]),
  );
  for (const threads of ["1", "2"]) assertEquals(await bytesOn("--threads", threads), reference);
});

const CORES = navigator.hardwareConcurrency;
for (
  const [words, backend] of [
    [["--threads", "1"], { name: "simd", threads: 1, jobs: 1 }],
    [["--threads", "3"], { name: "simd", threads: 3, jobs: 1 }],
    [["--backend", "simd", "--threads=2"], { name: "simd", threads: 2, jobs: 1 }],
    [["--backend", "reference"], { name: "reference", threads: 1, jobs: 1 }],
    [["--backend", "reference", "--threads", "1"], { name: "reference", threads: 1, jobs: 1 }],
    [[], { name: "simd", threads: Math.min(32, CORES), jobs: 1 }],
    [["--jobs", "3"], { name: "simd", threads: Math.max(1, Math.floor(CORES / 3)), jobs: 3 }],
    [["--jobs", "2", "--threads", "2"], { name: "simd", threads: 2, jobs: 2 }],
    [["--jobs", "2", "--backend", "reference"], { name: "reference", threads: 1, jobs: 2 }],
  ] as const
) {
  Deno.test(`run ${words.join(" ") || "without flags"} says in the manifest what computed`, async () => {
    assertEquals(backendOf(await made(toyFile({ seeds: [1, 2, 3] }), { words })), backend);
  });
}

for (
  const words of [
    ...["0", "33", "1.5", "abc", " ", " 2 ", "1e1", "0x2"].map((text) => ["--threads", text]),
    ["--threads=-1"],
    ...["0", "257", "1.5", "many", "1e1"].map((text) => ["--jobs", text]),
    ["--jobs=-1"],
    ["--dry-run", "--jobs", "0"],
    ["--threads="],
    ["--threads", "1", "--threads", "2"],
    ["--dry-run", "--threads", "10000"],
    ["--dry-run", "--backend", "gpu"],
    ["--backend"],
    ["--backend", "simdd"],
    ["--backend", "gpu"],
    ["--backend", "dataset.train=300"],
    ["--backend", "reference", "--threads", "2"],
  ]
) {
  Deno.test(`run ${words.join(" ")} is refused and writes nothing`, async (t) => {
    const { exit, out, err, files } = await made(toyFile(), { words });
    assertEquals([exit, out, files], [2, "", {}]);
    await t.assertSnapshot(err);
  });
}

/** Runs an experiment that threads share. */
const shared = (text = SHARED, threads = "2") =>
  made(text, { words: ["--threads", threads, "--jobs", "1"] });

Deno.test("run without shared memory says that the reference computes, and writes its files", async () => {
  const { SharedArrayBuffer } = globalThis;
  Reflect.deleteProperty(globalThis, "SharedArrayBuffer");
  try {
    const found = await made(toyFile({ seeds: [1, 2] }), {
      words: ["--threads", "2", "--jobs", "2"],
    });
    assertEquals(backendOf(found), { name: "reference", threads: 1, jobs: 1 });
    assertMatch(found.err, /^This host has no shared memory .+ only slower\n/);
  } finally {
    Object.assign(globalThis, { SharedArrayBuffer });
  }
});

Deno.test("run is refused and writes nothing when the system has too little memory left", async () => {
  const { query } = Deno.permissions;
  const granting: typeof query = (descriptor) =>
    "kind" in descriptor && descriptor.kind === "systemMemoryInfo"
      ? Promise.resolve({ state: "granted" } as Deno.PermissionStatus)
      : query.call(Deno.permissions, descriptor);
  const systemMemoryInfo = () => ({ available: 1e6 });
  const { exit, out, err, files } = await replaced(
    Deno.permissions,
    { query: granting },
    () => replaced(Deno, { systemMemoryInfo }, () => shared(SHARED, "1")),
  );
  assertEquals([exit, out, files], [2, "", {}]);
  assertMatch(err, /\/mine\.jsonc: Not enough memory: .+ can be had; .+\n$/);
});

/** A worker that cannot be started. */
class NoWorker {
  onerror?: (event: ErrorEvent) => void;
  postMessage(): void {
    this.onerror?.(new ErrorEvent("error", { message: "no threads left", cancelable: true }));
  }
  terminate(): void {}
}

Deno.test("run exits with 1 and writes nothing when a thread does not start", async () => {
  assertEquals(await replaced(globalThis, { Worker: NoWorker }, shared), {
    exit: 1,
    out: "",
    err: "A worker thread did not start: no threads left\n",
    files: {},
  });
});

/** A worker that starts, and fails in the first sum it is asked for. */
class Failing extends Worker {
  override postMessage(start: unknown): void {
    super.postMessage({ ...start as Record<string, unknown>, index: 99 });
  }
}

Deno.test("run exits with 1 and writes nothing when a thread fails", async () => {
  const found = await replaced(globalThis, { Worker: Failing }, shared);
  assertEquals([found.exit, found.out, found.files], [1, "", {}]);
  assertMatch(found.err, /^mine: 3 runs, preparing the data …\nA worker thread failed: .+\n$/);
});

Deno.test("run writes the runs that ended before a thread failed, apart from whole results", async () => {
  // The third of four runs is the first one that threads share.
  const text = toyFile({
    dataset: { name: "synthetic", test: 20 },
    method: { name: "gradientDescent", stepSize: 1e-6 },
    matrix: { "dataset.train": [20, 30, 300, 40] },
  });
  const run = () => shared(text);
  const { exit, err, files } = await replaced(globalThis, { Worker: Failing }, run);
  assertEquals(exit, 1);
  assertMatch(
    err,
    /\nmine: failed in run 3 of 4; what is there was written, and --resume goes on from there\nA worker thread failed: .+\n$/,
  );
  assertEquals(rowsOf(files["interrupted/runs.csv"]).map(({ run }) => run), ["1", "2"]);
  const tables = Object.keys(files).filter((path) => path.endsWith(".csv"));
  assertEquals(tables.filter((path) => !path.startsWith("interrupted/")), []);
});

// What is not loaded. In a copy without these files, a program that imports one cannot start.

const FAST = [
  ...["kernels/simd.ts", "kernels/simd.wasm"],
  ...["threads/backend.ts", "threads/team.ts", "threads/team_worker.ts"],
];

for (
  const words of [
    ["check"],
    ["check", "--help"],
    ["list"],
    ["--help"],
    ["run", "--help"],
    ["merge", "--help"],
    ["run", "--dry-run"],
    ["verify", "--help"],
  ]
) {
  Deno.test(`${words.join(" ")} starts without fast kernels`, async () => {
    await withFolder(async (folder) => {
      for (const path of ["src", "experiments", "deno.json", "deno.lock"]) {
        await copy(path, `${folder}/${path}`);
      }
      for (const path of FAST) await Deno.remove(`${folder}/src/${path}`);
      const args = ["run", "--cached-only", "--allow-read=.", "src/cli/main.ts", ...words];
      const { code, stderr } = await new Deno.Command("deno", { args, cwd: folder }).output();
      assertEquals([code, new TextDecoder().decode(stderr)], [0, ""]);
    });
  });
}
