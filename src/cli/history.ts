/**
 * `history`: the times that were kept, and where they changed.
 *
 * @module
 */
import { textTable } from "../figures/table.ts";
import { InputError } from "../errors.ts";
import { counted, readable } from "../numbers.ts";
import { fits } from "../timing/samples/globs.ts";
import { type BenchHistory, histories, type HistoryPoint } from "../timing/statistics/history.ts";
import { sparkline } from "../timing/formats/sparkline.ts";
import { momentsText } from "../timing/formats/spread_text.ts";
import { changeText, NOTHING } from "../timing/formats/words.ts";
import { globFrom, thresholdsFromFile } from "./timing/bench_options.ts";
import { type Command, EXIT } from "./terminal/command.ts";
import { kept, TIMINGS } from "./timing/timings.ts";

/** Columns of a sparkline. */
const WIDTH = 60;
/** The least span of a sparkline: noise is no mountain. */
const LEAST_SPAN = 1.2;
/** Measurements of a bench that a table shows, besides those where something changed. */
const LAST = 10;

/** Shows kept times. */
export const history: Command = {
  summary: "Show the times that were kept, and where they changed.",
  usage: "deno task history [GLOB…] [options]",
  details:
    `GLOB is what the name of a bench holds, * stands for anything; all are shown when left out. What is shown is
what deno task bench --save has kept in ${TIMINGS}/, for each class of machines: times as multiples
of the ceiling bench of the same process, which makes moments comparable at which the machine was
faster or slower, and examples per second as they were. ▲ marks where a bench got slower to stay, ▼
where it got faster; docs/method.md says how that is found.

Exit codes: 0 fine, 2 wrong usage or a damaged file.`,
  flags: [{
    name: "last",
    value: "N",
    meaning: `Measurements in each table, ${LAST} when left out`,
  }],
  examples: [
    ["deno task history", "All benches"],
    ["deno task history scores --last 100", "One bench, further back"],
  ],
  isWithoutOverrides: true, // the name of a bench may hold "="
  async run({ names, flags: { last = String(LAST) } }, io) {
    const count = Number(last);
    if (!Number.isInteger(count) || count < 1) {
      throw new InputError(
        `Option --last must be a whole number from 1: current value is "${last}"`,
      );
    }
    const classes = await kept(io);
    if (classes.size === 0) {
      throw new InputError(
        "Cannot show a history as no times were saved: deno task bench --save NAME",
      );
    }
    const globs = names.map(globFrom);
    const wanted = globs.length > 0 ? globs : undefined;
    const thresholds = thresholdsFromFile();
    const texts = [...classes].flatMap(([machine, measurements]) => {
      const all = histories(measurements, { thresholds });
      const shown = all.filter(({ bench }) => fits(bench, wanted));
      const heading = `${machine}: ${counted(measurements.length, "measurement")}\n`;
      return shown.length === 0 ? [] : [
        heading,
        ...shown.map((one) => historyText(one, count, io.columns)),
        momentsText(measurements, wanted),
      ];
    });
    if (texts.length === 0) {
      throw new InputError(
        `Cannot show a history as no bench fits ${globs.join(" ")}: without a name, all are shown`,
      );
    }
    io.out(texts.filter((text) => text !== "").join("\n"));
    return EXIT.fine;
  },
};

/**
 * The name, the line, and a table of the last measurements and of those where something changed.
 */
function historyText(
  { bench, points, changes }: BenchHistory,
  last: number,
  width: number,
): string {
  const line = sparkline(points.map(({ value }) => value), WIDTH, LEAST_SPAN);
  const marks = new Map(changes.map(({ index, ratio }) => [
    index,
    `${ratio > 1 ? "▲" : "▼"} ${changeText(ratio)} from here on`,
  ]));
  const remark = ({ isNewDeno, isNewWork, deno }: HistoryPoint, i: number) =>
    [
      ...marks.has(i) ? [marks.get(i)] : [],
      ...isNewDeno ? [`Deno ${deno}`] : [],
      ...isNewWork ? ["computes something else than before"] : [],
    ].join(", ");
  const rows = points
    .map((point, i) => ({ point, remark: remark(point, i) }))
    .filter(({ remark }, i) => remark !== "" || i >= points.length - last);
  const table = textTable(
    [
      { heading: "measured", cells: rows.map(({ point }) => dateText(point)), align: "left" },
      { heading: "name", cells: rows.map(({ point }) => point.name), align: "left" },
      { heading: "commit", cells: rows.map(({ point }) => commitText(point)), align: "left" },
      { heading: "× ceiling", cells: rows.map(({ point }) => readable(point.value, 4)) },
      { heading: "examples/s", cells: rows.map(({ point }) => rateText(point)) },
      { heading: "", cells: rows.map(({ remark }) => remark), align: "left" },
    ],
    width,
  );
  return `${bench}\n${line}\n\n${table}`;
}

/** `2026-01-02 03:04` */
function dateText({ started }: HistoryPoint): string {
  return started.slice(0, "2026-01-02T03:04".length).replace("T", " ");
}

function commitText({ commit, dirty }: HistoryPoint): string {
  return commit === null ? NOTHING : `${commit.slice(0, 8)}${dirty ? " +" : ""}`;
}

function rateText({ examplesPerSecond }: HistoryPoint): string {
  return examplesPerSecond === null ? NOTHING : readable(Math.round(examplesPerSecond));
}
