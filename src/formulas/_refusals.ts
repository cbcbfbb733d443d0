/** What an expression may not hold, and how that is said. */
import { ensure, InputError } from "../errors.ts";

/** Characters of an expression, at most. */
export const LONGEST_EXPRESSION = 10_000;
/** Brackets within brackets, at most. */
const DEEPEST = 100;

/** @throws {InputError} When a text is too long or too deep to be parsed */
export function checkForm(expression: string): void {
  ensure(expression.trim() !== "", "expression: must not be empty");
  ensure(
    expression.length <= LONGEST_EXPRESSION,
    `expression: must have at most ${LONGEST_EXPRESSION} characters: it has ${expression.length}`,
  );
  let depth = 0;
  for (const [i, character] of [...expression].entries()) {
    if ("([{".includes(character)) depth += 1;
    if (")]}".includes(character)) depth -= 1;
    ensure(
      depth <= DEEPEST,
      `expression: must have at most ${DEEPEST} brackets within each other: ` +
        `there are more at character ${i + 1}`,
    );
  }
}

export const COMPARISON = "is a comparison: use min, max or abs";

/** What takes a part of something, not the point of 0.5. */
export const PART = /\.(?=\s*[A-Za-z_])|\[/;

/** What marks other things that mathjs reads, and what they are. */
export const FORMS: Readonly<Record<string, readonly [RegExp, string]>> = {
  AccessorNode: [PART, "takes a part of something: only numbers are known here"],
  ArrayNode: [/\[/, "starts a matrix: only numbers are known here"],
  AssignmentNode: [/=/, "is an assignment: give constants as parameters"],
  BlockNode: [/[;\n]/, "ends an expression: there must be one"],
  ConditionalNode: [/\?/, "is a condition: use min, max or abs"],
  FunctionAssignmentNode: [/=/, "defines a function: write it out"],
  ObjectNode: [/\{/, "starts an object: only numbers are known here"],
  RangeNode: [/:/, "is a range: only numbers are known here"],
  RelationalNode: [/[<>=!]/, COMPARISON],
};

/** Where a name stands by itself. */
export function wordOf(name: string): RegExp {
  return new RegExp(`(?<![A-Za-z_][A-Za-z_0-9]*)${name.replaceAll("$", "\\$")}(?![A-Za-z_0-9])`);
}

/** @throws {InputError} With the text, and its place where it stands only once */
export function refuse(expression: string, mark: string | RegExp | undefined, why: string): never {
  const pattern = mark instanceof RegExp ? mark : escaped(mark ?? "");
  const found = mark === undefined ? [] : [...expression.matchAll(new RegExp(pattern, "g"))];
  const text = mark instanceof RegExp ? found[0]?.[0] : mark;
  const where = found.length === 1 ? `, at character ${found[0].index + 1},` : "";
  const what = text === "\n" ? "a line break" : text ?? "a part of it";
  throw new InputError(`expression: ${what}${where} ${why}`);
}

function escaped(text: string): RegExp {
  return new RegExp(text.replaceAll(/[.*+?^${}()|[\]\\]/g, "\\$&"));
}
