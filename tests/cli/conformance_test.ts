import { assertEquals, assertMatch } from "@std/assert";
import { methodChecks } from "../../src/conformance/methods.ts";
import { call } from "../_fake_io.ts";
import { signs, withProject } from "./_module.ts";

const promises = methodChecks.map(({ promise }) => promise);
const allKept = promises.map((promise) => `  ok     ${promise}\n`).join("");

Deno.test("conformance has a line for each promise of a built-in method, which it keeps", async () => {
  assertEquals(await call(["conformance", "gradientDescent", "lbfgs"]), {
    exit: 0,
    out: `gradientDescent\n${allKept}lbfgs\n${allKept}`,
    err: "",
  });
});

Deno.test("conformance says what is wrong with a module, how to mend it, and exits with 1", async () => {
  const files = {
    "signs.ts": signs(),
    "chance.ts": signs({ name: "chance" }).replace("Math.sign(one)", "one * Math.random()"),
  };
  await withProject(files, async ({ call }) => {
    const fine = await call("conformance signs.ts");
    assertEquals(fine, { exit: 0, out: `signs\n${allKept}`, err: "" });
    const { exit, out, err } = await call("conformance chance.ts signs.ts");
    assertEquals([exit, err], [1, ""]);
    assertMatch(
      out,
      /^ {2}wrong {2}gives the same bits twice, at any time: on svm of linear a second run ends at other weights: allocate all state in make, and draw what is random from now\.rng alone$/m,
    );
    assertEquals(out.endsWith(`signs\n${allKept}`), true);
  });
});

Deno.test("conformance refuses what is no method in a line, and exits with 2", async () => {
  const files = { "three.ts": "export default 3;", "../outside.ts": signs() };
  const cases = {
    "": "Give a module or the name of a method: deno task conformance FILE\n",
    "lin": 'unknown method "lin": did you mean "lion"?\n',
    "./lin.ts": 'Cannot take the module "./lin.ts": there is no such file\n',
    "three.ts":
      'Cannot take the module "three.ts": its default export must be what defineRule or ' +
      "defineMethod gives\n",
    "../outside.ts":
      'Cannot take the module "../outside.ts": it must lie below the project\'s folder\n',
    "signs.json": 'Cannot take the module "signs.json": its name must end in .ts, .js or .mjs\n',
  };
  await withProject(files, async ({ call }) => {
    for (const [word, err] of Object.entries(cases)) {
      assertEquals(await call(`conformance ${word}`), { exit: 2, out: "", err });
    }
  });
});
