import { z } from "zod";
import { InputError } from "../errors.ts";
import { counted, readable } from "../numbers.ts";
import { sparkline } from "../timing/formats/sparkline.ts";
import { tableOf } from "../figures/render/table.ts";
import { NOTHING, percentChange, rateText } from "../timing/formats/words.ts";
import { fits } from "../timing/samples/thresholds.ts";
import { type BenchHistory, histories, type HistoryPoint } from "../timing/statistics/history.ts";
import { type Command, EXIT } from "./terminal/command.ts";
import { flagsOf, readOptions, wholeNumber } from "./terminal/options.ts";
import { globFrom, thresholdsFromFile } from "./timing/options.ts";
import { kept, TIMINGS } from "./timing/timings.ts";

/** Measurements of a bench that a table shows; those where something changed are always shown. */
const LAST = 10;

const options = z.strictObject({
  last: wholeNumber(1).default(LAST)
    .meta({ value: "N", description: `Measurements in each table, ${LAST} when left out` }),
});

export const history: Command = {
  summary: "Show the times that were kept, and where they changed.",
  usage: "deno task history [GLOB…] [options]",
  details:
    `GLOB is what the name of a bench holds, * stands for anything; all are shown when left out.

What is shown is what deno task bench --save has kept in ${TIMINGS}/, for each class of machines: times
as multiples of the ceiling bench of the same process, which makes moments comparable at which the
machine was faster or slower, and examples per second as they were. ▲ marks where a bench got slower
to stay, ▼ where it got faster; docs/method.md says how that is found.

Exit codes: 0 fine, 2 wrong usage or a damaged file.`,
  flags: flagsOf(options.shape),
  examples: [
    ["deno task history", "All benches"],
    ["deno task history scores --last 100", "One bench, further back"],
  ],
  async run({ names, flags }, io) {
    const { last } = readOptions(options, flags);
    const classes = await kept();
    if (classes.size === 0) {
      throw new InputError(
        "Cannot show a history as no times were saved: deno task bench --save NAME",
      );
    }
    const globs = names.length > 0 ? names.map(globFrom) : ["*"];
    const thresholds = thresholdsFromFile();
    const texts = [...classes].flatMap(([machine, measurements]) => {
      const shown = histories(measurements, thresholds).filter(({ bench }) => fits(bench, globs));
      return shown.length === 0 ? [] : [
        `${machine}: ${counted(measurements.length, "measurement")}\n`,
        ...shown.map((one) => historyText(one, last, io.columns)),
      ];
    });
    if (texts.length === 0) {
      throw new InputError(`Cannot show a history as no bench fits ${globs.join(" ")}`);
    }
    io.out(texts.join("\n"));
    return EXIT.fine;
  },
};

function historyText(
  { bench, points, changes }: BenchHistory,
  last: number,
  width: number,
): string {
  const line = sparkline(points.map(({ ceilingRatio }) => ceilingRatio));
  const remarkOn = ({ isNewDeno, isNewWork, setting }: HistoryPoint, i: number) =>
    [
      ...changes.filter(({ index }) => index === i).map(({ ratio }) =>
        `${ratio > 1 ? "▲" : "▼"} ${percentChange(ratio)} from here on`
      ),
      ...isNewDeno ? [`Deno ${setting.deno}`] : [],
      ...isNewWork ? ["computes something else than before"] : [],
    ].join(", ");
  const rows = points
    .map((point, i) => ({ ...point, remark: remarkOn(point, i) }))
    .filter(({ remark }, i) => remark !== "" || i >= points.length - last);
  const table = tableOf(rows, [
    ["measured", ({ started }) => started.slice(0, 16).replace("T", " "), "left"], // to a minute
    ["name", ({ name }) => name, "left"],
    [
      "commit",
      ({ commit, dirty }) => `${commit?.slice(0, 8) ?? NOTHING}${dirty ? " +" : ""}`,
      "left",
    ],
    ["× ceiling", ({ ceilingRatio }) => readable(ceilingRatio, 4)],
    ["examples/s", ({ examplesPerSecond }) => rateText(examplesPerSecond)],
    ["", ({ remark }) => remark, "left"],
  ], width);
  return `${bench}\n${line}\n\n${table}`;
}
