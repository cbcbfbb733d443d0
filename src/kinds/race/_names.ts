/** Names that tell things apart in as few words as it takes. */
import { valueText } from "../../numbers.ts";
import { isRecord } from "../../registry.ts";
import type { SweptValue } from "../../types.ts";
import { pathWords } from "../_groups.ts";

/** The fields of a thing; one of them, a choice, says what it is called. */
type Thing = Readonly<Record<string, unknown>>;

/** A name for each: `ravine`, `momentum(decay=0.9)`, `classifier softmax`; alike for the same. */
export function namesOf(things: readonly Thing[], called: string): string[] {
  const textsOf = things.map((thing) => JSON.stringify(thing));
  const different = [...new Map(things.map((thing, i) => [textsOf[i], thing]))];
  const kindOf = (thing: Thing) => isRecord(thing[called]) ? thing[called].name : undefined;
  const names = new Map(different.map(([text, thing]) => {
    const like = different.map(([, other]) => other).filter((one) => kindOf(one) === kindOf(thing));
    const keys = Object.keys(thing).filter((key) => key !== called && differs(like, key));
    const isShown = like.length < different.length || keys.length === 0 || differs(like, called);
    const words = [...isShown ? [called] : [], ...keys].map((key) => wordsOf(thing, key, like));
    return [text, words.join(" ")];
  }));
  return textsOf.map((text) => names.get(text) ?? text);
}

function differs(things: readonly Thing[], key: string): boolean {
  return new Set(things.map((thing) => JSON.stringify(thing[key]))).size > 1;
}

/** A field; of a choice its name, with the options in which those of the same name differ. */
function wordsOf(thing: Thing, key: string, like: readonly Thing[]): string {
  const { [key]: value } = thing;
  if (!isRecord(value) || value.name === undefined) {
    return `${pathWords(key)} ${valueText(value as SweptValue)}`;
  }
  const same = like.map(({ [key]: other }) => other)
    .filter((other) => isRecord(other) && other.name === value.name) as Thing[];
  const options = Object.entries(value)
    .filter(([option]) => option === "name" || differs(same, option));
  return valueText(Object.fromEntries(options) as SweptValue);
}
