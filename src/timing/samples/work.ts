/** The group of the bench that everything else is a fraction of. */
export const CEILING = "ceiling";

/** What one call of a bench does, so that its time becomes a rate. */
export interface Work {
  readonly examples?: number;
  /** Floating-point operations; a multiply-add counts two. */
  readonly flop?: number;
  readonly derivatives?: number;
  readonly threads?: number;
}

/**
 * What the name of a bench says, which is all that `deno bench --json` hands on:
 * `group/name [examples=256 threads=2 inputs=1f2e3d4c]`.
 */
export interface NamedBench {
  /** What it is compared with in tables. */
  readonly group: string;
  /** What distinguishes it from the others of its group. */
  readonly name: string;
  readonly work: Work;
  /** A hash of what it works on, where the work does not say; otherwise the work itself. */
  readonly inputs: string;
}

/** The name under which a bench is registered: `scores/simd [examples=64]`. */
export function benchName(
  { group, name, work, inputs }: Omit<NamedBench, "inputs"> & { readonly inputs?: string },
): string {
  const pairs = Object.entries({ ...work, ...inputs !== undefined && { inputs } });
  return `${group}/${name} [${pairs.map(([key, value]) => `${key}=${value}`).join(" ")}]`;
}

/** What a registered name says; a name of other origin is taken as it is. */
export function readBenchName(text: string, group: string): NamedBench {
  const [, name, suffix] = /^(.*) \[(.*)\]$/.exec(text) ?? [text, text, ""];
  const pairs = suffix.split(" ").filter(Boolean).map((pair) => pair.split("="));
  const { inputs = suffix, ...work } = Object.fromEntries(pairs);
  return {
    group,
    name: name.startsWith(`${group}/`) ? name.slice(group.length + 1) : name,
    work: Object.fromEntries(Object.entries(work).map(([key, value]) => [key, Number(value)])),
    inputs,
  };
}
