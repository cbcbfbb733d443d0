/** Who is first, how sure that is, and what else is said of a race. */
import { assertEquals, assertStringIncludes } from "@std/assert";
import type { Raced } from "../../../mod.ts";
import { flagsOf } from "../../../src/kinds/race/_flags.ts";
import { boardOf } from "../../../src/kinds/race/board.ts";
import { raceFinding } from "../../../src/kinds/race/finding.ts";
import { cellsOf, rankingOf } from "../../../src/kinds/race/ranking.ts";
import { raceSummary } from "../../../src/kinds/race/summary.ts";
import { raceTables } from "../../../src/kinds/race/tables.ts";
import { raceKind, rowsOf, tableOf } from "../../_done.ts";
import { falling, final, type More, raced, trial } from "./_raced.ts";

const { POSITIVE_INFINITY: INF } = Number;

/** A run that reaches 0.1 after so many examples and 0.01 after twice as many. */
const reaching = (seed: number, examples: number) =>
  final(seed, [[0, 1], [examples, 0.1], [2 * examples, 0.01]]);
/** Runs of a method that need so many examples each. */
const method = (name: string, problem: string, examples: readonly number[], more: More = {}) =>
  raced(problem, name, examples.map((one, i) => reaching(i + 2, one)), more);

/** `a` before `b`, whatever the seeds; `c` somewhere, as they say. */
const SURE: readonly Raced[] = [
  method("a", "ravine", [10, 10, 11]),
  method("b", "ravine", [20, 21, 20]),
  method("a", "booth", [10, 12, 10]),
  method("b", "booth", [30, 30, 31]),
];
/** Which one is first depends on the seeds. */
const OPEN: readonly Raced[] = [
  method("a", "ravine", [10, 30, 11]),
  method("b", "ravine", [20, 9, 20]),
];
const places = (done: readonly Raced[]) =>
  rankingOf(boardOf(done)).map(({ method, place, meanRank, interval, isBehind }) => [
    method,
    place,
    meanRank,
    interval,
    isBehind,
  ]);

Deno.test("rankingOf() ranks by the mean of ranks, and is sure where the seeds agree", () => {
  assertEquals(places(SURE), [["a", 1, 1, [1, 1], null], ["b", 2, 2, [2, 2], 1]]);
});

Deno.test("rankingOf() says how often the seeds turn the order round", () => {
  const [first, second] = rankingOf(boardOf(OPEN));
  assertEquals([first.method, first.interval, second.interval], ["a", [1, 2], [1, 2]]);
  // Of 27 draws of three seeds, the median of a is 30 and that of b 9 where two or more are the
  // second one: 1 + 3·2 = 7. So b is behind in 20 of 27, 0.74; a thousand draws are off by 0.014.
  assertEquals(Math.abs(Number(second.isBehind) - 20 / 27) < 4 * 0.014, true);
});

Deno.test("rankingOf() is the same each time", () => {
  assertEquals(rankingOf(boardOf(OPEN)), rankingOf(boardOf(OPEN)));
});

Deno.test("rankingOf() gives equals the same place", () => {
  const done = [
    method("a", "ravine", [10]),
    method("b", "ravine", [10]),
    method("c", "ravine", [20]),
  ];
  assertEquals(places(done), [
    ["a", 1, 1.5, [1, 1], null],
    ["b", 1, 1.5, [1, 1], 0],
    ["c", 3, 3, [3, 3], 1],
  ]);
});

Deno.test("rankingOf() pays for tuning: the one that needs it falls behind", () => {
  const trials = [trial(0.1, 0.9), trial(1, 0.001), trial(2, 0.9), trial(3, 0.9)];
  const done = [
    method("a", "ravine", [10], { trials, of: "method.stepSize", chosen: 1 }),
    method("b", "ravine", [20]),
  ];
  const [a, b] = rankingOf(boardOf(done));
  assertEquals([a.method, a.place, a.tuned], ["a", 1, { meanRank: 2, place: 2 }]);
  assertEquals([b.method, b.place, b.tuned], ["b", 2, { meanRank: 1, place: 1 }]);
});

