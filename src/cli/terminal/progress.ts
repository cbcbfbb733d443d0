import type { Plan } from "../../kinds/plan.ts";
import { cut } from "../../figures/render/wrap.ts";
import { oneLine } from "../../inert.ts";
import { counted, readable, valueText } from "../../numbers.ts";
import type { Io } from "./command.ts";
import { CLEAR, LINE } from "./inert_io.ts";

/** Milliseconds between two looks of the bar, and between two lines where there is no terminal. */
const BAR_EVERY = 100;
const LINE_EVERY = 5000;
/** Characters of the bar; fewer where a line has no room for it beside what is needed. */
const BAR = 20;
/** Parts of a line, beside the share, that are needed. */
const NEEDED = 2;
/** The share that must be done before it says how long the rest takes. */
const FORESEEABLE = 0.02;

type Screen = Pick<Io, "isTerminal" | "errColumns">;

export interface Standing {
  readonly experiment: string;
  /** The runs that are going. */
  readonly running: readonly Pick<Plan, "run" | "seed" | "values">[];
  /** Runs in the experiment. */
  readonly total: number;
  /** Share of what was asked for that is done, 0 to 1. */
  readonly done: number;
  /** Share of what has to be computed that is: what was finished before took no time now. */
  readonly computed: number;
  /** Examples seen by all runs that were computed. */
  readonly examples: number;
  /** Runs that are computed at a time. */
  readonly jobs: number;
  /** Threads of each. */
  readonly threads: number;
}

/** A line on standard error: written over on a terminal, a new one now and then elsewhere. */
export interface StatusLine {
  /** Says what is being done that cannot be measured. */
  say(text: string): void;
  /** Shows a text of the seconds since the first update, when it is time to. */
  update(text: (seconds: number) => string): void;
  /** Takes the line away from a terminal. */
  clear(): void;
}

export function statusLine(io: Io, now = () => performance.now()): StatusLine {
  const every = io.isTerminal ? BAR_EVERY : LINE_EVERY;
  // The cursor waits at the start: a terminal that becomes narrower breaks the line into several, all
  // of which lie below the cursor then and are cleared with it.
  const say = (text: string) =>
    io.err(io.isTerminal ? CLEAR + LINE.join(onOneLine(text, io)) : `${text}\n`);
  let started: number | undefined; // at the first update, when there is something to measure
  let shown: number | undefined;
  return {
    say,
    update(text) {
      const time = now();
      started ??= time;
      shown ??= time;
      if (time - shown < every) return;
      shown = time;
      say(text((time - started) / 1000));
    },
    clear() {
      if (io.isTerminal) io.err(CLEAR);
    },
  };
}

/**
 * `batch_size ━━━━━───── 45 % · 0:32 left · 8,000 examples/s · run 4 of 9 (batchSize=256 seed=1)`, and of
 * several jobs `… · 0:32 left · runs 4–6, 8 of 9 · 8,000 examples/s · 4 jobs of 1 thread`.
 */
export function progressText(
  { experiment, running, total, done, computed, examples, jobs, threads }: Standing,
  seconds: number,
  io: Screen,
): string {
  const left = computed < FORESEEABLE ? "–" : clockText((seconds * (1 - computed)) / computed);
  const rate = `${readable(Math.round(examples / seconds))} examples/s`;
  const runs = `${runsText(running.map(({ run }) => run))} of ${total}`;
  const [{ values, seed }] = running;
  const fields = Object.entries({ ...values, seed })
    .map(([path, value]) => `${path}=${valueText(value)}`).join(" ");
  const parts = running.length === 1
    ? [rate, `${runs} (${fields})`]
    : [runs, rate, `${counted(jobs, "job")} of ${counted(threads, "thread")}`];
  return barText(experiment, done, [`${left} left`, ...parts], io);
}

/** `name: 2 runs at a time, each on 1 thread` */
export function jobsText(
  name: string,
  { jobs, threads }: Pick<Standing, "jobs" | "threads">,
): string {
  return `${name}: ${counted(jobs, "run")} at a time, each on ${counted(threads, "thread")}`;
}

/** `run 4`, `runs 4, 5`, `runs 4–6, 8`; the numbers rise. */
function runsText(runs: readonly number[]): string {
  const ranges: [first: number, last: number][] = [];
  for (const run of runs) {
    const range = ranges.at(-1);
    if (range?.[1] === run - 1) range[1] = run;
    else ranges.push([run, run]);
  }
  const texts = ranges.map(([first, last]) =>
    first === last ? `${first}` : `${first}${last === first + 1 ? ", " : "–"}${last}`
  );
  return `${runs.length === 1 ? "run" : "runs"} ${texts.join(", ")}`;
}

/** `name ━━━━━───── 45 % · part · part`, the bar only on a terminal that has room for it. */
export function barText(name: string, share: number, parts: readonly string[], io: Screen): string {
  const all = [`${Math.floor(share * 100)} %`, ...parts];
  const needed = `${name}  ${all.slice(0, 1 + NEEDED).join(" · ")} · …`.length;
  const length = Math.max(0, Math.min(BAR, io.errColumns - 1 - needed));
  const filled = Math.round(share * length);
  const bar = `${"━".repeat(filled)}${"─".repeat(length - filled)} `;
  return onOneLine(`${name} ${io.isTerminal && length > 0 ? bar : ""}${all.join(" · ")}`, io);
}

/** As much of a text as fits on one line of a terminal; a longer one could not be written over. */
function onOneLine(text: string, { isTerminal, errColumns }: Screen): string {
  return isTerminal ? cut(oneLine(text), errColumns - 1) : oneLine(text);
}

/** `1:05` */
export function clockText(seconds: number): string {
  const whole = Math.round(seconds);
  return `${Math.floor(whole / 60)}:${String(whole % 60).padStart(2, "0")}`;
}
