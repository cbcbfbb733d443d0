/** The smallest number of inserted, removed or changed characters between two words. */
export function levenshteinDistance(a: string, b: string): number;