Deno.test("cellsOf() has no target that nobody reached, and no problem that not all raced on", () => {
  const done = [
    raced("ravine", "a", [falling(2, 0.05)]),
    raced("ravine", "b", [falling(2, 0.5)]),
    raced("booth", "a", [falling(2, 0.05)]),
  ];
  const cells = cellsOf(boardOf(done)).map(({ problem, target }) => [problem, target]);
  assertEquals(cells, [["ravine", 0.1]]);
});

// The finding.

const findings: readonly (readonly [what: string, done: readonly Raced[], finding: string])[] = [
  [
    "who is first for sure",
    SURE,
    "over 4 targets of 2 problems, a has the lowest mean rank, 1, then b (2). a stays ahead of the " +
    "others in all of 1,000 draws of the seeds. Where finding a good trial is paid for, a is first.",
  ],
  [
    "whom the seeds cannot tell apart",
    OPEN,
    "over 2 targets of 1 problem, a has the lowest mean rank, 1, then b (2). The seeds cannot tell a " +
    "from b, behind in OPEN % of 1,000 draws of the seeds. Where finding a good trial is paid " +
    "for, a is first.",
  ],
  [
    "that equals are equal",
    [
      method("a", "ravine", [10, 10]),
      method("b", "ravine", [10, 10]),
      method("c", "ravine", [20, 20]),
    ],
    "over 2 targets of 1 problem, a and b share the lowest mean rank, 1.5, then c (3). a and b stay ahead " +
    "of the others in all of 1,000 draws of the seeds. Where finding a good trial is paid for, a and b " +
    "are first.",
  ],
  [
    "that one run each says nothing of how sure it is",
    [method("a", "ravine", [10]), method("b", "ravine", [20])],
    "over 2 targets of 1 problem, a has the lowest mean rank, 1, then b (2). One run each counts, " +
    "which says nothing of how sure that is. Where finding a good trial is paid for, a is first.",
  ],
  [
    "that one method alone has nobody to beat",
    [method("a", "ravine", [10]), raced("booth", "a", [falling(2, 0.05)])],
    "there is nothing to rank, as a raced alone; it reached 3 of 3 targets of 2 problems.",
  ],
  [
    "that no target was reached",
    [raced("ravine", "a", [falling(2, 0.5)]), raced("ravine", "b", [])],
    "none, as no method reached a target.",
  ],
  [
    "that no problem is whole",
    [method("a", "ravine", [10]), method("b", "booth", [10])],
    "none, as no problem has a result of every method.",
  ],
];
for (const [what, done, finding] of findings) {
  Deno.test(`raceFinding() says ${what}`, () => {
    const found = raceFinding(done).replace(/7[0-9] %/, "OPEN %");
    assertEquals(found, `Finding: ${finding}`);
  });
}

Deno.test("raceFinding() says who is first where tuning is paid for", () => {
  const trials = [trial(1, 0.001), trial(2, 0.9)];
  const done = [
    method("a", "ravine", [10], { trials, of: "method.stepSize", chosen: 1 }),
    method("b", "ravine", [20]),
    method("c", "ravine", [30]),
  ];
  const words = "Where finding a good trial is paid for, b is first, and a comes 3rd.";
  assertStringIncludes(raceFinding(done), words);
});

// What to be careful about.

