import type { Plan } from "../experiment/load.ts";
import { readable, valueText } from "../numbers.ts";
import type { Io } from "./_command.ts";

/** Milliseconds between two looks of the bar, and between two lines where there is no terminal. */
const BAR_EVERY = 100;
const LINE_EVERY = 5000;
const BAR = 20;
/** The share that must be done before it says how long the rest takes. */
const FORESEEABLE = 0.02;
const CLEAR = "\r\x1b[K";

/** Where an experiment stands. */
export interface Standing {
  readonly experiment: string;
  readonly plan: Pick<Plan<unknown>, "run" | "seed" | "values">;
  /** Runs in the experiment. */
  readonly runs: number;
  /** Share of this run that is done, 0 to 1. */
  readonly done: number;
  /** Examples seen in this run. */
  readonly examples: number;
}

/** Shows progress on standard error: a bar on a terminal, a line now and then elsewhere. */
export interface ProgressReport {
  /** Says what is being done that cannot be measured. */
  say(text: string): void;
  /** Shows where the experiment stands, when it is time to. */
  update(standing: Standing): void;
  /** Takes the bar away. */
  clear(): void;
}

/** A progress report; `now` gives milliseconds. */
export function progressReport(io: Io, now: () => number): ProgressReport {
  const every = io.isTerminal ? BAR_EVERY : LINE_EVERY;
  const show = (text: string) => io.err(io.isTerminal ? `${CLEAR}${text}` : `${text}\n`);
  let started = NaN; // at the first update, when the data is there
  let shown = NaN;
  let run = 0;
  let examples = 0; // of this run
  let before = 0; // of the runs before it
  return {
    say: show,
    update(standing) {
      const time = now();
      if (Number.isNaN(started)) {
        started = time;
        shown = time;
      }
      if (standing.plan.run !== run) {
        run = standing.plan.run;
        before += examples;
      }
      examples = standing.examples;
      if (time - shown < every) return;
      shown = time;
      show(progressText(standing, (time - started) / 1000, before + examples, io));
    },
    clear() {
      if (io.isTerminal) io.err(CLEAR);
    },
  };
}

/** `batch_size ━━━━━───── 45 % · 0:32 left · 8,000 examples/s · run 4 of 9 (batchSize=256 seed=1)` */
export function progressText(
  { experiment, plan, runs, done }: Omit<Standing, "examples">,
  seconds: number,
  examples: number,
  { isTerminal, errColumns }: Pick<Io, "isTerminal" | "errColumns">,
): string {
  const share = (plan.run - 1 + done) / runs;
  const filled = Math.round(share * BAR);
  const values = Object.entries({ ...plan.values, seed: plan.seed })
    .map(([path, value]) => `${path}=${valueText(value)}`).join(" ");
  const parts = [
    `${Math.floor(share * 100)} %`,
    share < FORESEEABLE ? "– left" : `${clockText((seconds * (1 - share)) / share)} left`,
    `${readable(Math.round(examples / seconds))} examples/s`,
    `run ${plan.run} of ${runs} (${values})`,
  ];
  const bar = isTerminal ? `${"━".repeat(filled)}${"─".repeat(BAR - filled)} ` : "";
  const text = `${experiment} ${bar}${parts.join(" · ")}`;
  return isTerminal && text.length >= errColumns ? `${text.slice(0, errColumns - 2)}…` : text;
}

/** `1:05` */
export function clockText(seconds: number): string {
  const whole = Math.round(seconds);
  return `${Math.floor(whole / 60)}:${String(whole % 60).padStart(2, "0")}`;
}
