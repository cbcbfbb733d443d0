/** Names that tell things apart in as few words as it takes. */
import { valueText } from "../../numbers.ts";
import { isRecord } from "../../registry.ts";
import type { SweptValue } from "../../types.ts";
import { pathWords } from "../_groups.ts";

/** A thing: what it is, a choice with a name, by the key `of`, and its other fields. */
type Thing = Readonly<Record<string, unknown>>;

/** `ravine`, `momentum(decay=0.9)`, `classifier softmax`: what differs between those of one name. */
export function namesOf(things: readonly Thing[], of: string): string[] {
  const nameOf = (thing: Thing) => isRecord(thing[of]) ? thing[of].name : undefined;
  return things.map((thing) => {
    const like = things.filter((other) => nameOf(other) === nameOf(thing));
    const keys = Object.keys(thing).filter((key) => key !== of && differs(like, key));
    const isNamed = like.length < things.length || keys.length === 0 || differs(like, of);
    return [...isNamed ? [of] : [], ...keys].map((key) => textOf(thing, key, like)).join(" ");
  });
}

function differs(things: readonly Thing[], key: string): boolean {
  return new Set(things.map((thing) => JSON.stringify(thing[key]))).size > 1;
}

/** A field with those of its options in which things differ that have the same name there. */
function textOf(thing: Thing, key: string, like: readonly Thing[]): string {
  const { [key]: value } = thing;
  if (!isRecord(value) || value.name === undefined) {
    return `${pathWords(key)} ${valueText(value as SweptValue)}`;
  }
  const same = like.flatMap(({ [key]: other }) =>
    isRecord(other) && other.name === value.name ? [other] : []
  );
  const options = Object.entries(value)
    .filter(([option]) => option === "name" || differs(same, option));
  return valueText(Object.fromEntries(options) as SweptValue);
}