const tuned = (chosen: number, more: More = {}): More => ({
  of: "method.stepSize",
  trials: [trial(0.1, 0.5), trial(1, 0.1), trial(10, 0.5)],
  chosen,
  ...more,
});
const pair = (more: More) => [method("a", "ravine", [10, 10], more), method("b", "ravine", [9, 9])];
const flags:
  readonly (readonly [what: string, done: readonly Raced[], flags: readonly string[]])[] = [
    ["nothing of a race without a flaw", pair(tuned(1)), []],
    [
      "that the best value is the largest",
      pair(tuned(10)),
      [
        "The best value is the largest that was tried, so one beyond tuning.max may be better: a on " +
        "ravine (step size 10).",
      ],
    ],
    [
      "that the best value is the smallest",
      pair(tuned(0.1)),
      [
        "The best value is the smallest that was tried, so one beyond tuning.min may be better: a on " +
        "ravine (step size 0.1).",
      ],
    ],
    ["nothing of the only value", pair(tuned(1, { trials: [trial(1, 0.1)] })), []],
    [
      "that every trial was lost",
      [
        raced(
          "ravine",
          "a",
          [],
          tuned(1, { chosen: null, trials: [trial(1, NaN, { status: "diverged" })] }),
        ),
        method("b", "ravine", [9, 9]),
      ],
      ["Every trial was lost, so that nothing is reached: a on ravine."],
    ],
    [
      "which targets nobody reached",
      [
        raced("ravine", "a", [2, 3].map((seed) => final(seed, [[0, 1], [50, 0.05], [100, 0.049]]))),
        method("a", "booth", [9, 9]),
      ],
      ["No method reached 1 of 4 targets, which do not count: ravine (0.01)."],
    ],
    [
      "that seeds disagree",
      [raced("ravine", "a", [reaching(2, 10), falling(3, 0.5)])],
      [
        "No method reached 2 of 2 targets, which do not count: ravine (0.1, 0.01).",
        "Seeds disagree on whether a target is reached: a reaches 0.1 of ravine in 1 of 2 runs; 1 more " +
        "like it.",
      ],
    ],
    [
      "that a run was still falling fast",
      // 0.1 after half of its examples and 0.02 at the end: a fifth, of which a fifth is 0.004.
      [raced("ravine", "a", [2, 3].map((seed) => final(seed, [[0, 1], [50, 0.1], [100, 0.02]])))],
      [
        "No method reached 1 of 2 targets, which do not count: ravine (0.01).",
        "Still falling fast at the end (with half as many examples again, the strictest target would " +
        "be reached): a on ravine.",
      ],
    ],
    [
      "nothing of a run that falls slowly",
      [
        raced("ravine", "a", [2, 3].map((seed) => final(seed, [[0, 1], [50, 0.1], [100, 0.09]]))),
        method("b", "ravine", [9, 9]),
      ].reverse(),
      [],
    ],
    [
      "that there is one seed",
      [method("a", "ravine", [10]), method("b", "ravine", [10])],
      ["One run each counts, so nothing says how sure the ranking is: try finals=5."],
    ],
    [
      "that trials differ",
      [
        method("a", "ravine", [10, 10], tuned(1)),
        method("b", "ravine", [9, 9], tuned(1, { trials: [trial(1, 0.1)] })),
      ],
      ["Some were tuned with 1 trial and some with 3, which is no fair race."],
    ],
    [
      "which problems not all have raced on",
      [...pair({}), method("a", "booth", [9, 9])],
      ["Left out of the ranking, as some method has no result there: booth."],
    ],
  ];
for (const [what, done, expected] of flags) {
  Deno.test(`flagsOf() says ${what}`, () => assertEquals(flagsOf(boardOf(done)), expected));
}

Deno.test("flagsOf() says nothing of an edge beyond which no value is allowed", () => {
  const board = boardOf(pair(tuned(10)));
  const asked: unknown[] = [];
  const allows = (_: unknown, path: string, value: unknown) => {
    asked.push([path, value]);
    return false;
  };
  assertEquals(flagsOf(board, allows), []);
  assertEquals(asked[0], ["method.stepSize", 100]);
});

Deno.test("flagsOf() names the first few of many", () => {
  const done = "abcdef".split("").map((name) => method(name, "ravine", [9, 9], tuned(10)));
  assertStringIncludes(
    flagsOf(boardOf(done))[0],
    "better: a on ravine (step size 10), b on ravine (step size 10), c on ravine (step size 10) and 3 more.",
  );
});

// Tables.

Deno.test("raceSummary() has the ranking, and who is first on each problem", async (t) => {
  const done = [...SURE, method("c", "ravine", [INF, 9, INF]), raced("booth", "c", [])];
  await t.assertSnapshot(`\n${raceSummary(done, { width: 80 })}`);
});

Deno.test("raceSummary() says what comes to be careful about", () => {
  const words = "\nThe best value is the largest that was tried, ";
  assertStringIncludes(raceSummary(pair(tuned(10)), { width: 80 }), words);
});

Deno.test("race.csv has a row for each run that counts, with the cost of each target", async (t) => {
  const done = [
    method("a", "ravine", [10, 20], { run: 1, ...tuned(1) }),
    raced("ravine", "b", [falling(2, 0.05), falling(3, NaN)], { run: 2 }),
  ];
  await t.assertSnapshot(`\n${tableOf(raceTables, "race.csv", done)}`);
});

