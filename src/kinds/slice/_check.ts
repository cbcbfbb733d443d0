import { InputError } from "../../errors.ts";
import { axisValues } from "../axis.ts";
import { isOnPath, type SliceSpec } from "../specs.ts";

/** Places of a slice: a table of a million rows is as much as other programs open. */
const MOST = 1_000_000;

/** What the schema of a slice cannot say, as it concerns two fields. */
export function checkSlice(spec: SliceSpec): void {
  const { a, b, center, normalization, orthogonal, path, example, dataset: { train } } = spec;
  if (b !== undefined && JSON.stringify(a.direction) === JSON.stringify(b.direction)) {
    throw new InputError(
      `b.direction: must not be the direction of a: both are ${JSON.stringify(a.direction)}`,
    );
  }
  for (const [name, axis] of Object.entries(b === undefined ? { a } : { a, b })) {
    const { min, max, points } = axis;
    if (new Set(axisValues({ linspace: [min, max, points] })).size === points) continue;
    throw new InputError(
      `${name}: must have room for ${points} points: min is ${min}, max is ${max}`,
    );
  }
  const places = a.points * (b?.points ?? 1);
  if (places > MOST) {
    throw new InputError(
      `b.points: must make at most ${MOST} places with a.points: they make ${places}`,
    );
  }
  if (orthogonal && b === undefined) {
    throw new InputError("orthogonal: must be false when there is one direction: add b");
  }
  if (normalization !== "none" && center === "zero") {
    throw new InputError(
      'normalization: must be "none" when the centre is zero, which has no length: ' +
        `current value is ${JSON.stringify(normalization)}`,
    );
  }
  if (!(typeof center === "object" && "experiment" in center)) {
    const needing = path ? "path" : isOnPath(a) ? "a.direction" : "b.direction";
    if (path || isOnPath(a) || isOnPath(b)) {
      throw new InputError(
        `${needing}: must not ask for the path of a run unless the centre is ` +
          '{ "experiment": file, "run": number }',
      );
    }
  }
  if (example !== "all" && typeof train === "number" && example >= train) {
    throw new InputError(
      `example: must be below ${train}, the number of training examples: current value is ${example}`,
    );
  }
}
