import type { Plan } from "../../kinds/plan.ts";
import { cut } from "../../figures/render/wrap.ts";
import { oneLine } from "../../inert.ts";
import { readable, valueText } from "../../numbers.ts";
import type { Io } from "./command.ts";
import { CLEAR, LINE } from "./inert_io.ts";

/** Milliseconds between two looks of the bar, and between two lines where there is no terminal. */
const BAR_EVERY = 100;
const LINE_EVERY = 5000;
const BAR = 20;
/** The share that must be done before it says how long the rest takes. */
const FORESEEABLE = 0.02;

type Screen = Pick<Io, "isTerminal" | "errColumns">;

export interface Standing {
  readonly experiment: string;
  readonly plan: Pick<Plan<unknown>, "run" | "seed" | "values">;
  /** Runs in the experiment. */
  readonly total: number;
  /** Share of what was asked for that is done, 0 to 1. */
  readonly done: number;
  /** Share of what has to be computed that is: what was finished before took no time now. */
  readonly computed: number;
  /** Examples seen by all runs that were computed. */
  readonly examples: number;
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

/** `batch_size ━━━━━───── 45 % · 0:32 left · 8,000 examples/s · run 4 of 9 (batchSize=256 seed=1)` */
export function progressText(
  { experiment, plan, total, done, computed, examples }: Standing,
  seconds: number,
  io: Screen,
): string {
  const values = Object.entries({ ...plan.values, seed: plan.seed })
    .map(([path, value]) => `${path}=${valueText(value)}`).join(" ");
  const parts = [
    computed < FORESEEABLE ? "– left" : `${clockText((seconds * (1 - computed)) / computed)} left`,
    `${readable(Math.round(examples / seconds))} examples/s`,
    `run ${plan.run} of ${total} (${values})`,
  ];
  return barText(experiment, done, parts, io);
}

/** `name ━━━━━───── 45 % · part · part`, the bar only on a terminal and no longer than its line. */
export function barText(name: string, share: number, parts: readonly string[], io: Screen): string {
  const filled = Math.round(share * BAR);
  const bar = io.isTerminal ? `${"━".repeat(filled)}${"─".repeat(BAR - filled)} ` : "";
  return onOneLine(`${name} ${bar}${[`${Math.floor(share * 100)} %`, ...parts].join(" · ")}`, io);
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
