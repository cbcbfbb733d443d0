import { InputError } from "../../errors.ts";
import type { Kernels } from "../../kernels/kernels.ts";
import type { Dataset, Vector } from "../../types.ts";

/** Weights that stand in the file, a list for each class. */
export function weightsFrom(
  rows: readonly (readonly number[])[],
  path: string,
  { classes, features }: Pick<Dataset, "classes" | "features">,
  kernels: Kernels,
): Vector {
  const columns = features + 1;
  const odd = rows.findIndex((row) => row.length !== columns);
  if (rows.length !== classes || odd >= 0) {
    const current = rows.length !== classes
      ? `it has ${rows.length} lists`
      : `${path}[${odd}] has ${rows[odd].length} numbers`;
    throw new InputError(
      `${path}: must have a list for each of ${classes} classes, of ${features} weights and a ` +
        `bias each: ${current}`,
    );
  }
  const weights = kernels.allocate(classes * columns);
  weights.set(rows.flat());
  return weights;
}
