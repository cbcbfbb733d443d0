import { z } from "zod";
import { InputError } from "../../errors.ts";
import type { Arguments, Flag } from "./command.ts";

/**
 * The values of flags, as a command's schema has them: names of flags as keys, rules as messages,
 * such as `a whole number of at least 1`. Names are refused that the schema does not know, as they
 * would have no effect.
 *
 * @param place Where such a flag has an effect, to stand after a colon
 * @throws {InputError} When a value is wrong, or would have no effect
 */
export function readOptions<Schema extends z.ZodType>(
  schema: Schema,
  flags: Arguments["flags"],
  place: (flag: string) => string = () => "",
): z.output<Schema> {
  const { data, error } = schema.safeParse(flags);
  if (error === undefined) return data;
  const [issue] = error.issues;
  if (issue.code === "unrecognized_keys") {
    const [flag] = issue.keys;
    const where = place(flag);
    throw new InputError(`Option --${flag} has no effect here${where === "" ? "" : `: ${where}`}`);
  }
  const flag = String(issue.path[0]);
  if (!(flag in flags)) throw new InputError(`Option --${flag} must be given`);
  throw new InputError(
    `Option --${flag} must be ${issue.message}: current value is "${flags[flag]}"`,
  );
}

/** The flags of options; `value`, `alias` and `description` are metadata of their schemas. */
export function flagsOf(shape: Readonly<Record<string, z.ZodType>>): Flag[] {
  return Object.entries(shape).map(([name, schema]) => {
    const { description: meaning = "", ...more } = schema.meta() ?? {};
    return { name, meaning, ...more as Pick<Flag, "value" | "alias"> };
  });
}

export const onOff = z.literal(true).optional().transform((value) => value === true);

export function wholeNumber(least: number, most = Infinity): z.ZodType<number, string> {
  const rule = most === Infinity
    ? `a whole number of at least ${least}`
    : `a whole number from ${least} to ${most}`;
  const range = z.int(rule).min(least, rule).max(most, rule);
  return z.string().regex(/^\d+$/, rule).transform(Number).pipe(range);
}