Deno.test("trials.csv has a row for each trial, and ranking.csv one for each method", async (t) => {
  const trials = [
    trial(0.1, 0.5, { validationLoss: 0.75 }),
    trial(1, NaN, { status: "diverged", examples: 30 }),
  ];
  const done = [
    method("a", "ravine", [10, 20], { run: 1, ...tuned(0.1, { trials }) }),
    method("b", "ravine", [15, 25], { run: 2 }),
  ];
  await t.assertSnapshot(`\n${tableOf(raceTables, "trials.csv", done)}`);
  await t.assertSnapshot(`\n${tableOf(raceTables, "ranking.csv", done)}`);
});

Deno.test("ranking.csv is not written where nothing can be ranked", () => {
  const [, , ranking] = raceTables;
  assertEquals(ranking.text([raced("ravine", "a", [])], ""), null);
});

// Figures.

const figure = (name: string, done: readonly Raced[], options = {}) =>
  raceKind.figures.make({ name, ...options }, undefined)(done);

Deno.test("performanceProfile has the shares by hand, the best method first", () => {
  const costs: readonly (readonly [string, number, number])[] = [
    ["ravine", 10, 20],
    ["booth", 30, 10],
    ["beale", 5, 5],
  ];
  const done = costs.flatMap(([problem, a, b]) => [
    method("a", problem, [a]),
    method("b", problem, [b]),
  ]);
  const [profile] = figure("performanceProfile", done, { target: 0.1 });
  if (profile.shape !== "lines") throw new Error(profile.shape);
  // a: 1, 3, 1 times the lowest cost; b: 2, 1, 1.
  const lines = profile.lines.map(({ label, parts: [points] }) => [
    label,
    points.map(([x, y]) => [Math.round(1000 * x) / 1000, Math.round(1000 * y) / 1000]),
  ]);
  const log3 = 1.585;
  assertEquals(lines, [
    ["b", [[0, 0.667], [1, 0.667], [1, 1], [log3, 1]]],
    ["a", [[0, 0.667], [log3, 0.667], [log3, 1], [log3, 1]]],
  ]);
  assertEquals(profile.notes.map(({ words }) => words), ["b: 66.7 %, 100 %", "a: 66.7 %, 100 %"]);
});

Deno.test("performanceProfile can have tuning paid for", () => {
  const trials = [trial(1, 0.001, { examples: 40 }), trial(2, 0.9, { examples: 40 })];
  const done = [
    method("a", "ravine", [10], { trials, of: "method.stepSize", chosen: 1 }),
    method("b", "ravine", [30]),
  ];
  const notes = (options: object) => {
    const [profile] = figure("performanceProfile", done, { target: 0.1, ...options });
    return profile.shape === "lines" ? profile.notes.map(({ words }) => words) : [];
  };
  assertEquals(notes({}), ["a: 100 %, 100 %", "b: 0 %, 100 %"]);
  assertEquals(notes({ withTuning: true }), ["b: 100 %, 100 %", "a: 0 %, 100 %"]); // 10 + 40·2
});

Deno.test("performanceProfile says where no target was reached", () => {
  assertEquals(figure("performanceProfile", [raced("ravine", "a", [])]), [
    { shape: "note", text: "No performance profile, as no target was reached." },
  ]);
});

Deno.test("tuningCurves has a chart for each problem, with a line for each method", () => {
  const done = [
    method("a", "ravine", [10], tuned(1)),
    method("b", "ravine", [10], tuned(1)),
    method("a", "booth", [10], tuned(1)),
    method("b", "booth", [10]),
  ];
  const figures = figure("tuningCurves", done).map((one) =>
    one.shape === "lines" ? [one.heading, one.lines.map(({ label }) => label)] : one
  );
  const words = "final training loss (log scale) against step size (log scale)";
  assertEquals(figures, [[`ravine: ${words}`, ["a", "b"]], [`booth: ${words}`, ["a"]]]);
});

Deno.test("tuningCurves says that nothing was tuned", () => {
  assertEquals(figure("tuningCurves", [method("a", "ravine", [10])]), [
    { shape: "note", text: "No curves, as nothing was tuned." },
  ]);
});

Deno.test("rowsOf ranking.csv are the places", () => {
  const rows = rowsOf(tableOf(raceTables, "ranking.csv", SURE));
  assertEquals(rows.map(({ method, place }) => [method, place]), [["a", "1"], ["b", "2"]]);
});
