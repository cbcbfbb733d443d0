import { assert, assertEquals, assertStringIncludes, assertThrows } from "@std/assert";
import fc from "fast-check";
import { InputError } from "../../src/errors.ts";
import { loadExperiment } from "../../src/experiment/load.ts";
import {
  differences,
  headerOf,
  type Journal,
  type JournalHeader,
  type JournalLine,
  readJournal,
  sealed,
  type Session,
} from "../../src/runs/journal.ts";
import type { Curve } from "../../src/types.ts";
import { curve } from "../_curves.ts";
import { toyFile } from "../_files.ts";
import { derivative, gradientCheck, planeSlice } from "../_slices.ts";

const given = {
  name: "mine",
  file: "mine.jsonc",
  overrides: ["a=ü"],
  shard: null,
  version: "0.1.0",
  codeSha256: "c".repeat(64),
};
const experimentOf = (fields = {}) => loadExperiment(toyFile(fields), { source: "mine.jsonc" });
const header = headerOf(experimentOf(), given);
const session: Session = {
  pid: 7,
  host: null,
  version: "0.1.0",
  codeSha256: "c".repeat(64),
  command: ["run"],
  git: null,
  runtime: {},
  machine: {},
  backend: { name: "simd", threads: 1 },
  started: "2026-01-01T00:00:00.000Z",
};
const results = [
  curve([3, NaN, -0, Infinity], { run: 1, stopReason: 'ein "Fehler" ü\n', values: { a: "#1" } }),
  planeSlice([4, 3, -0, NaN], { run: 2 }),
  gradientCheck([derivative(1e-3, 1, 0.5)], null, { run: 3 }),
];
const ended = (run: number) => `2026-01-01T00:00:0${run}.000Z`;

/** The lines of a journal, with all kinds of results. */
const LINES: readonly JournalLine[] = [
  { header },
  { session },
  ...results.slice(0, 2).map((result) => ({ result, ended: ended(result.run) })),
  { session: { ...session, pid: 8 } },
  { result: results[2], ended: ended(3) },
];

const bytesOf = (text: string) => new TextEncoder().encode(text);

/** The texts of lines, each sealed after the one before it. */
function textsOf(lines: readonly JournalLine[]): string[] {
  let seal = "";
  return lines.map((line) => {
    const next = sealed(line, seal);
    seal = next.seal;
    return next.text;
  });
}
const texts = textsOf(LINES);
const whole = bytesOf(texts.join(""));

/** The journal up to a number of lines. */
const upTo = (lines: number) => readJournal(bytesOf(texts.slice(0, lines).join("")), "j");
const withoutPlace = ({ size: _, seal: __, ...rest }: Journal) => rest;

Deno.test("readJournal() brings back header, sessions and results of every kind", () => {
  assertEquals(withoutPlace(readJournal(whole, "j")), {
    header,
    sessions: [
      { ...session, runs: [1, 2], ended: ended(2) },
      { ...session, pid: 8, runs: [3], ended: ended(3) },
    ],
    results,
  });
  const [{ records }] = readJournal(whole, "j").results as Curve[];
  const losses = records.map(({ trainLoss }) => trainLoss);
  assert([3, NaN, -0, Infinity].every((loss, i) => Object.is(loss, losses[i])));
});

Deno.test("readJournal() knows an empty file for an empty journal", () => {
  assertEquals(readJournal(new Uint8Array(), "j"), {
    header: null,
    sessions: [],
    results: [],
    size: 0,
    seal: "",
  });
});

Deno.test("readJournal() takes a journal that was cut at any byte up to its last whole line", () => {
  let lines = 0;
  let next = bytesOf(texts[0]).length;
  for (let cut = 0; cut <= whole.length; cut++) {
    if (cut === next) {
      lines++;
      next += bytesOf(texts[lines] ?? "\n").length;
    }
    assertEquals(readJournal(whole.subarray(0, cut), "j"), upTo(lines));
  }
  assertEquals(lines, texts.length);
});

Deno.test("readJournal() can be gone on from wherever it was cut", () => {
  fc.assert(fc.property(fc.nat(whole.length), (cut) => {
    const { size, seal, sessions, results: before } = readJournal(whole.subarray(0, cut), "j");
    const lines: JournalLine[] = size === 0 ? [{ header }] : [];
    lines.push({ session }, { result: results[0], ended: ended(9) });
    let last = seal;
    let text = new TextDecoder().decode(whole.subarray(0, size));
    for (const line of lines) {
      const more = sealed(line, last);
      text += more.text;
      last = more.seal;
    }
    const after = readJournal(bytesOf(text), "j");
    assertEquals(after.results, [...before, results[0]]);
    assertEquals(after.sessions.length, sessions.length + 1);
  }));
});

