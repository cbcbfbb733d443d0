import {
  getNodeValue,
  type Node,
  type ParseError,
  parseTree,
  printParseErrorCode,
} from "jsonc-parser";
import { InputError } from "../errors.ts";
import { isObject, type JsonObject } from "./_json.ts";

/**
 * Reads JSON with comments.
 *
 * @throws {InputError} When it is none, with line and column
 */
export function parseJsonc(text: string, source: string): JsonObject {
  const fail = (offset: number, rule: string) => {
    const before = text.slice(0, offset).split("\n");
    const column = (before.at(-1)?.length ?? 0) + 1;
    return new InputError(`${source}:${before.length}:${column}: ${rule}`);
  };
  const errors: ParseError[] = [];
  const root = parseTree(text.replace(/^\uFEFF/, " "), errors, { allowTrailingComma: true });
  const [problem] = errors;
  if (problem !== undefined) {
    throw fail(problem.offset, `not valid JSON: ${words(printParseErrorCode(problem.error))}`);
  }
  const twice = root && repeatedKey(root);
  if (twice) throw fail(twice.offset, `${JSON.stringify(twice.value)} stands twice in one object`);
  const value: unknown = root && getNodeValue(root);
  if (!isObject(value)) throw new InputError(`${source}: must be an object in braces`);
  return value;
}

/** The first key that its object has already. */
function repeatedKey({ type, children = [] }: Node): Node | undefined {
  const keys = type === "object" ? children.flatMap(({ children: [key] = [] }) => key) : [];
  const repeated = keys.find((key, i) => keys.findIndex(({ value }) => value === key.value) < i);
  if (repeated !== undefined) return repeated;
  for (const child of children) {
    const inner = repeatedKey(child);
    if (inner !== undefined) return inner;
  }
  return undefined;
}

/** `CommaExpected` → `comma expected` */
function words(code: string): string {
  return code.replace(/(?!^)([A-Z])/g, " $1").toLowerCase();
}
