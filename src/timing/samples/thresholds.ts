/** A regular expression for names of benches: `*` stands for anything, also for slashes. */
export function globSource(glob: string): string {
  return glob.split("*").map((part) => RegExp.escape(part)).join(".*");
}

export function fits(name: string, globs: readonly string[]): boolean {
  return globs.some((glob) => new RegExp(`^${globSource(glob)}$`).test(name));
}

/** Up to which share changes do not matter, by patterns of benches; the last that fits counts. */
export type Thresholds = Readonly<Record<string, number>>;

export const THRESHOLD = 0.05;

export function thresholdOf(bench: string, thresholds: Thresholds): number {
  return Object.entries(thresholds).findLast(([glob]) => fits(bench, [glob]))?.[1] ?? THRESHOLD;
}
