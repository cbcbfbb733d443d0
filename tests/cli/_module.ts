/** Projects with methods of one's own, on which the real program is started. */
import { withFolder } from "../_files.ts";
import { deno, type Ended, write } from "./_checkout.ts";

const ROOT = new URL("../../", import.meta.url).pathname;

/** What tasks start the program with; the project is the folder it is started in. */
const PROGRAM = [
  ...["--no-prompt", "--cached-only", "--config", `${ROOT}deno.json`],
  ...[`--allow-read=${ROOT},/tmp`, "--allow-write=/tmp"],
  ...["--allow-sys=cpus,osRelease", `${ROOT}src/cli/main.ts`],
];

/** A module whose method goes along the signs of the gradient, with an option and its name. */
export function signs({ name = "signs", more = "" } = {}): string {
  return `import { defineRule } from "@descent-bench/descent-bench";
import { z } from "zod";
${more}
export default defineRule({
  name: "${name}",
  summary: "W ← W − η·factor·sign(∇L)",
  options: z.strictObject({
    factor: z.number().positive().max(10).default(1).describe("What each sign is multiplied with"),
  }),
  example: { stepSize: 0.1 },
  make: ({ factor }) => (direction, gradient) =>
    gradient.forEach((one, k) => direction[k] = factor * Math.sign(one)),
});
`;
}

/** A project's folder. */
export interface Project {
  readonly folder: string;
  /** Calls the program there; paths of the project stand as PROJECT. */
  call(line: string, more?: readonly string[]): Promise<Ended>;
  /** The same, but does the next of some things each time it waits, and stops it after the last one. */
  watch(line: string, things: readonly (() => Promise<unknown>)[]): Promise<Ended>;
  write(files: Readonly<Record<string, string>>): Promise<void>;
  read(path: string): Promise<string>;
}

/** Gives a project with files. */
export async function withProject(
  files: Readonly<Record<string, string>>,
  action: (project: Project) => Promise<void>,
): Promise<void> {
  await withFolder(async (above) => {
    const folder = `${above}/project`;
    await write(folder, files);
    await action({
      folder,
      async call(line, more = []) {
        const words = line.split(" ").filter(Boolean);
        const { exit, out, err } = await deno(folder, [...PROGRAM, ...words, ...more]);
        const [plainOut, plainErr] = [out, err].map((one) => one.replaceAll(folder, "PROJECT"));
        return { exit, out: plainOut, err: plainErr };
      },
      async watch(line, things) {
        const args = ["run", "--quiet", ...PROGRAM, ...line.split(" ")];
        const env = { NO_COLOR: "1" };
        const child = new Deno.Command("deno", {
          ...{ args, cwd: folder, env, stdout: "piped", stderr: "piped" } as const,
        }).spawn();
        const rest = [...things];
        const out = new Response(child.stdout).text();
        let err = "";
        for await (const text of child.stderr.pipeThrough(new TextDecoderStream())) {
          err += text;
          if (!text.includes("Waiting for ")) continue;
          const next = rest.shift();
          if (next === undefined) child.kill("SIGINT");
          else await next();
        }
        return { exit: (await child.status).code, out: await out, err };
      },
      write: (files) => write(folder, files),
      read: (path) => Deno.readTextFile(`${folder}/${path}`),
    });
  });
}
