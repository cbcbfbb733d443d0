import { getNodeValue, type Node, type ParseError } from "jsonc-parser";
import { parseTree, printParseErrorCode } from "jsonc-parser";
import { InputError } from "../errors.ts";
import { isRecord } from "../registry.ts";

/**
 * Reads JSON with comments.
 *
 * @throws {InputError} When it is none, with line and column
 */
export function parseJsonc(text: string, source: string): Record<string, unknown> {
  const fail = (offset: number, rule: string) => {
    const before = text.slice(0, offset).split("\n");
    const column = (before.at(-1)?.length ?? 0) + 1;
    return new InputError(`${source}:${before.length}:${column}: ${rule}`);
  };
  const errors: ParseError[] = [];
  const root = parseTree(text.replace(/^\uFEFF/, " "), errors, { allowTrailingComma: true });
  for (const { error, offset } of errors) {
    // `CommaExpected` → `comma expected`
    const words = printParseErrorCode(error).replace(/(?!^)([A-Z])/g, " $1").toLowerCase();
    throw fail(offset, `not valid JSON: ${words}`);
  }
  for (const { value, offset } of repeatedKeys(root)) {
    throw fail(offset, `${JSON.stringify(value)} stands twice in one object`);
  }
  const value: unknown = root && getNodeValue(root);
  if (!isRecord(value)) throw new InputError(`${source}: must be an object in braces`);
  return value;
}

/** The keys that their object has already. */
function* repeatedKeys(node: Node | undefined): Generator<Node> {
  const { type, children = [] } = node ?? {};
  const keys = type === "object" ? children.flatMap(({ children: [key] = [] }) => key) : [];
  yield* keys.filter((key, i) => keys.findIndex(({ value }) => value === key.value) < i);
  for (const child of children) yield* repeatedKeys(child);
}
