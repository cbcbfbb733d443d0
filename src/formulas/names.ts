/** What files say of written functions: the text, and the names in it. */
import { z } from "zod";
import { InputError, suggest } from "../errors.ts";
import type { SchemaOf } from "../schemas.ts";
import { LONGEST_EXPRESSION } from "./_refusals.ts";
import { reservedNames } from "./parse.ts";

const NAME = /^[A-Za-z_][A-Za-z_0-9]*$/;

/** The text of a written function. */
export const expressionText: z.ZodString = z.string().min(1).max(LONGEST_EXPRESSION);

/** Numbers by names that are not taken, nor among `others`. */
export function numbersByName(others: readonly string[] = []): SchemaOf<Record<string, number>> {
  const taken = [...reservedNames, ...others];
  return z.record(
    z.string().regex(NAME, { error: "must be a name like x, x1 or rate" }),
    z.number(),
  )
    .superRefine((numbers, context) => {
      for (const name of Object.keys(numbers)) {
        if (!taken.includes(name)) continue;
        const message = `"${name}" stands for something else: take another name`;
        context.addIssue({ code: "custom", message, path: [name] });
      }
    });
}

/**
 * Checks that every name is of use, by the field that gives it.
 *
 * @throws {InputError} When one stands nowhere in the expression
 */
export function checkUsed(
  expression: string,
  names: Readonly<Record<string, readonly string[]>>,
): void {
  const words = [...new Set(expression.match(/[A-Za-z_][A-Za-z_0-9]*/g))];
  for (const [field, given] of Object.entries(names)) {
    const unused = given.find((name) => !words.includes(name));
    if (unused === undefined) continue;
    throw new InputError(`${field}.${unused}: is not in the expression${suggest(unused, words)}`);
  }
}
