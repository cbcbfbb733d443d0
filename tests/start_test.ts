/** What a start fetches: nothing that only tests or benches need, and nothing twice. */
import { assertEquals, assertMatch } from "@std/assert";
import benches from "../bench/deno.json" with { type: "json" };
import settings from "../deno.json" with { type: "json" };
import testing from "./deno.json" with { type: "json" };

// `deno task` has fetched all packages of the lock before. A program that may look for more asks
// the registry again what versions there are, in the background, until an answer once came before
// the program's end.
for (const [name, { command }] of Object.entries({ ...settings.tasks, ...testing.tasks })) {
  if (name === "kernels" || !/\bdeno (run|test)\b/.test(command)) continue; // a task of the benches
  Deno.test(`deno task ${name} needs no network once its packages are there`, () => {
    assertMatch(command, /\bdeno (run|test) (--no-prompt )?--cached-only /);
  });
}

Deno.test("deno.lock has no package that only tests and benches import", async () => {
  const imported = new Set<string>();
  for (const entry of ["mod.ts", "src/cli/main.ts"]) {
    const { stdout } = await new Deno.Command("deno", { args: ["info", "--json", entry] }).output();
    for (const [, name] of new TextDecoder().decode(stdout).matchAll(/"npm:\/(@?[^@]+@[\d.]+)/g)) {
      imported.add(`npm:${name}`);
    }
  }
  const { specifiers } = JSON.parse(await Deno.readTextFile("deno.lock"));
  assertEquals(Object.keys(specifiers).sort(), [...imported].sort());
});

for (const [folder, { imports }] of Object.entries({ tests: testing, bench: benches })) {
  Deno.test(`${folder}/deno.json has the versions of deno.json`, () => {
    const shared = Object.entries(imports).filter(([name]) => name in settings.imports);
    assertEquals(shared, shared.map(([name]) => [name, Reflect.get(settings.imports, name)]));
  });
}
