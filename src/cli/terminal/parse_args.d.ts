export function parseArgs(words: readonly string[], options: {
  readonly string: readonly string[];
  readonly boolean: readonly string[];
  readonly collect: readonly string[];
  readonly alias: Readonly<Record<string, string>>;
  readonly unknown: (word: string, key?: string) => boolean;
}): { readonly _: readonly (string | number)[]; readonly [flag: string]: unknown };
