import { comparisonJson, type TimingComparison } from "../statistics/comparison.ts";
import { comparisonText } from "./comparison_text.ts";
import { type MarkdownOptions, markdownSummary } from "./markdown.ts";
import { bencherMetrics, githubBigger, githubSmaller, type Timings } from "./trackers.ts";

/** A format that comparisons of times are written in. */
export interface Format<Source = TimingComparison> {
  readonly name: string;
  readonly file: string;
  readonly summary: string;
  /** The options are for formats that people read. */
  write(timings: Source, options?: MarkdownOptions): string;
}

/** For readers that follow one version after another: of head, or of a single measurement. */
export const measurementFormats: readonly Format<Timings>[] = [
  {
    name: "github-smaller",
    file: "github-smaller.json",
    summary: "Times of head for github-action-benchmark, customSmallerIsBetter",
    write: githubSmaller,
  },
  {
    name: "github-bigger",
    file: "github-bigger.json",
    summary: "Examples per second of head for github-action-benchmark, customBiggerIsBetter",
    write: githubBigger,
  },
  {
    name: "bmf",
    file: "bmf.json",
    summary: "Times and examples per second of head for Bencher",
    write: bencherMetrics,
  },
];

/** All formats. To add one: a function, and its entry here or above. */
export const formats: readonly Format[] = [
  {
    name: "markdown",
    file: "summary.md",
    summary: "A summary for people, worst first, cut to the limit",
    write: (timings, options) => markdownSummary({ timings }, options),
  },
  {
    name: "text",
    file: "comparison.txt",
    summary: "The table that bench prints",
    write: (timings) => comparisonText(timings),
  },
  {
    name: "json",
    file: "comparison.json",
    summary: "The comparison itself",
    write: comparisonJson,
  },
  ...measurementFormats,
];
