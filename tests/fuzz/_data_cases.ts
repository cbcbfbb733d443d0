/** Files of one's own data, in every format that is read. */
import { gzipSync, zipSync } from "fflate";
import type { Rng } from "../../src/types.ts";
import { toyFile } from "../_files.ts";
import { PATIENCE } from "./_judge.ts";
import { damagedBytes, damagedText, pick } from "./_mutate.ts";
import { bytesOf, CASE, caseOf, type Files, MINE, OUT, type Suite } from "./_suite.ts";

type Options = Readonly<Record<string, unknown>>;

/** Options that all formats have. */
const PARTS: readonly Options[] = [
  ...[{}, {}, {}, { seed: 7 }, { test: 0 }, { test: 0.5, validation: 0.3 }, { train: 3, test: 2 }],
  ...[{ scale: true }, { center: false, scale: true }, { validation: 1 }, { test: 2000000 }],
];
/** Those of tables. */
const TABLES: readonly Options[] = [
  ...[{}, {}, {}, { header: false }, { missing: "drop" }, { missing: "mean" }, { label: 1 }],
  ...[{ decimal: "," }, { separator: ";" }, { separator: " " }, { label: "species" }],
  ...[{ categorical: [1, "petal width"] }, { ignore: [-2] }, { part: "part" }],
];
/** Tables like another, in ways that programs and countries write them. */
const OTHERS: readonly ((text: string) => string)[] = [
  ...[(text: string) => text, (text: string) => text, (text: string) => text.slice(0, 300)],
  (text) => text.replaceAll(",", ";"),
  (text) => text.replaceAll(",", ";").replaceAll(".", ","),
  (text) => text.replaceAll(",", "\t").replaceAll("\n", "\r\n"),
  (text) => `\uFEFF${text.replaceAll(/[^,\n]+/g, '"$&"')}`,
  (text) => text.replaceAll("5.1", "NA").replaceAll("0.2,", ","),
  (text) => text.replace("petal length", "part").replaceAll(",1.4,", ",train,"),
];

/** Bytes with damage somewhere, often at their start. */
function damaged(rng: Rng, bytes: Uint8Array): Uint8Array {
  const head = pick(rng, [8, 16, 128, bytes.length, bytes.length]);
  const start = damagedBytes(rng, bytes.subarray(0, head));
  return Uint8Array.of(...start, ...bytes.subarray(head));
}

/** A damaged file, or one that was damaged before it was packed, or is packed and whole. */
function packed(rng: Rng, bytes: Uint8Array): Uint8Array {
  return pick(rng, [
    () => damaged(rng, bytes),
    () => gzipSync(damaged(rng, bytes)),
    () => damaged(rng, gzipSync(bytes)),
    () => gzipSync(bytes),
  ])();
}

/** Datasets by name: the files that they read and what says so. */
const FORMATS: Readonly<Record<string, (rng: Rng, good: Files) => [Files, Options]>> = {
  csv(rng, good) {
    const text = pick(rng, OTHERS)(new TextDecoder().decode(good["iris.csv"]));
    const own = rng.below(2) === 0 ? bytesOf(damagedText(rng, text)) : packed(rng, bytesOf(text));
    const files = { a: own, b: bytesOf(pick(rng, OTHERS)(text)) };
    return [files, { ...pick(rng, TABLES), ...tested(rng, "testFile") }];
  },
  libsvm(rng, good) {
    const text = new TextDecoder().decode(good["iris.libsvm"]);
    const own = rng.below(2) === 0 ? bytesOf(damagedText(rng, text)) : packed(rng, bytesOf(text));
    const more = pick<Options>(rng, [{}, {}, { features: 4 }, { features: 1e9 }]);
    return [{ a: own, b: bytesOf(text) }, { ...more, ...tested(rng, "testFile") }];
  },
  idx: (rng, good) => pair(rng, good, "idx"),
  npy: (rng, good) => pair(rng, good, "npy"),
  npz(rng, good) {
    const [x, y] = [good["iris-features.npy"], good["iris-labels.npy"]];
    const level = pick(rng, [0, 6] as const);
    const archive = pick(rng, [
      () => zipSync({ "x.npy": damaged(rng, x), "y.npy": y }, { level }),
      () => zipSync({ "x.npy": x, "y.npy": damaged(rng, y) }, { level }),
      () => damaged(rng, zipSync({ "x.npy": x, "y.npy": y }, { level })),
    ])();
    return [{ a: archive }, pick<Options>(rng, [{}, {}, {}, {}, { labels: "x" }])];
  },
};

/** Now and then a file of test examples. */
function tested(rng: Rng, key: string): Options {
  return rng.below(4) === 0 ? { [key]: `${CASE}/b` } : {};
}

function pair(rng: Rng, good: Files, ending: string): [Files, Options] {
  const [x, y] = ["features", "labels"].map((name) => good[`iris-${name}.${ending}`]);
  const one = [[packed(rng, x), y], [x, packed(rng, y)]];
  const [first, second] = pick(rng, [...one, ...one, [y, x]]);
  const test = { testFile: `${CASE}/b`, testLabelFile: `${CASE}/c` };
  const more = pick<Options>(rng, [{}, {}, test, tested(rng, "testFile")]);
  return [{ a: first, b: x, c: second }, { labelFile: `${CASE}/c`, ...more }];
}

/** Readers of data. */
export const data: Suite = {
  name: "data",
  make(rng, good) {
    const name = pick(rng, Object.keys(FORMATS));
    const [files, options] = FORMATS[name](rng, good.data);
    const dataset = { name, file: `${CASE}/a`, ...options, ...pick(rng, PARTS) };
    const placed = Object.entries(files).map(([file, bytes]) => [`${CASE}/${file}`, bytes]);
    const mine = toyFile({ dataset, stop: { iterations: 3 } });
    const all = { ...Object.fromEntries(placed), [MINE]: bytesOf(mine) };
    return caseOf(rng, ["run", MINE, ...OUT], all, { stopAfter: PATIENCE });
  },
};
