/** Plain data as JSON: that of others, read with care, and our own, which loses no bit. */
import { createScanner } from "jsonc-parser";
import { ensure } from "../errors.ts";

/** What is nested deeper is no data of ours, and would break whatever goes through it. */
const DEEPEST = 64;

/** Tokens of brackets, as the scanner numbers them: each end by its beginning. */
const ENDS: Readonly<Record<number, number>> = { 1: 2, 3: 4 }; // { } and [ ]
const END_OF_TEXT = 17;

/**
 * Requires that the brackets of a JSON text, comments or not, are nested no deeper than data may be.
 * Must be called before any parser, as those call themselves for each level.
 *
 * @throws {InputError} When they are
 */
export function ensureFlat(text: string): void {
  const scanner = createScanner(text, true);
  const open: number[] = []; // the ends that are waited for
  for (let token = scanner.scan(); token !== END_OF_TEXT; token = scanner.scan()) {
    const end = ENDS[token];
    if (end !== undefined) open.push(end);
    // A parser that goes on after an error may still be inside of what another end seems to close.
    else if (token === open.at(-1)) open.pop();
    ensure(open.length <= DEEPEST, `brackets must be nested at most ${DEEPEST} deep`);
  }
}

/**
 * The data of a JSON text from outside.
 *
 * @throws {InputError} When it is nested too deep
 * @throws {SyntaxError} When it is no JSON
 */
export function parseJson(
  text: string,
  revive?: (key: string, value: unknown) => unknown,
): unknown {
  ensureFlat(text);
  return JSON.parse(text, revive);
}

/** What stands before a number that JSON has no text for; texts that begin with it get a second one. */
const MARK = "#";

/** Plain data as JSON that loses no bit of a number: NaN, ±Infinity and −0 are kept. */
export function exactJson(value: unknown): string {
  return JSON.stringify(value, (_, inner: unknown) => {
    if (typeof inner === "string") return inner.startsWith(MARK) ? MARK + inner : inner;
    if (typeof inner !== "number") return inner;
    if (Object.is(inner, -0)) return `${MARK}-0`;
    return Number.isFinite(inner) ? inner : `${MARK}${inner}`;
  });
}

/** The data that `exactJson` made a text of. */
export function fromExactJson(text: string): unknown {
  return parseJson(text, (_, inner: unknown) => {
    if (typeof inner !== "string" || !inner.startsWith(MARK)) return inner;
    const rest = inner.slice(MARK.length);
    return rest.startsWith(MARK) ? rest : Number(rest);
  });
}
