/** Viridis (van der Walt and Smith, 2015) at even steps: rising lightness, whatever the colour vision. */
const VIRIDIS = [
  [68, 1, 84],
  [71, 44, 122],
  [59, 81, 139],
  [44, 113, 142],
  [33, 144, 141],
  [39, 173, 129],
  [92, 200, 99],
  [170, 220, 50],
  [253, 231, 37],
] as const;

/** The colour of a place from 0 to 1. */
export function colorAt(place: number): string {
  const along = Math.min(1, Math.max(0, place)) * (VIRIDIS.length - 1);
  const at = Math.min(VIRIDIS.length - 2, Math.floor(along));
  const parts = VIRIDIS[at].map((one, k) =>
    Math.round(one + (along - at) * (VIRIDIS[at + 1][k] - one))
  );
  return `rgb(${parts.join(",")})`;
}
