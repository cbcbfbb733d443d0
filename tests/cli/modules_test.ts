/** Methods of one's own, which files name by their module, as a user runs them. */
import { assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import { rowsOf } from "../_done.ts";
import { sliceFile, toyFile } from "../_files.ts";
import { type Project, signs, withProject } from "./_module.ts";

const own = (fields: Record<string, unknown> = {}) => ({
  method: { module: "./signs.ts", stepSize: 0.1, ...fields },
});
/** A built-in method and one of one's own, two runs each. */
const MIXED = toyFile({
  method: undefined,
  matrix: {
    method: [{ name: "gradientDescent" }, { module: "./signs.ts", factor: 2 }],
    "method.stepSize": [0.1, 0.01],
  },
});
const RUN = "run mine.jsonc --allow-modules --out out";

/** The columns that name the runs of a result. */
async function namesIn(project: Project, out = "out"): Promise<string[]> {
  const rows = rowsOf(await project.read(`${out}/runs.csv`));
  return rows.map(({ method, step_size, method_options = "" }) =>
    [method, step_size, method_options].join(" ").trim()
  );
}

Deno.test("run has a method of one's own in tables, chart and finding, beside built-in ones", async () => {
  await withProject({ "mine.jsonc": MIXED, "signs.ts": signs() }, async (project) => {
    const { exit, out, err } = await project.call(RUN);
    assertEquals([exit, err], [0, "mine: 4 runs, preparing the data …\n"]);
    assertStringIncludes(out, "signs(factor=2) · 0.1");
    assertMatch(out, /Finding: .*signs\(factor=2\)/s);
    assertEquals(await namesIn(project), [
      "gradientDescent 0.1",
      "gradientDescent 0.01",
      "signs 0.1 factor=2",
      "signs 0.01 factor=2",
    ]);
  });
});

Deno.test("run gives the same bytes of a method of one's own on all threads, both backends and workers", async () => {
  await withProject({ "mine.jsonc": MIXED, "signs.ts": signs() }, async (project) => {
    const results = [];
    for (const flags of ["--threads 1", "--threads 2", "--backend reference", "--jobs 3"]) {
      assertEquals((await project.call(`${RUN} ${flags}`)).exit, 0);
      const names = ["curves.csv", "runs.csv", "chart.txt"];
      results.push(await Promise.all(names.map((name) => project.read(`out/${name}`))));
    }
    assertEquals(results, [results[0], results[0], results[0], results[0]]);
    assertEquals(JSON.parse(await project.read("out/manifest.json")).backend.jobs, 3);
  });
});

for (const command of ["run", "run --dry-run", "check"]) {
  Deno.test(`${command} imports no module without --allow-modules, and says so in a line`, async () => {
    const files = { "mine.jsonc": toyFile(own()), "signs.ts": signs({ more: "console.log(1);" }) };
    await withProject(files, async (project) => {
      assertEquals(await project.call(`${command} mine.jsonc`), {
        exit: 2,
        out: "",
        err: 'mine.jsonc: method.module: cannot take the module "./signs.ts": a module is a ' +
          "program that may do all that this task may, so it is imported with --allow-modules " +
          "only\n",
      });
      const { exit, out } = await project.call(`${command} mine.jsonc --allow-modules`);
      assertEquals([exit, out.startsWith("1\n")], [0, true]);
    });
  });
}

Deno.test("check takes overrides and sweeps of a module and its options", async () => {
  const files = {
    "mine.jsonc": toyFile(own()),
    "deep/signs.ts": signs({ name: "deepSigns" }),
    "signs.ts": signs(),
  };
  const sweep = ["./signs.ts", "./deep/signs.ts"];
  const cases: readonly (readonly [override: string, runs: string])[] = [
    ["method.module=./deep/signs.ts", "1 run"],
    ["method.factor=1,2,3", "3 runs"],
    ["method.stepSize=0.1,0.2", "2 runs"],
    [`method.module=${JSON.stringify(sweep)}`, "2 runs"],
    ['zip={"method.module":["./signs.ts","deep/signs.ts"],"method.factor":[1,2]}', "2 runs"],
    ['method=[{"module":"./signs.ts","stepSize":1},{"name":"randomSearch"}]', "2 runs"],
    ['method={"name":"signs","module":"./signs.ts","stepSize":1}', "1 run"],
  ];
  await withProject(files, async ({ call }) => {
    for (const [override, runs] of cases) {
      const { exit, out, err } = await call("check mine.jsonc --allow-modules", [override]);
      assertEquals([exit, out, err], [0, `mine.jsonc: fine, ${runs}\n`, ""], override);
    }
  });
});

Deno.test("run calls modules that are swept by the names of their methods", async () => {
  const sweeps = { "method.module": ["./signs.ts", "deep/signs.ts"], "method.factor": [1, 2] };
  const files = {
    "mine.jsonc": toyFile({
      ...own(),
      matrix: sweeps,
      exclude: [{ "method.module": "deep/signs.ts", "method.factor": 2 }],
      charts: [{ name: "line", series: "method.module" }],
    }),
    "deep/signs.ts": signs({ name: "deepSigns" }),
    "signs.ts": signs(),
  };
  await withProject(files, async (project) => {
    const { exit, out } = await project.call(RUN);
    assertEquals(exit, 0);
    assertStringIncludes(out, "method:  A ─── signs  B ━━━ deepSigns\n");
    assertEquals(await namesIn(project), ["signs 0.1", "signs 0.1", "deepSigns 0.1"]);
  });
});

/** What is wrong, the fields of the file, and the line that says so after the file's name. */
const WRONG: readonly (readonly [fields: Record<string, unknown>, line: string])[] = [
  [own({ factr: 2 }), 'method.factr: unknown key: did you mean "factor"?'],
  [own({ factor: 11 }), "method.factor: must be at most 10: current value is 11"],
  [own({ factor: "2" }), 'method.factor: must be a number: current value is "2"'],
  [own({ stepSize: undefined }), "method.stepSize: must be given"],
  [
    { ...own(), matrix: { "method.factor": [1, -1] } },
    "matrix.method.factor: must be above 0: current value is -1",
  ],
  [
    own({ name: "sins" }),
    'method.name: must be "signs" as the module says, or be left out: current value is "sins"',
  ],
  [own({ module: 3 }), "method.module: must be a text in quotes, the path of a file"],
  [
    { matrix: { "method.module": ["./signs.ts"], "method.name": ["gradientDescent"] }, method: {} },
    'matrix.method.name: must not stand beside the same with "module"',
  ],
];

Deno.test("check asks of a module's method what its schema asks, in the usual words", async () => {
  const files = Object.fromEntries(WRONG.map(([fields], i) => [`${i}.jsonc`, toyFile(fields)]));
  await withProject({ ...files, "signs.ts": signs() }, async ({ call }) => {
    const names = WRONG.map((_, i) => `${i}.jsonc`);
    const { exit, out, err } = await call(`check ${names.join(" ")} --allow-modules`);
    assertEquals([exit, out], [2, ""]);
    assertEquals(err.split("\n"), [...WRONG.map(([, line], i) => `${i}.jsonc: ${line}`), ""]);
  });
});

const NO_PATH = "it must be the path of a file, seen from the experiment's, such as ./my_method.ts";
const OUTSIDE = "it must lie below the project's folder";
const NO_LEAF = "its default export must be what defineRule or defineMethod gives";
const method = (fields: string) => `export default { ${fields} };`;

/** Modules that cannot be taken, by the path that a file names, and why. */
const REFUSED: Readonly<Record<string, readonly [why: string, text?: string]>> = {
  "../outside.ts": [OUTSIDE],
  "./../project/../outside.ts": [OUTSIDE],
  "./link.ts": [OUTSIDE],
  "/tmp/outside.ts": [NO_PATH],
  "file:///tmp/outside.ts": [NO_PATH],
  "https://example.org/method.ts": [NO_PATH],
  "npm:left-pad": [NO_PATH],
  "jsr:@std/assert": [NO_PATH],
  "data:text/javascript,export default 3": [NO_PATH],
  "blob:x.ts": [NO_PATH],
  "./nowhere.ts": ["there is no such file"],
  "./folder.ts": ["it is a folder"],
  "./mine.json": ["its name must end in .ts, .js or .mjs", "{}"],
  "./syntax.ts": [
    "importing it failed: SyntaxError: Expression expected at syntax.ts:1:16",
    "export default ;",
  ],
  "./throws.ts": ["importing it failed: no luck", 'throw new Error("no luck\\nat all");'],
  "./throws_text.js": ["importing it failed: no luck", 'throw "no luck";'],
  "./type_error.ts": [
    "importing it failed: Cannot read properties of undefined (reading 'x')",
    "const one: any = undefined; export default one.x;",
  ],
  "./remote.ts": [
    'importing it failed: Specifier not found in cache: "https://example.org/x.ts", ' +
    "--cached-only is specified. at remote.ts:1:8",
    'import "https://example.org/x.ts";',
  ],
  "./package.ts": [
    'importing it failed: npm package not found in cache: "no-such-package-here", ' +
    "--cached-only is specified. at package.ts:1:8",
    'import "npm:no-such-package-here@1";',
  ],
  "./unknown.ts": [
    'importing it failed: Import "unheard-of" not a dependency and not in import map from ' +
    '"unknown.ts" at unknown.ts:1:8',
    'import "unheard-of";',
  ],
  "./missing_part.ts": [
    'importing it failed: Module not found "part.ts". at missing_part.ts:1:8',
    'import "./part.ts";',
  ],
  "./forbidden.ts": [
    'importing it failed: Requires env access to "HOME", run again with the --allow-env flag',
    'Deno.env.get("HOME");',
  ],
  "./nothing.ts": [
    "it has no default export: write export default defineRule({ … })",
    "export const mine = 3;",
  ],
  "./number.ts": [NO_LEAF, "export default 3;"],
  "./half.ts": [NO_LEAF, method('name: "half", summary: "Half a method", options: {}')],
  "./words.ts": [
    'the name of its method must be a word like myMethod: it is "two words"',
    signs({ name: "two words" }),
  ],
  "./built_in.ts": [
    'its name "gradientDescent" is that of a built-in method: give it another',
    signs({ name: "gradientDescent" }),
  ],
};

Deno.test("check says in one line why a module cannot be taken, and exits with 2", async () => {
  const paths = Object.keys(REFUSED);
  const files = Object.fromEntries([
    ["folder.ts/x", ""],
    ["../outside.ts", signs()],
    ...paths.map((module, i) => [`${i}.jsonc`, toyFile(own({ module }))]),
    ...paths.flatMap((path) => REFUSED[path][1] === undefined ? [] : [[path, REFUSED[path][1]]]),
  ]);
  await withProject(files, async ({ call, folder }) => {
    const link = `Deno.symlinkSync("../outside.ts", "${folder}/link.ts");`;
    await new Deno.Command("deno", { args: ["eval", link] }).output();
    const names = paths.map((_, i) => `${i}.jsonc`);
    const { exit, out, err } = await call(`check ${names.join(" ")} --allow-modules`);
    assertEquals([exit, out], [2, ""]);
    const expected = paths.map((path, i) =>
      `${i}.jsonc: method.module: cannot take the module "${path}": ${REFUSED[path][0]}`
    );
    assertEquals(err.split("\n"), [...expected, ""]);
  });
});

Deno.test("run refuses two modules of one name, and takes one that is named in two ways", async () => {
  const two = toyFile({
    ...own(),
    matrix: { "method.module": ["./signs.ts", "./other.ts"] },
  });
  const ways = toyFile({
    ...own(),
    matrix: { "method.module": ["./signs.ts", "././signs.ts"], batchSize: [1, 2] },
  });
  const files = { "two.jsonc": two, "ways.jsonc": ways, "signs.ts": signs(), "other.ts": signs() };
  await withProject(files, async ({ call }) => {
    const { exit, out, err } = await call("check two.jsonc ways.jsonc --allow-modules");
    assertEquals([exit, out, err], [
      2,
      "ways.jsonc: fine, 2 runs\n",
      'two.jsonc: matrix.method.module[1]: cannot take the module "./other.ts": ' +
      'its name "signs" is that of signs.ts as well\n',
    ]);
  });
});

/** What a method of one's own throws when it is used, and the line about it. */
const MISTAKEN: readonly (readonly [was: string, is: string, line: string])[] = [
  [
    "make: (",
    'make: () => { throw new TypeError("no luck\\nat all"); }, not: (',
    'mine.jsonc: method: Cannot build "signs" of si#gns.ts: no luck',
  ],
  [
    "make: (",
    'make: () => ({ direction: "g + nope" }), not: (',
    'mine.jsonc: method.rule: direction: "g + nope": nope is not known here: known are w, g',
  ],
  [
    "options: z.strictObject",
    'options: z.object({}).refine(() => { throw new Error("no luck"); }), not: z.strictObject',
    "Cannot read the options of si#gns.ts: no luck",
  ],
  [
    "default(1)",
    "or(z.date()).default(1)",
    "Cannot read the options of si#gns.ts: Date cannot be represented in JSON Schema",
  ],
  [
    "export default defineRule(",
    "export default ((source: any) => ({ ...defineRule(source), make: () => 3 }))(",
    'mine.jsonc: method: Cannot build "signs" of si#gns.ts: make must give a step, which is a function',
  ],
  [
    "export default defineRule(",
    'export default ((source: any) => ({ get name() { throw new Error("no luck"); } }))(',
    'mine.jsonc: method.module: cannot take the module "./si#gns.ts": importing it failed: no luck',
  ],
];

Deno.test("run says in one line what a method of one's own throws before it runs, and exits with 2", async () => {
  await withProject({ "mine.jsonc": toyFile(own({ module: "./si#gns.ts" })) }, async (project) => {
    for (const [was, is, line] of MISTAKEN) {
      await project.write({ "si#gns.ts": signs().replace(was, is) });
      assertEquals(await project.call(RUN), { exit: 2, out: "", err: `${line}\n` });
    }
  });
});

Deno.test("run says in one line what a step of one's own throws, and exits with 1", async () => {
  const text = signs().replace("factor * Math", '(() => { throw "no\\nluck"; })() * Math');
  await withProject({ "mine.jsonc": toyFile(own()), "signs.ts": text }, async ({ call }) => {
    const { exit, err } = await call(RUN);
    const lines = ["mine: 1 run, preparing the data …", "mine: run 1 failed: no\\nluck", ""];
    assertEquals([exit, err], [1, lines.join("\n")]);
  });
});

Deno.test("run has a method of one's own in races, and where another method averages it", async () => {
  const files = {
    "race.jsonc": JSON.stringify({
      kind: "race",
      title: "Race",
      question: "Which is first?",
      dataset: { name: "toy" },
      method: {},
      matrix: { method: [{ name: "gradientDescent" }, { module: "./signs.ts" }] },
      tuning: { trials: 3, min: 0.01, max: 0.1 },
      finals: 2,
      stop: { epochs: 10 },
    }),
    "averaged.jsonc": toyFile({
      method: { name: "averaged", inner: { module: "./signs.ts", stepSize: 0.1 } },
    }),
    "signs.ts": signs(),
  };
  await withProject(files, async ({ call, read }) => {
    const { exit, err } = await call("run race.jsonc averaged.jsonc --allow-modules --out out");
    assertEquals([exit, err], [
      0,
      "race: 2 runs, preparing the data …\naveraged: 1 run, preparing the data …\n",
    ]);
    assertStringIncludes(await read("out/race/chart.txt"), "B ━━━  signs:");
    const { runs } = JSON.parse(await read("out/averaged/manifest.json"));
    assertEquals(runs[0].method.inner.name, "signs");
    assertMatch(runs[0].method.inner.moduleSha256, /^[0-9a-f]{64}$/);
  });
});

Deno.test("run --resume makes the runs of a changed module again, and no others", async () => {
  const files = {
    "mine.jsonc": MIXED,
    "signs.ts": signs({ more: 'import "./part.ts";' }),
    "part.ts": 'import data from "./part.json" with { type: "json" };\nexport default data;',
    "part.json": "1",
  };
  await withProject(files, async ({ call, write, read }) => {
    const line = `${RUN} --shard 1/1`;
    const resumed = async () => (await call(`${line} --resume`)).err.split("\n")[0];
    assertEquals((await call(line)).exit, 0);
    assertEquals(await resumed(), "mine: 4 of 4 runs finished before");
    for (const changed of ["signs.ts", "part.ts", "part.json"]) {
      await write({ [changed]: `${await read(changed)} ` });
      assertEquals(await resumed(), "mine: 2 of 4 runs finished before", changed);
      assertEquals(await resumed(), "mine: 4 of 4 runs finished before", changed);
    }
  });
});

Deno.test("run --resume makes a finished experiment again whose module has changed", async () => {
  const files = { "mine.jsonc": MIXED, "other.jsonc": toyFile(), "signs.ts": signs() };
  await withProject(files, async ({ call, write }) => {
    const line = "run mine.jsonc other.jsonc --allow-modules --out out --resume";
    await call(line);
    assertEquals((await call(line)).err, "mine: finished before\nother: finished before\n");
    await write({ "signs.ts": signs({ more: "// changed" }) });
    const { err } = await call(line);
    assertEquals(err.split("\n").slice(0, 2), [
      "mine: 0 of 4 runs finished before",
      "other: finished before",
    ]);
  });
});

Deno.test("compare names the module that has changed, and the manifest has its bytes", async () => {
  await withProject({ "mine.jsonc": MIXED, "signs.ts": signs() }, async ({ call, write, read }) => {
    await call("run mine.jsonc --allow-modules --out before");
    await write({ "signs.ts": signs().replace("factor *", "3 * factor *") });
    await call("run mine.jsonc --allow-modules --out after");
    const [was, is] = await Promise.all(["before", "after"].map(async (folder) => {
      const { modules, runs } = JSON.parse(await read(`${folder}/manifest.json`));
      assertEquals(Object.keys(modules), ["signs.ts"]);
      assertMatch(runs[2].method.moduleSha256, /^[0-9a-f]{64}$/);
      return modules["signs.ts"].slice(0, 12);
    }));
    const { exit, out } = await call("compare before after");
    assertEquals(exit, 3);
    assertStringIncludes(
      out,
      `cause: the inputs differ: module signs.ts was "${was}", is "${is}"\n`,
    );
  });
});

Deno.test("merge puts shards of a method of one's own together, with --allow-modules and the same bytes", async () => {
  await withProject({ "mine.jsonc": MIXED, "signs.ts": signs() }, async (project) => {
    const { call, write, read } = project;
    await call(RUN);
    const shard = "run mine.jsonc --allow-modules --shard";
    const { out } = await call(`${shard} 1/2`);
    assertStringIncludes(out, "deno task merge results/local/mine --allow-modules\n");
    await call(`${shard} 2/2`);
    const merge = "merge results/local/mine --out merged";
    const { exit, err } = await call(merge);
    assertEquals(exit, 2);
    assertStringIncludes(err, "with --allow-modules only\n");
    assertEquals((await call(`${merge} --allow-modules`)).exit, 0);
    assertEquals(await read("merged/curves.csv"), await read("out/curves.csv"));
    await write({ "signs.ts": signs({ more: "// changed" }) });
    const changed = await call(`${merge} --allow-modules`);
    assertEquals(changed.exit, 2);
    assertStringIncludes(changed.err, ": the module signs.ts differs\n");
  });
});

Deno.test("run goes around the end of a run of a method of one's own, whose file lies elsewhere", async () => {
  const files = {
    "deep/mine.jsonc": toyFile(own()),
    "deep/signs.ts": signs(),
    "slice.jsonc": sliceFile({ center: { experiment: "deep/mine.jsonc", run: 1 } }),
  };
  await withProject(files, async ({ call }) => {
    const refused = await call("run slice.jsonc --out out");
    assertEquals(refused.exit, 2);
    assertStringIncludes(refused.err, 'cannot take the module "./signs.ts": a module is a program');
    const { exit, err } = await call("run slice.jsonc --out out --allow-modules");
    assertEquals([exit, err], [0, "slice: 1 run, preparing the data …\n"]);
  });
});

Deno.test("run --watch runs again when a module beside the file changes, but not with half of it", async () => {
  const files = {
    "mine.jsonc": toyFile({ ...own(), charts: [] }),
    "signs.ts": signs({ more: 'import "./part.ts";' }),
    "part.ts": "export default 1;",
  };
  await withProject(files, async ({ watch, write, read }) => {
    const source = await read("signs.ts");
    const lossAfter = async () => rowsOf(await read("out/runs.csv"))[0].last_train_loss;
    const losses: string[] = [];
    const { exit, err } = await watch(`${RUN} --watch`, [
      async () => {
        losses.push(await lossAfter());
        await write({ "signs.ts": source.replace("factor *", "3 * factor *") });
      },
      async () => {
        losses.push(await lossAfter());
        await write({ "signs.ts": `${source};;;)` });
      },
      () => write({ "signs.ts": source }),
      async () => {
        losses.push(await lossAfter());
        await write({ "part.ts": "export default 2;" });
      },
    ]);
    const [first, changed, back] = losses;
    assertEquals([exit, back, changed === first], [130, first, false]);
    const waiting = "\nWaiting for mine.jsonc, part.ts, signs.ts to change. Ctrl-C ends\n";
    const place = 'mine.jsonc: method.module: cannot take the module "./signs.ts": ';
    assertEquals(err.replaceAll(/^mine: .*\n/gm, "").split(waiting), [
      ...["", ""],
      `${place}importing it failed: SyntaxError: Expression expected at signs.ts:14:4\n`,
      "",
      `${place}"part.ts" has changed since it was imported: start the command again\n`,
      "",
    ]);
  });
});

Deno.test("verify runs a committed experiment of one's own method again, and names what has changed", async () => {
  const files = { "experiments/mine.jsonc": MIXED, "experiments/signs.ts": signs() };
  await withProject(files, async ({ call, write, read }) => {
    assertEquals((await call("run mine --allow-modules")).exit, 0);
    const refused = await call("verify mine");
    assertEquals([refused.exit, refused.err.includes("with --allow-modules only")], [2, true]);
    assertEquals(await call("verify mine --allow-modules"), {
      exit: 0,
      out: "mine: same bytes (curves.csv, runs.csv, chart.txt)\n",
      err: "mine: 4 runs, preparing the data …\n",
    });
    assertEquals((await call("compare results/mine .")).exit, 0);
    const source = await read("experiments/signs.ts");
    await write({ "experiments/signs.ts": source.replace("factor *", "3 * factor *") });
    const { exit, out } = await call("verify mine --allow-modules");
    assertEquals(exit, 3);
    assertMatch(out, /cause: the inputs differ: module experiments\/signs\.ts was "\w+", is "\w+"/);
  });
});

Deno.test("list and check go on where an experiment names a module that they may not import", async () => {
  const files = {
    "experiments/mine.jsonc": MIXED,
    "experiments/other.jsonc": toyFile(),
    "experiments/signs.ts": signs(),
  };
  await withProject(files, async ({ call }) => {
    const { exit, out } = await call("check");
    assertEquals([exit, out], [2, "experiments/other.jsonc: fine, 1 run\n"]);
    assertEquals(await call("list experiments"), {
      exit: 0,
      out: "Experiments, for deno task experiments NAME:\n" +
        "  mine   experiments/mine.jsonc: matrix.method[1].module: cannot take the module " +
        '"./signs.ts": a module is a program that may do all that this task may, so it is imported ' +
        "with --allow-modules only\n" +
        "  other  Does it go down? (1 run)\n",
      err: "",
    });
  });
});
