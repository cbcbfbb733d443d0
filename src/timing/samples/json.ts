import type { z } from "zod";

/** JSON that fits a schema; `fail` gets what is wrong first, and where: `benches[3].verdict: …` */
export function readJson<Schema extends z.ZodType>(
  text: string,
  schema: Schema,
  fail: (reason: string) => Error,
): z.output<Schema> {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    throw fail("it is not JSON, or cut off");
  }
  const { data, error } = schema.safeParse(json);
  if (error === undefined) return data;
  const [{ path, message }] = error.issues;
  const place = path.map((key) => typeof key === "number" ? `[${key}]` : `.${String(key)}`);
  throw fail(`${place.join("").replace(/^\./, "") || "the whole"}: ${message}`);
}
