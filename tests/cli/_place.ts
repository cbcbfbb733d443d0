/** An experiment in a folder of its own, and what the program makes of it. */
import { call, type FakeTerminal } from "../_fake_io.ts";
import { checkFile, raceFile, sliceFile, snapshot, toyFile, withFolder } from "../_files.ts";

/** What a call of the program gave; the path of the place stands as FOLDER. */
export type Called = Awaited<ReturnType<typeof call>>;

/** Texts by path. */
export type Texts = Readonly<Record<string, string>>;

/** A folder with an experiment in it, `FOLDER/mine.jsonc`. */
export interface Place {
  readonly folder: string;
  readonly file: string;
  /** Calls the program. */
  call(words: readonly string[], terminal?: FakeTerminal): Promise<Called>;
  /** Calls `run` on the experiment, with results in `FOLDER/out`. */
  run(words?: readonly string[], terminal?: FakeTerminal): Promise<Called>;
  /** What lies in a folder of the place, such as `out`: files by name, and folders. */
  files(name?: string): Promise<Record<string, string>>;
  write(name: string, text: string): Promise<void>;
  read(name: string): Promise<string>;
  /** Makes links by name, to what they lead to. */
  link(links: Texts): Promise<unknown>;
}

/** Gives a place; `beside` are other files in its folder. */
export async function withPlace(
  text: string,
  action: (place: Place) => Promise<void>,
  beside: Texts = {},
): Promise<void> {
  await withFolder(async (folder) => {
    const file = `${folder}/mine.jsonc`;
    const place: Place = {
      folder,
      file,
      async call(words, terminal = {}) {
        const { exit, out, err } = await call(words, terminal);
        const plain = (text: string) => text.replaceAll(folder, "FOLDER");
        return { exit, out: plain(out), err: plain(err) };
      },
      run: (words = [], terminal = {}) =>
        place.call(["run", file, "--out", `${folder}/out`, ...words], terminal),
      async files(name = "out") {
        const isThere = await Deno.stat(`${folder}/${name}`).then(() => true, () => false);
        const found = isThere ? Object.entries(await snapshot(`${folder}/${name}`)) : [];
        return Object.fromEntries(found.map(([path, text]) => [path.slice(1), text]));
      },
      write: (name, text) => Deno.writeTextFile(`${folder}/${name}`, text),
      read: (name) => Deno.readTextFile(`${folder}/${name}`),
      link(links) {
        const script = Object.entries(links).map(([name, to]) =>
          `Deno.symlinkSync("${to}", "${folder}/${name}");`
        );
        // Links may lead anywhere: tests themselves are not permitted to make any.
        return new Deno.Command("deno", { args: ["eval", script.join("\n")] }).output();
      },
    };
    await place.write("mine.jsonc", text);
    for (const [name, other] of Object.entries(beside)) await place.write(name, other);
    await action(place);
  });
}

/** A call of `run`, and the files that it left in its folder. */
export interface Made extends Called {
  readonly files: Texts;
}

/** How `run` is called. */
export interface MakeOptions {
  readonly words?: readonly string[];
  readonly terminal?: FakeTerminal;
  /** Other files beside that of the experiment. */
  readonly beside?: Texts;
}

/** Runs an experiment once. */
export async function made(
  text: string,
  { words = [], terminal = {}, beside = {} }: MakeOptions = {},
): Promise<Made> {
  const results: Made[] = [];
  await withPlace(text, async ({ run, files }) => {
    results.push({ ...await run(words, terminal), files: await files() });
  }, beside);
  return results[0];
}

/** The files of a result that are the same on every machine. */
export function quality(files: Texts): Texts {
  const entries = Object.entries(files);
  return Object.fromEntries(entries.filter(([name]) => !/timings|benchopt|manifest/.test(name)));
}

/** What Deno is started with for the program in a process of its own. */
export const PROGRAM = [
  ...["run", "--quiet", "--allow-read=.,/tmp", "--allow-write=/tmp"],
  ...["--allow-sys=cpus,osRelease", "src/cli/main.ts"],
];

/** Nine short runs; three of them diverge. */
export const NINE = toyFile({
  matrix: { batchSize: [1, 2, "full"], "method.stepSize": [0.1, 0.01, 1e30] },
  record: { every: 1 },
});

const bestFile = (fields: Record<string, unknown> = {}) =>
  toyFile({
    matrix: { batchSize: [1, "full"], "method.stepSize": [0.1, 0.01] },
    best: { of: "method.stepSize", seeds: [5, 6] },
    ...fields,
  });

/** A sweep of each kind, with the number of its runs. */
export const KINDS: readonly (readonly [kind: string, text: string, runs: number])[] = [
  ["training", NINE, 9],
  ["training with a best", bestFile(), 8],
  ["training that keeps its weights", bestFile({ keep: "weights" }), 8],
  ["slices", sliceFile({ matrix: { center: ["zero", "random"] }, seeds: [1, 2] }), 4],
  ["gradient checks", checkFile({ seeds: [1, 2, 3] }), 3],
  ["races", raceFile(), 4],
];

const BIN = 2 * 3073;

/** An experiment of two runs on ten images, whose files are given by name. */
export function imagesFile(directory: string, fields: Record<string, unknown> = {}): string {
  return toyFile({
    dataset: { name: "cifar10", directory, train: 5, test: 1 },
    method: { name: "gradientDescent", stepSize: 1e-6 },
    seeds: [1, 2],
    ...fields,
  });
}

/** Writes the files of CIFAR-10 with two images each, all bytes being `values[i]` in the i-th. */
export async function writeImages(
  directory: string,
  values: readonly number[] = [1, 2, 3, 4, 5, 3],
): Promise<void> {
  for (const [i, value] of values.entries()) {
    const name = i < 5 ? `data_batch_${i + 1}` : "test_batch";
    await Deno.writeFile(`${directory}/${name}.bin`, new Uint8Array(BIN).fill(value));
  }
}
