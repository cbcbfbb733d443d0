import { InputError } from "../errors.ts";
import { isRecord } from "../registry.ts";

/** What braces in a file become. */
export type JsonObject = { [key: string]: unknown };

/** Whether a value came from braces. */
export const isObject: (value: unknown) => value is JsonObject = isRecord;

/** Sets the field at a path such as `method.stepSize`, making objects on the way. */
export function setAt(object: JsonObject, path: string, value: unknown): void {
  const keys = path.split(".");
  const last = keys.pop() ?? path;
  let inner = object;
  for (const key of keys) {
    const next = inner[key] ??= {};
    if (!isObject(next)) {
      throw new InputError(
        `${path}: cannot be set as ${key} is not an object: it is ${JSON.stringify(next)}`,
      );
    }
    inner = next;
  }
  inner[last] = value;
}
