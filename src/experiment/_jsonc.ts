import { getNodeValue, type Node, type ParseError } from "jsonc-parser";
import { parseTree, printParseErrorCode } from "jsonc-parser";
import { InputError, locate } from "../errors.ts";
import { ensureFlat } from "../exact/json.ts";
import { inertWord } from "../inert.ts";
import { isRecord } from "../registry.ts";

/**
 * Reads JSON with comments.
 *
 * @throws {InputError} When it is none, with line and column, or nested too deep
 */
export function parseJsonc(text: string, source: string): Record<string, unknown> {
  const fail = (offset: number, rule: string) => {
    const before = text.slice(0, offset).split("\n");
    const column = (before.at(-1)?.length ?? 0) + 1;
    return new InputError(`${source}:${before.length}:${column}: ${rule}`);
  };
  // What Deno makes of bytes that are no UTF-8, which a text has no use for.
  const damaged = text.search(/[\uFFFD\0]/);
  if (damaged >= 0) {
    const encoding = text.includes("\0") ? "it is UTF-16" : "it has another encoding";
    throw fail(damaged, `not UTF-8: ${encoding}, save it as UTF-8`);
  }
  locate(source, () => ensureFlat(text));
  const errors: ParseError[] = [];
  const root = parseTree(text.replace(/^\uFEFF/, " "), errors, { allowTrailingComma: true });
  for (const { error, offset } of errors) {
    // `CommaExpected` → `comma expected`
    const words = printParseErrorCode(error).replace(/(?!^)([A-Z])/g, " $1").toLowerCase();
    throw fail(offset, `not valid JSON: ${words}`);
  }
  for (const { node: { value, offset }, rule } of badKeys(root)) {
    throw fail(offset, `${inertWord(JSON.stringify(value))} ${rule}`);
  }
  const value: unknown = root && getNodeValue(root);
  if (!isRecord(value)) throw new InputError(`${source}: must be an object in braces`);
  return value;
}

/** The keys that their object has already, or that would become something else than a key. */
function* badKeys(node: Node | undefined): Generator<{ node: Node; rule: string }> {
  const { type, children = [] } = node ?? {};
  const keys = type === "object" ? children.flatMap(({ children: [key] = [] }) => key) : [];
  const before = new Set<unknown>();
  for (const key of keys) {
    if (before.has(key.value)) yield { node: key, rule: "stands twice in one object" };
    if (key.value === "__proto__") yield { node: key, rule: "is no key that a file can have" };
    before.add(key.value);
  }
  for (const child of children) yield* badKeys(child);
}
