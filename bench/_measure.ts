/**
 * Benches that say how much work they do, so that times become rates.
 *
 * @module
 */

/** The group of the bench that everything else is a fraction of. */
export const CEILING = "ceiling";

/** What one call of a bench does. */
export interface Work {
  /** Examples that are gone through. */
  readonly examples?: number;
  /** Floating-point operations; a multiply-add counts two. */
  readonly flop?: number;
  /** Derivatives that are computed. */
  readonly derivatives?: number;
  /** Threads that do it; one when left out. */
  readonly threads?: number;
}

/** A bench and where its times stand in the table. */
export interface Measured {
  readonly group: string;
  readonly name: string;
  readonly work?: Work;
  /** Whether the others of its group are compared with it. */
  readonly isBaseline?: boolean;
}

/** Registers a bench. Its work goes into its name, which is all that `deno bench --json` hands on. */
export function measure(
  { group, name, work = {}, isBaseline = false }: Measured,
  action: (bench: Deno.BenchContext) => void | Promise<void>,
): void {
  const suffix = Object.entries(work).map(([key, value]) => `${key}=${value}`).join(" ");
  Deno.bench({ group, name: `${name} [${suffix}]`, baseline: isBaseline, fn: action });
}

/** The name and the work of a bench. */
export function readName(text: string): { readonly name: string; readonly work: Work } {
  const [, name, suffix] = /^(.*) \[(.*)\]$/.exec(text) ?? [text, text, ""];
  const pairs = suffix.split(" ").filter(Boolean).map((pair) => pair.split("="));
  return { name, work: Object.fromEntries(pairs.map(([key, value]) => [key, Number(value)])) };
}