Deno.test("readJournal() never believes a byte that was changed", () => {
  const lastLine = whole.length - bytesOf(texts[texts.length - 1]).length;
  for (let at = 0; at < whole.length; at++) {
    const damaged = whole.slice();
    damaged[at] ^= 1;
    // With its end gone, the line before the last becomes part of a last one that is no good.
    if (at === lastLine - 1) assertEquals(readJournal(damaged, "j"), upTo(texts.length - 2));
    else if (at < lastLine) {
      const { message } = assertThrows(() => readJournal(damaged, "j"), InputError);
      assertStringIncludes(message, "with --restart");
    } else assertEquals(readJournal(damaged, "j"), upTo(texts.length - 1));
  }
});

for (
  const [what, changed] of [
    ["is missing", texts.toSpliced(2, 1)],
    ["stands twice", texts.toSpliced(2, 0, texts[2])],
    ["has changed places", [texts[0], texts[1], texts[3], texts[2], texts[4], texts[5]]],
    ["is empty", texts.toSpliced(2, 0, "\n")],
    ["is of another journal", [texts[0], texts[1], textsOf([LINES[2]])[0], ...texts.slice(3)]],
  ] as const
) {
  Deno.test(`readJournal() refuses a journal where a line ${what}`, () => {
    const { message } = assertThrows(
      () => readJournal(bytesOf(changed.join("")), "x/journal.jsonl"),
      InputError,
    );
    const row = message.match(/line (\d)/)?.[1];
    assertEquals(
      message,
      `Cannot read "x/journal.jsonl" as its line ${row} is damaged: cut it off before that line, ` +
        `which leaves ${Number(row) - 3} finished run${row === "4" ? "" : "s"}, or run the ` +
        "experiment anew with --restart",
    );
    assert(row === "3" || row === "4");
  });
}

for (
  const [what, lines] of [
    ["starts with a run", [LINES[2], LINES[0], LINES[1]]],
    ["has a run of nobody", [LINES[0], LINES[2], LINES[1]]],
    ["has two headers", [LINES[0], LINES[1], LINES[0], LINES[1]]],
  ] as const
) {
  Deno.test(`readJournal() refuses a sealed journal that ${what}`, () => {
    assertThrows(() => readJournal(bytesOf(textsOf(lines).join("")), "j"), InputError, "damaged");
  });
}

Deno.test("readJournal() refuses the format of another version", () => {
  const text = textsOf([{ header: { ...header, format: 2 } }, { session }]).join("");
  assertThrows(() => readJournal(bytesOf(text), "j"), InputError, "in format 2: this one reads");
});

// Headers.

Deno.test("differences() finds none between a header and itself", () => {
  assertEquals(differences(header, structuredClone(header)), []);
});

const other = (more: Partial<JournalHeader>) => ({ ...header, ...more });
for (
  const [what, theirs, message] of [
    ["name", other({ name: "yours" }), 'experiment: "yours" there, "mine" here'],
    ["overrides", other({ overrides: [] }), "overrides: none there, a=ü here"],
    ["file", headerOf(experimentOf({ seeds: [2] }), given), "the experiment's file has changed"],
    ["title", headerOf(experimentOf({ title: "T" }), given), "the experiment's file has changed"],
    ["shard", other({ shard: { part: 2, of: 4 } }), "shard: 2/4 there, none here"],
    ["version", other({ version: "0.2.0" }), "version: 0.2.0 there, 0.1.0 here"],
    ["code", other({ codeSha256: "d".repeat(64) }), "the program's code has changed"],
    [
      "file of the same name",
      headerOf(experimentOf({ seeds: [2] }), { ...given, file: "b/mine.jsonc" }),
      `the experiment's file: "b/mine.jsonc" there, "${header.file}" here`,
    ],
    [
      "code that reads the file in another way",
      other({ codeSha256: "d".repeat(64), plansSha256: "e".repeat(64) }),
      "the program's code has changed",
    ],
  ] as const
) {
  Deno.test(`differences() names another ${what}`, () => {
    assertEquals(differences(theirs, header), [message]);
  });
}

Deno.test("headerOf() depends on numbers that JSON has no text for", () => {
  const [one, two] = [Infinity, NaN].map((number) => {
    const experiment = experimentOf();
    return headerOf({ ...experiment, charts: [{ name: "line", number }] }, given).plansSha256;
  });
  assert(one !== two);
});
