/**
 * The column of each row, such that the sum of their costs, (size, size), is least: the Hungarian
 * method (Kuhn, 1955) by shortest augmenting paths (Jonker and Volgenant, 1987), in O(size³).
 *
 * Rows have potentials u and columns v with cost[i][j] − u[i] − v[j] ≥ 0, which is 0 where j belongs to
 * i. Row and column 0 stand for none: the others are counted from 1.
 */
export function assignment(costs: Float64Array, size: number): Uint32Array {
  const [u, v, least] = [0, 0, 0].map(() => new Float64Array(size + 1));
  const [rowOf, before] = [0, 0].map(() => new Uint32Array(size + 1));
  const reached = new Uint8Array(size + 1);

  /** From the columns that are reached to the next one, by the smallest cost that is left. */
  function stepFrom(column: number): number {
    reached[column] = 1;
    const row = rowOf[column];
    let [delta, next] = [Infinity, 0];
    for (let j = 1; j <= size; j++) {
      if (reached[j]) continue;
      const cost = costs[(row - 1) * size + j - 1] - u[row] - v[j];
      if (cost < least[j]) [least[j], before[j]] = [cost, column];
      // Not <=, or there would be no end where costs are no numbers.
      if (!(least[j] > delta)) [delta, next] = [least[j], j];
    }
    for (let j = 0; j <= size; j++) {
      if (reached[j]) [u[rowOf[j]], v[j]] = [u[rowOf[j]] + delta, v[j] - delta];
      else least[j] -= delta;
    }
    return next;
  }

  for (let row = 1; row <= size; row++) {
    least.fill(Infinity);
    reached.fill(0);
    rowOf[0] = row;
    let column = 0;
    while (rowOf[column] !== 0) column = stepFrom(column);
    // Back along the path, each column goes to the row that reached it.
    for (; column !== 0; column = before[column]) rowOf[column] = rowOf[before[column]];
  }
  const columns = new Uint32Array(size);
  for (let j = 1; j <= size; j++) columns[rowOf[j] - 1] = j - 1;
  return columns;
}
