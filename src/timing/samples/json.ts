import type { z } from "zod";
import { InputError } from "../../errors.ts";
import { parseJson } from "../../exact/json.ts";
import { inertWord } from "../../inert.ts";

/** JSON that fits a schema; `fail` gets what is wrong first, and where: `benches[3].verdict: …` */
export function readJson<Schema extends z.ZodType>(
  text: string,
  schema: Schema,
  fail: (reason: string) => Error,
): z.output<Schema> {
  let json: unknown;
  try {
    json = parseJson(text);
  } catch (error) {
    throw fail(error instanceof InputError ? error.message : "it is not JSON, or cut off");
  }
  const { data, error } = schema.safeParse(json);
  if (error === undefined) return data;
  const [{ path, message }] = error.issues;
  const place = path.map((key) =>
    typeof key === "number" ? `[${key}]` : `.${inertWord(String(key))}`
  );
  throw fail(`${place.join("").replace(/^\./, "") || "the whole"}: ${message}`);
}
