import { getNodeValue, type Node, type ParseError } from "jsonc-parser";
import { parseTree, printParseErrorCode } from "jsonc-parser";
import { ensure, InputError, locate } from "../errors.ts";
import { ensureFlat } from "../exact/json.ts";
import { inertWord } from "../inert.ts";
import { grouped } from "../numbers.ts";
import { isRecord } from "../registry.ts";
import { MOST } from "./_bounds.ts";

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
  locate(source, () => {
    ensure(
      text.length <= MOST.file,
      `must have at most ${grouped(MOST.file)} characters: it has ${grouped(text.length)}`,
    );
    ensureFlat(text);
  });
  const errors: ParseError[] = [];
  const root = parseTree(text.replace(/^\uFEFF/, " "), errors, { allowTrailingComma: true });
  for (const { error, offset } of errors) {
    // `CommaExpected` → `comma expected`
    const words = printParseErrorCode(error).replace(/(?!^)([A-Z])/g, " $1").toLowerCase();
    throw fail(offset, `not valid JSON: ${words}`);
  }
  for (const { offset, rule } of badNodes(root)) throw fail(offset, rule);
  const value: unknown = root && getNodeValue(root);
  if (!isRecord(value)) throw new InputError(`${source}: must be an object in braces`);
  return value;
}

/** Keys that their object has already, or that would become something else than a key; long lists. */
function* badNodes(node: Node | undefined): Generator<{ offset: number; rule: string }> {
  const { type, children = [] } = node ?? {};
  const keys = type === "object" ? children.flatMap(({ children: [key] = [] }) => key) : [];
  const before = new Set<unknown>();
  for (const { value, offset } of keys) {
    const text = inertWord(JSON.stringify(value));
    if (before.has(value)) yield { offset, rule: `${text} stands twice in one object` };
    if (value === "__proto__") yield { offset, rule: `${text} is no key that a file can have` };
    before.add(value);
  }
  if (type === "array" && children.length > MOST.list) {
    const lengths = [MOST.list, children.length].map(grouped);
    const rule = `a list must have at most ${lengths[0]} values: this one has ${lengths[1]}`;
    yield { offset: node?.offset ?? 0, rule };
  }
  for (const child of children) yield* badNodes(child);
}
