import { ensure } from "../../errors.ts";
import { inert, inertLine } from "../../inert.ts";
import { counted, grouped } from "../../numbers.ts";
import type { BenchComparison, TimingComparison } from "../statistics/comparison.ts";
import { countsText, NOTHING, percentChange, settingText, timeText } from "./words.ts";

/** Bytes that GitHub takes; of a comment it counts characters, which are never more than bytes. */
export const LIMITS = { comment: 65_536, summary: 1024 * 1024 } as const;

/** How long a summary may be, and what stands for the rest. */
export interface MarkdownOptions {
  /** Bytes of UTF-8; those of a comment when left out. */
  readonly limit?: number | undefined;
  /** Address (or name) of the file that holds everything. */
  readonly link?: string | undefined;
}

/**
 * A comparison for people, as Markdown that GitHub shows: in a comment, or in the summary of a job.
 * Counts, a warning where different machines were compared, the results' text, the benches from the
 * worst (unchanged ones folded), and what was measured where. When that is longer than `limit`, the
 * text gets half of it or what the benches leave, and these are left out from the best: a line says
 * how many.
 */
export function markdownSummary(
  { timings = null, quality = null }: {
    readonly timings?: TimingComparison | null;
    /** What a comparison of results says. */
    readonly quality?: string | null;
  },
  { limit = LIMITS.comment, link }: MarkdownOptions = {},
): string {
  const all = timings?.benches ?? [];
  const text = quality === null ? [] : inert(quality).trimEnd().split("\n");
  // Benches from the worst, and lines of the text from the first.
  const write = ({ benches = 0, lines = 0 }) =>
    [
      ...timings === null ? [] : [`## Timing: ${countsText(all)}`, warning(timings)],
      ...quality === null ? [] : ["## Results", block(text, lines)],
      ...benchesText(all, benches, link),
      ...timings === null ? [] : [settingsText(timings)],
    ].filter((part) => part !== "").join("\n\n") + "\n";
  const fits = (extent: Parameters<typeof write>[0], within = limit) =>
    bytesOf(write(extent)) <= within;
  const whole = { benches: all.length, lines: text.length };
  if (fits(whole)) return write(whole);
  const frame = bytesOf(write({}));
  ensure(
    frame <= limit,
    `Cannot write markdown as its limit must be at least ${grouped(frame)} bytes: ` +
      `current value is ${grouped(limit)}`,
  );
  const half = Math.max(limit / 2, frame);
  const least = largest(text.length, (lines) => fits({ lines }, half));
  const benches = largest(all.length, (benches) => fits({ lines: least, benches }));
  // What the benches leave is for the text.
  return write({ benches, lines: largest(text.length, (lines) => fits({ lines, benches })) });
}

/** The largest count up to `most` that fits; 0 must. */
function largest(most: number, fits: (count: number) => boolean): number {
  let [low, high] = [0, most];
  while (low < high) {
    const middle = Math.ceil((low + high) / 2);
    if (fits(middle)) low = middle;
    else high = middle - 1;
  }
  return low;
}

/** Characters of a name or a reason, which a person still reads. */
const READABLE = 160;
const bytesOf = (text: string) => new TextEncoder().encode(text).length;

function warning({ differences }: TimingComparison): string {
  return differences.length === 0 ? "" : [
    "> [!WARNING]",
    "> __Compared although it should not be, as `--force` was given.__ What differs:",
    ">",
    ...differences.map((difference) => `> - ${code(difference)}`),
  ].join("\n");
}

/** A block of code whose fence is longer than any in the text. */
function block(lines: readonly string[], shown: number): string {
  const runs = lines.join("\n").match(/`+/g) ?? [];
  const fence = "`".repeat(Math.max(3, ...runs.map(({ length }) => length + 1)));
  const more = lines.length - shown;
  const rest = more > 0 ? [`… and ${counted(more, "more line")}`] : [];
  return [`${fence}text`, ...lines.slice(0, shown), ...rest, fence].join("\n");
}

function benchesText(
  benches: readonly BenchComparison[],
  count: number,
  link: string | undefined,
): string[] {
  const { folded = [], open = [] } = Object.groupBy(
    benches.slice(0, count),
    ({ verdict }) => verdict === "unchanged" ? "folded" : "open",
  );
  const left = benches.slice(count);
  const last = left.length > 0 ? [`__Left out here: ${countsText(left)}.__`] : [];
  const url = /^https?:/.test(link ?? "") ? URL.parse(link ?? "") : null;
  if (link !== undefined) last.push(`All are in ${url ? `<${url.href}>` : code(link)}.`);
  return [
    open.length > 0 ? tableText(open) : "",
    folded.length > 0 ? `<details><summary>${grouped(folded.length)} unchanged</summary>` : "",
    folded.length > 0 ? `${tableText(folded)}\n\n</details>` : "",
    last.join(" "),
  ];
}

function tableText(benches: readonly BenchComparison[]): string {
  return [
    "| bench | verdict | time | interval | base | head |",
    "| --- | --- | --: | --: | --: | --: |",
    ...benches.map((one) => {
      const isKnown = one.interval.every(Number.isFinite);
      const range = isKnown ? one.interval.map(percentChange).join(" to ") : NOTHING;
      return `| ${code(one.bench)} | ${verdictText(one)} | ${percentChange(one.ratio)} | ` +
        `${range} | ${timeText(one.base)} | ${timeText(one.head)} |`;
    }),
  ].join("\n");
}

function verdictText({ verdict, reason, isRemeasured }: BenchComparison): string {
  const word = verdict === "regressed" ? `__${verdict}__` : verdict;
  const why = reason === null ? "" : `: ${code(reason)}`;
  return `${word}${isRemeasured ? ", measured again" : ""}${why}`;
}

function settingsText({ base, head }: TimingComparison): string {
  const sides = Object.entries({ base, head }).map(([side, version]) => {
    const { name, commit, dirty, started, setting } = version;
    const state = commit === null ? "no commit" : `commit ${commit}${dirty ? ", changed" : ""}`;
    return `- ${side}: ${code(name)}, ${escaped(`${state}, ${started}; ${settingText(setting)}`)}`;
  });
  return [...sides, "- times are medians over processes"].join("\n");
}

/** A name or a reason; in code GitHub looks for neither people nor issues. */
const code = (text: string) => `<code>${escaped(text, READABLE)}</code>`;

/** Text that means nothing to Markdown, HTML and tables, cut to so many characters. */
function escaped(text: string, most?: number): string {
  return inertLine(text.replace(/\s+/g, " "), most)
    .replace(/[&<>|`\\*_[\]~]/g, (character) => `&#${character.charCodeAt(0)};`);
}
