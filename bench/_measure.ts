import { benchName, type Work } from "../src/timing/samples/work.ts";

/** A bench and where its times stand in the table. */
export interface Measured {
  readonly group: string;
  readonly name: string;
  readonly work?: Work;
  /** A hash of what it works on, where the work does not tell. */
  readonly inputs?: string;
  /** Whether the others of its group are compared with it. */
  readonly isBaseline?: boolean;
}

/** Registers a bench that says how much work it does, so that its time becomes a rate. */
export function measure(
  { isBaseline = false, work = {}, ...named }: Measured,
  action: (bench: Deno.BenchContext) => void | Promise<void>,
): void {
  const name = benchName({ ...named, work });
  Deno.bench({ group: named.group, name, baseline: isBaseline, fn: action });
}
