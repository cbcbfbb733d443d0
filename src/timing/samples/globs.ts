/** A regular expression for names of benches: `*` stands for anything, also for slashes. */
export function globSource(glob: string): string {
  return glob.split("*").map((part) => RegExp.escape(part)).join(".*");
}

export function fits(name: string, globs: readonly string[]): boolean {
  return globs.some((glob) => new RegExp(`^${globSource(glob)}$`).test(name));
}
