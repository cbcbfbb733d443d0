/** What comes after the last value of a sweep. */

/** How often a step beyond is halved to find a value that is allowed. */
const HALVINGS = 4;
/** The largest factor of a step beyond: a grid may have gaps that say nothing of what comes next. */
const LARGEST = 10;

/** One or two values that go on as `inner`, `edge` do, as round as can be. */
export function valuesBeyond(
  inner: number,
  edge: number,
  isAllowed: (value: number) => boolean,
): number[] {
  const candidates = [stepBeyond(inner, edge)];
  for (let i = 0; i < HALVINGS; i++) candidates.push((candidates[i] + edge) / 2);
  const first = candidates.map((value) => rounded(value, edge))
    .find((value) => Number.isFinite(value) && isAllowed(value));
  if (first === undefined) return [];
  const second = rounded(stepBeyond(edge, first), first);
  return Number.isFinite(second) && isAllowed(second) ? [first, second] : [first];
}

/** The same factor again, of 10 at most, where both have the same sign, the same difference otherwise. */
function stepBeyond(inner: number, edge: number): number {
  if (!(inner * edge > 0)) return edge + (edge - inner);
  return edge * Math.min(LARGEST, Math.max(1 / LARGEST, edge / inner));
}

/** With as few digits as it takes to be on the same side of `edge`: whole numbers stay whole. */
function rounded(value: number, edge: number): number {
  for (let digits = 1; digits < 15; digits++) {
    const round = Number(value.toPrecision(digits));
    if (value > edge ? round > edge : round < edge) return round;
  }
  return value;
}
