import { assert, assertEquals } from "@std/assert";
import { parse } from "@std/yaml";
import settings from "../deno.json" with { type: "json" };
import { bench } from "../src/cli/bench.ts";
import { ci } from "../src/cli/ci.ts";
import { type Command, readArguments } from "../src/cli/_command.ts";
import { history } from "../src/cli/history.ts";
import { merge } from "../src/cli/merge.ts";
import { run } from "../src/cli/run.ts";
import { verify } from "../src/cli/verify.ts";

const FOLDER = ".github/workflows";
const COMMANDS: Readonly<Record<string, Command>> = {
  "ci:benchmark": ci,
  bench,
  history,
  merge,
  verify,
  experiments: run,
};

interface Step {
  readonly run?: string;
  readonly uses?: string;
  readonly with?: Readonly<Record<string, unknown>>;
}

interface Workflow {
  readonly on: Readonly<Record<string, unknown>>;
  readonly permissions: Readonly<Record<string, string>>;
  readonly jobs: Readonly<
    Record<string, {
      readonly strategy?: { readonly matrix: { readonly os?: readonly string[] } };
      readonly steps: readonly Step[];
    }>
  >;
}

const workflows = new Map<string, { readonly text: string; readonly workflow: Workflow }>();
for await (const { name } of Deno.readDir(FOLDER)) {
  const text = await Deno.readTextFile(`${FOLDER}/${name}`);
  workflows.set(name, { text, workflow: parse(text) as Workflow });
}
const stepsOf = ({ jobs }: Workflow) => Object.values(jobs).flatMap(({ steps }) => steps);

Deno.test("workflows are those for the gate, for benchmarks and for sweeps", () => {
  assertEquals([...workflows.keys()].sort(), ["benchmark.yml", "ci.yml", "sweep.yml"]);
});

for (const [name, { text, workflow }] of workflows) {
  Deno.test(`${name} runs tasks that are there, with flags that they understand`, () => {
    const lines = stepsOf(workflow).flatMap(({ run }) => run?.trim().split("\n") ?? []);
    assert(lines.length > 0);
    for (const line of lines) {
      // Plumbing: a folder that Windows lacks, and the way to the page of the run.
      if (line === "mkdir /tmp") continue;
      if (line === 'cat timings/ci/summary.md >> "$GITHUB_STEP_SUMMARY"') continue;
      const [, task, rest] = /^deno task ([\w:]+) ?(.*)$/.exec(line) ?? [];
      assert(Object.hasOwn(settings.tasks, task), line);
      // What GitHub or the shell put in is one word.
      const words = rest.replaceAll(/\$\{\{.*?\}\}|"\$\w+"/g, "X").split(" ").filter(Boolean);
      if (Object.hasOwn(COMMANDS, task)) readArguments(words, COMMANDS[task]);
      else assertEquals([task, words], ["ok", []]);
    }
  });

  Deno.test(`${name} needs no token and gives none away`, () => {
    assertEquals(workflow.permissions, { contents: "read" });
    assert(!/secrets\.|pull_request_target|GITHUB_TOKEN/.test(text));
    // Texts that others choose, such as the name of a branch, must not stand in a command.
    for (const { run = "" } of stepsOf(workflow)) assert(!/head_ref|title|body|inputs/.test(run));
  });

  Deno.test(`${name} takes the Deno that is tested here`, () => {
    const versions = stepsOf(workflow)
      .filter(({ uses }) => uses?.startsWith("denoland/setup-deno"))
      .map((step) => String(step.with?.["deno-version"]));
    assertEquals([...new Set(versions)], [Deno.version.deno]);
  });
}

Deno.test("ci.yml runs the gate on Linux, macOS and Windows", () => {
  const { jobs } = workflows.get("ci.yml")?.workflow as Workflow;
  const systems = jobs.gate.strategy?.matrix.os ?? [];
  for (const system of ["ubuntu", "macos", "windows"]) {
    assert(systems.some((os) => os.startsWith(system)), system);
  }
});

Deno.test("benchmark.yml keeps results, times and report of each pull request", () => {
  const { workflow } = workflows.get("benchmark.yml") as { workflow: Workflow };
  assert("pull_request" in workflow.on && "schedule" in workflow.on);
  const upload = workflow.jobs.compare.steps.find(({ uses }) => uses?.includes("upload-artifact"));
  assertEquals(String(upload?.with?.path).trim().split("\n"), ["results/", "timings/ci/"]);
  // The base must be there to be checked out.
  assertEquals(workflow.jobs.compare.steps[0].with?.["fetch-depth"], 0);
});
