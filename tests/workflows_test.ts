import { assert, assertEquals, assertMatch } from "@std/assert";
import { parse } from "@std/yaml";
import settings from "../deno.json" with { type: "json" };
import { COMMANDS } from "../src/cli/main.ts";
import { readArguments } from "../src/cli/terminal/command.ts";

const FOLDER = ".github/workflows";
/** The name of the command that a task calls. */
const commandOf = (task: string) =>
  / src\/cli\/main\.ts (\w+)$/.exec(settings.tasks[task as keyof typeof settings.tasks].command)
    ?.[1];

interface Step {
  readonly run?: string;
  readonly shell?: string;
  readonly uses?: string;
  readonly if?: string;
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
  Deno.test(`${name} runs tasks that are there, with flags that they understand`, async () => {
    const lines = stepsOf(workflow).flatMap(({ run }) => run?.trim().split("\n") ?? []);
    assert(lines.length > 0);
    for (const line of lines) {
      // Plumbing: a folder that Windows lacks, and the way to the page of the run.
      if (line === "mkdir /tmp") continue;
      if (line === 'cat timings/ci/summary.md >> "$GITHUB_STEP_SUMMARY"') continue;
      const [, task, rest] = /^deno task ([\w:]+) ?(.*)$/.exec(line) ?? [];
      assert(Object.hasOwn(settings.tasks, task), line);
      // What the shell puts in is one word.
      const words = rest.replaceAll(/"\$[^"]*"/g, "X").split(" ").filter(Boolean);
      const command = commandOf(task);
      if (command !== undefined) readArguments(words, await COMMANDS[command]());
      else assertEquals([task, words], ["ok", []]);
    }
  });

  Deno.test(`${name} needs no token and gives none away`, () => {
    assertEquals(workflow.permissions, { contents: "read" });
    assert(!/secrets\.|pull_request_target|GITHUB_TOKEN/.test(text));
    for (const { uses, with: given } of stepsOf(workflow)) {
      if (!uses?.startsWith("actions/checkout@")) continue;
      assertEquals(given?.["persist-credentials"], false);
    }
  });

  Deno.test(`${name} puts no text that others choose into a command`, () => {
    // What GitHub fills in is read by the shell: the name of a branch, a title, an input.
    for (const { run = "", shell = "", with: given } of stepsOf(workflow)) {
      for (const text of [run, shell, String(given?.script ?? "")]) assert(!text.includes("${{"));
    }
  });

  Deno.test(`${name} pins actions by their whole commit, and says which version it is`, () => {
    const lines = text.split("\n").filter((line) => /\buses:/.test(line));
    assertEquals(lines.length, stepsOf(workflow).filter(({ uses }) => uses !== undefined).length);
    for (const line of lines) {
      assertMatch(line, /\buses: [\w-]+\/[\w/-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+$/);
    }
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

Deno.test("sweep.yml keeps what is finished, whatever becomes of the rest", () => {
  const { workflow } = workflows.get("sweep.yml") as { workflow: Workflow };
  const uploads = stepsOf(workflow).filter(({ uses }) => uses?.includes("upload-artifact"));
  const conditions = uploads.map((step) => [step.with?.name, step.if]);
  assertEquals(conditions, [
    ["shard-${{ matrix.shard }}", "${{ always() }}"],
    ["results", "${{ !cancelled() }}"],
  ]);
  const [, , download, run] = workflow.jobs.shard.steps;
  assertEquals([download.with, download.if], [
    { name: "shard-${{ matrix.shard }}", path: "shard" },
    "${{ github.run_attempt > 1 }}",
  ]);
  assert(run.run?.endsWith(" --out shard --resume"));
});

/** Calls bash, which tests themselves are not permitted to. */
const CALL = `
  const args = ["-c", 'exec() { echo "$@"; }; source docs/sweep.sbatch', "bash", "a", "--out", "F"];
  const { code, stdout } = await new Deno.Command("bash", { args, stderr: "null" }).output();
  await Deno.stdout.write(stdout);
  Deno.exit(code);
`;

/** The shard that docs/sweep.sbatch makes of a task of an array, or the exit code. */
async function shardOf(...array: [task: number, min: number, max: number, count: number]) {
  const names = ["ID", "MIN", "MAX", "COUNT"];
  const env = names.map((name, i) => [`SLURM_ARRAY_TASK_${name}`, String(array[i])]);
  const { code, stdout } = await new Deno.Command("deno", {
    args: ["eval", CALL],
    env: { SLURM_SUBMIT_DIR: ".", ...Object.fromEntries(env) },
  }).output();
  const [, shard] = new TextDecoder().decode(stdout).match(/--shard (\S+)/) ?? [];
  return shard ?? `exit ${code}`;
}

Deno.test({
  name: "sweep.sbatch makes a shard of each task, and refuses arrays that are not whole",
  ignore: Deno.build.os === "windows", // no bash
  async fn() {
    assertEquals(await shardOf(3, 1, 8, 8), "3/8");
    assertEquals(await shardOf(7, 0, 7, 8), "8/8");
    // One that failed, on its own; one of one; some of an array; an array with gaps.
    for (
      const [task, min, max, count] of [[3, 3, 3, 1], [1, 1, 1, 1], [3, 3, 5, 3], [3, 1, 7, 4]]
    ) {
      assertEquals(await shardOf(task, min, max, count), "exit 2");
    }
  },
});
