/** Damage, the same for the same numbers: of bytes, of texts, of values, of lists of words. */
import type { Rng } from "../../src/types.ts";

/** One of a list. */
export function pick<Item>(rng: Rng, items: readonly Item[]): Item {
  return items[rng.below(items.length)];
}

/** Pieces that break readers: of syntax, of numbers, of texts that steer a terminal. */
const PIECES: readonly string[] = [
  ...[
    "",
    " ",
    "\n",
    "\0",
    "{",
    "}",
    "[",
    "]",
    ",",
    ":",
    '"',
    "//",
    "/*",
    "*/",
    "\\",
    "=",
    "-",
    "--",
  ],
  ...["null", "true", "0", "-0", "-1", "0.5", ".5", "1e-400", "1e39", "1e999", "NaN", "Infinity"],
  ...["9007199254740993", "2147483648", "0x10", '"full"', '"toString"', '"__proto__"', '"name"'],
  ...[
    "\u001b[2J\u001b]0;mine\u0007",
    "\u202e",
    "\u0085",
    "\ud800",
    "\ufeff",
    "=1+1",
    "@SUM(A1)",
    "日本",
  ],
  ...[
    "../",
    "/etc/passwd",
    "a".repeat(1000),
    "[".repeat(3000),
    '{"a":'.repeat(3000),
    "é".repeat(50),
  ],
  ...[
    '{"linspace":[0,1,3]}',
    '{"logspace":[1e-9,1e-6,4]}',
    '{"linspace":[0,1,1e9]}',
    '"seeds": [1],',
  ],
];

/** A text of up to so many damages. */
export function damagedText(rng: Rng, text: string, most = 3): string {
  let damaged = text;
  for (let times = 1 + rng.below(most); times > 0; times--) {
    const at = rng.below(Math.min(damaged.length + 1, 1 << 20));
    const length = 1 + rng.below(rng.below(4) === 0 ? 200 : 8);
    const [before, piece, after] = [
      damaged.slice(0, at),
      damaged.slice(at, at + length),
      damaged.slice(at + length),
    ];
    damaged = pick(rng, [
      () => before + after,
      () => before + piece + piece + after,
      () => before + piece.repeat(1 + rng.below(300)) + after,
      () => before + pick(rng, PIECES) + after,
      () => before + pick(rng, PIECES) + piece + after,
      () => before + String.fromCharCode(rng.below(0x300)) + after,
      () => before,
      () => after + piece + before,
    ])();
  }
  return damaged;
}

/** Bytes that were cut, flipped, repeated or grown. */
export function damagedBytes(rng: Rng, bytes: Uint8Array): Uint8Array {
  const at = rng.below(Math.min(bytes.length + 1, 1 << 20));
  const length = 1 + rng.below(64);
  const joined = (...parts: readonly Uint8Array[]) => {
    const all = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
    let end = 0;
    for (const part of parts) {
      all.set(part, end);
      end += part.length;
    }
    return all;
  };
  const [before, piece, after] = [
    bytes.slice(0, at),
    bytes.slice(at, at + length),
    bytes.slice(at + length),
  ];
  return pick(rng, [
    () => before,
    () => joined(before, after),
    () => joined(before, piece.map((byte) => byte ^ (1 << rng.below(8))), after),
    () => joined(before, piece.map(() => rng.below(256)), after),
    () => joined(before, piece, piece, piece, after),
    () => joined(bytes, new Uint8Array(1 + rng.below(1 << 16))),
    () => new TextEncoder().encode(damagedText(rng, new TextDecoder().decode(bytes))),
  ])();
}

/** Values that no field takes, and some that many take. */
const VALUES: readonly unknown[] = [
  ...[null, true, 0, -1, 1.5, 1e-300, 1e300, 2 ** 53, "", "full", "toString", "\u001b[31m", [], {}],
  ...[[1], [[]], [1, "full"], { name: "toy" }, { name: "svm", l2: 1 }, { name: "constructor" }],
  ...[{ linspace: [0, 1, 3] }, { geomspace: [1e-9, 1e-3, 4] }, { logspace: [-3, -400, 2] }],
  ...["x".repeat(2000), Array.from({ length: 300 }, (_, i) => i), {
    experiment: "mine.jsonc",
    run: 1,
  }],
];

/** Numbers in place of another: most of them will do. */
const NUMBERS = [0, 1, 2, 3, 7, 20, 0.5, 0.01, 1e-6, 1e5, 1e9, -1, 1e300];

/** A value of JSON with another value, key or order somewhere in it. */
export function damagedValue(rng: Rng, value: unknown): unknown {
  if (typeof value === "number" && rng.below(3) > 0) return pick(rng, NUMBERS);
  if (typeof value === "boolean") return !value;
  if (rng.below(20) === 0 || typeof value !== "object" || value === null) return pick(rng, VALUES);
  const entries = Object.entries(value);
  const at = rng.below(entries.length + 1);
  const [key, inner] = entries[at] ?? [pick(rng, PIECES), pick(rng, VALUES)];
  const changed = pick(rng, [
    () => entries.toSpliced(at, 1),
    () => [...entries, [pick(rng, PIECES), inner] as const],
    () => entries.toSpliced(at, 1, [damagedText(rng, key), inner]),
    ...Array.from(
      { length: 4 },
      () => () => entries.toSpliced(at, 1, [key, damagedValue(rng, inner)]),
    ),
  ])();
  return value instanceof Array ? changed.map(([, inner]) => inner) : Object.fromEntries(changed);
}

/** A value of JSON in which some numbers and switches are others. */
export function otherNumbers(rng: Rng, value: unknown): unknown {
  if (value instanceof Array) return value.map((inner) => otherNumbers(rng, inner));
  if (typeof value === "object" && value !== null) {
    const entries = Object.entries(value).map(([key, inner]) => [key, otherNumbers(rng, inner)]);
    return Object.fromEntries(entries);
  }
  if (rng.below(8) > 0) return value;
  return typeof value === "number"
    ? pick(rng, NUMBERS)
    : typeof value === "boolean"
    ? !value
    : value;
}

/** Words of a command line with some missing, twice, elsewhere or damaged. */
export function damagedWords(
  rng: Rng,
  words: readonly string[],
  known: readonly string[],
): string[] {
  let damaged = [...words];
  for (let times = 1 + rng.below(3); times > 0; times--) {
    const at = rng.below(damaged.length + 1);
    const word = damaged[at] ?? pick(rng, known);
    damaged = pick(rng, [
      () => damaged.toSpliced(at, 1),
      () => damaged.toSpliced(at, 0, word),
      () => damaged.toSpliced(at, 1, damagedText(rng, word, 1)),
      () => damaged.toSpliced(at, 0, pick(rng, PIECES)),
      () => damaged.toSpliced(at, 0, pick(rng, known)),
      () => damaged.toSpliced(at, 0, ...damaged.splice(rng.below(damaged.length + 1), 1)),
    ])();
  }
  // No system hands on a word with a zero in it.
  return damaged.map((word) => word.replaceAll("\0", ""));
}
