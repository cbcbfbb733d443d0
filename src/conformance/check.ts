/** What a thing that files can name promises, and whether it keeps to it. */

/** A promise, and what shows that it is broken. */
export interface Check<Subject> {
  /** What is promised, to stand after a name: `is the same twice`. */
  readonly promise: string;
  /** What is wrong and how to mend it; null where nothing is. What it throws is wrong, too. */
  broken(subject: Subject): string | null | Promise<string | null>;
}

/** What came of a check; null where nothing is wrong. */
export async function outcomeOf<Subject>(
  check: Check<Subject>,
  subject: Subject,
): Promise<string | null> {
  try {
    return await check.broken(subject);
  } catch (error) {
    return `it throws: ${error instanceof Error ? error.message : error}`;
  }
}

/** The first of the texts that says that something is wrong. */
export function firstOf<Case>(
  cases: Iterable<Case>,
  broken: (one: Case) => string | null,
): string | null {
  for (const one of cases) {
    const text = broken(one);
    if (text !== null) return text;
  }
  return null;
}
