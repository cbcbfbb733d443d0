/** Who performs the runs of an experiment. */
import type { Kind, Outcome } from "../kinds/kind.ts";
import type { Plan } from "../kinds/plan.ts";
import type { Progress } from "../types.ts";
import type { RunData } from "./_data.ts";

export type { RunData } from "./_data.ts";

/** What happens while runs are performed. */
export type Performed =
  | { readonly kind: "jobs"; readonly jobs: number; readonly threads: number }
  | { readonly kind: "progress"; readonly plan: Plan; readonly progress: Progress }
  | {
    readonly kind: "result";
    readonly plan: Plan;
    /** Null when it was interrupted and has nothing to show. */
    readonly result: Outcome | null;
  };

/** From where workers have registries with things that are not built in. */
export interface RegistriesFrom {
  /** URL of a module with `registriesOf(paths)`, which gives them. */
  readonly module: string;
  /** What that is given, as it was on the calling thread. */
  readonly paths: readonly string[];
}

/** What runs are performed with; their data is loaded. */
export interface Work {
  /** What is done with each. */
  readonly kind: Kind;
  /** What they are over. */
  readonly data: RunData;
  /** From where workers have what is not built in; null where all is. */
  readonly outside?: RegistriesFrom | null;
  /** Seconds from any fixed moment; without one, timings are zero. */
  readonly clock?: (() => number) | undefined;
  /** Runs that are computed at a time, one when left out. */
  readonly jobs?: number;
  /** Ends the runs that are going, with what they have, and starts no other. */
  readonly signal?: AbortSignal | undefined;
}

/** Performs runs in any order. */
export type Perform = (plans: readonly Plan[], work: Work) => AsyncGenerator<Performed, void>;

/** Performs one run after another on this thread. */
export async function* performHere(
  plans: readonly Plan[],
  { kind, data, clock = () => 0, jobs, signal }: Work,
): AsyncGenerator<Performed, void> {
  for (const plan of plans) {
    if (signal?.aborted) return;
    using _run = data.machine.kernels.scope();
    const problemOf = data.makeOf(plan);
    const run = kind.run(plan, { problem: problemOf(plan.spec), problemOf, clock, jobs, signal });
    try {
      let next = run.next();
      for (; !next.done; next = run.next()) yield { kind: "progress", plan, progress: next.value };
      yield { kind: "result", plan, result: next.value };
    } finally {
      run.return(null); // it may hold memory, and nobody may want its end
    }
  }
}
