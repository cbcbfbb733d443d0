/** From costs to ranks, ratios and profiles. Costs are infinite where a target was not reached. */

/** Ranks from 1, of equals their mean: of 5, 3, 5 they are 2.5, 1, 2.5. */
export function ranksOf(costs: readonly number[]): number[] {
  return costs.map((cost) => {
    const below = costs.filter((other) => other < cost).length;
    const equal = costs.filter((other) => other === cost).length;
    return below + (equal + 1) / 2;
  });
}

/** Each cost as a multiple of the lowest one; infinite where a target was not reached. */
export function ratiosOf(costs: readonly number[]): number[] {
  const lowest = Math.min(...costs);
  return costs.map((cost) => cost === Infinity ? Infinity : cost === lowest ? 1 : cost / lowest);
}

/** Pairs of a factor r and a share of targets, which rises. */
export type Profile = readonly (readonly [factor: number, share: number])[];

/**
 * The share of targets that are reached within a factor r of the lowest cost, where it rises, from
 * r = 1 on. Dolan and Moré, Mathematical Programming 91 (2002).
 */
export function profileOf(ratios: readonly number[]): Profile {
  const factors = [...new Set([1, ...ratios.filter(Number.isFinite)])].sort((a, b) => a - b);
  return factors.map((factor) => [
    factor,
    ratios.filter((ratio) => ratio <= factor).length / ratios.length,
  ]);
}

/** Places from 1: one more than there are lower values. */
export function placesOf(values: readonly number[]): number[] {
  return values.map((value) => 1 + values.filter((other) => other < value).length);
}

/** The mean of each column of a table. */
export function columnMeans(rows: readonly (readonly number[])[]): number[] {
  return rows[0].map((_, i) => rows.reduce((sum, row) => sum + row[i], 0) / rows.length);
}
