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
  return JSON.parse(text, (_, inner: unknown) => {
    if (typeof inner !== "string" || !inner.startsWith(MARK)) return inner;
    const rest = inner.slice(MARK.length);
    return rest.startsWith(MARK) ? rest : Number(rest);
  });
}
