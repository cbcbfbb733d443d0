/** Marching squares over a grid: the middle of its first place is (0.5, 0.5). */
interface Contours {
  /** Columns and rows. */
  size(size: readonly [number, number]): this;
  /** Polygons around all that is at least as high; NaN is lower than all. */
  contour(values: readonly number[], height: number): {
    readonly coordinates: readonly (readonly (readonly (readonly [number, number])[])[])[];
  };
}
export function contours(): Contours;
