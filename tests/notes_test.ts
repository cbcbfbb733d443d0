/** The course: each experiment with a prediction and an exercise, whose answers are what comes out. */
import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { call } from "./_fake_io.ts";

const text = await Deno.readTextFile("docs/notes.md");

/** From one experiment's prediction to the next one's. */
interface Lesson {
  readonly name: string;
  readonly before: string;
  readonly chart: string;
  readonly after: string;
}

const lessons: Lesson[] = [];
let end = 0;
for (
  const { 0: whole, 1: name, 2: chart, index } of text.matchAll(
    /```sh\ndeno task experiments (\w+)\n```.*?```text\n(.*?)\n```\n/gs,
  )
) {
  const start = index + whole.length;
  const next = text.indexOf("**Predict.**", start);
  const after = text.slice(start, next < 0 ? undefined : next);
  lessons.push({ name, before: text.slice(end, index), chart, after });
  end = start;
}

Deno.test("the course has a lesson for every shipped experiment on synthetic images", async () => {
  const shipped: string[] = [];
  for await (const { name } of Deno.readDir("experiments")) {
    if (name.endsWith(".jsonc")) shipped.push(name.replace(".jsonc", ""));
  }
  assertEquals(lessons.map(({ name }) => name).sort(), shipped.sort());
});

for (const { name, before, chart, after } of lessons) {
  Deno.test(`the lesson of ${name} has a prediction before it and an exercise after it`, () => {
    assertStringIncludes(before, "**Predict.**");
    const [, exercise = ""] = after.split("**Exercise.**");
    assert(/<details><summary>Answer<\/summary>\n\n.+\n\n<\/details>/s.test(exercise));
  });

  Deno.test(`the figures of the answer to ${name} are those that its command prints`, async () => {
    const [, exercise = ""] = after.split("**Exercise.**");
    const [question, answer = ""] = exercise.split("<summary>Answer</summary>");
    const [, command] = /`deno\stask\sexperiments\s(.*?)`/s.exec(question) ?? [];
    const printed = command === undefined ? chart : await outputOf(wordsOf(command));
    const figures = [...answer.matchAll(/\*\*(.*?)\*\*/gs)].map(([, figure]) => oneLine(figure));
    assert(figures.length > 0, "an answer has at least one figure in bold");
    for (const figure of figures) {
      assert(isIn(figure, oneLine(printed)), `${figure} is not in:\n${printed}`);
    }
  });
}

Deno.test("every word in italics has a line in the glossary", () => {
  const [course, glossary] = text.split("## Glossary");
  const prose = course.replaceAll(/```.*?```|<!-- deno-fmt.*?end -->|`[^`]*`/gs, "");
  const words = [...prose.matchAll(/(?<![\w*])_([a-zA-Z -]+?)_(?!\w)/g)].map(([, word]) => word);
  assert(words.length > 8);
  for (const word of words.filter((one) => one !== "italics")) {
    const stem = word.replace(/e?s$/, "");
    assert(new RegExp(`^\\| ${stem}`, "m").test(glossary), `${word} is not in the glossary`);
  }
});

/** What an experiment prints whose results go elsewhere. */
async function outputOf(words: readonly string[]): Promise<string> {
  const folder = await Deno.makeTempDir({ dir: "/tmp" });
  try {
    const { exit, out, err } = await call(["run", ...words, "--out", folder]);
    assertEquals(exit, 0, err);
    return out;
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

/** The words of a command line; a quoted part is one word's. */
function wordsOf(command: string): string[] {
  return (command.match(/(?:'[^']*'|\S)+/g) ?? []).map((word) => word.replaceAll("'", ""));
}

function oneLine(part: string): string {
  return part.replaceAll(/\s+/g, " ");
}

/** Whether a figure is in a text, not as a part of a longer number. */
function isIn(figure: string, printed: string): boolean {
  const escaped = figure.replaceAll(/[.*+?^${}()|[\]\\]/g, "\\$&");
  return new RegExp(`(?<![\\d.,])${escaped}(?![\\d]|[.,]\\d)`).test(printed);
}
