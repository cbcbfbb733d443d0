import { fileURLToPath } from "node:url";
import { withFolder } from "../_files.ts";

const ROOT = fileURLToPath(new URL("../..", import.meta.url));

const PERMISSIONS = [
  `--allow-read=.,..,/tmp,${ROOT}`,
  "--allow-write=.,/tmp",
  "--allow-run=deno,git",
  "--allow-sys=cpus,osRelease",
];

/**
 * Stands for benches: prints what `deno bench --json` would, with the times of `bench/times.json`
 * and a wobble of up to 1 % from process to process. A text instead of a time is what a bench
 * throws.
 */
const BENCHES = `
const rows = JSON.parse(await Deno.readTextFile("bench/times.json"));
const count = Number(await Deno.readTextFile("count").catch(() => "0"));
await Deno.writeTextFile("count", String(count + 1));
const wobble = 1 + [0, 0.01, -0.01, 0.005, -0.005, 0.002][count % 6];
const benches = Object.entries({ "ceiling/sums [flop=1000]": 100, ...rows }).map(([name, time]) => ({
  origin: "file:///k",
  group: name.slice(0, name.indexOf("/")),
  name,
  baseline: false,
  results: [
    typeof time === "string"
      ? { failed: { message: time } }
      : { ok: { min: time * wobble, p75: 2 * time * wobble } },
  ],
}));
const failed = benches.some(({ results: [result] }) => "failed" in result);
console.log(JSON.stringify({ version: 1, runtime: "Deno/1.2.3 any", cpu: "Abacus", benches }, null, 2));
Deno.exit(failed ? 1 : 0);
`;

/** Times in nanoseconds, or what is thrown, by the name under which a bench is registered. */
export type Times = Readonly<Record<string, number | string>>;

/** A checkout with benches that are made up; `times` sets those of the code as it is now. */
export interface Checkout {
  readonly folder: string;
  times(times: Times): Promise<void>;
  write(path: string, text: string): Promise<void>;
  read(path: string): Promise<string>;
  commit(): Promise<void>;
  /** The command as its task starts it. */
  run(
    ...words: readonly string[]
  ): Promise<{ readonly exit: number; readonly out: string; readonly err: string }>;
}

/** Gives a checkout whose first commit has these times. */
export async function withCheckout(
  times: Times,
  action: (checkout: Checkout) => Promise<void>,
): Promise<void> {
  await withFolder(async (folder) => {
    const checkout: Checkout = {
      folder,
      times: (times) => checkout.write("bench/times.json", JSON.stringify(times)),
      async write(path, text) {
        await Deno.mkdir(`${folder}/${path}`.replace(/\/[^/]*$/, ""), { recursive: true });
        await Deno.writeTextFile(`${folder}/${path}`, text);
      },
      read: (path) => Deno.readTextFile(`${folder}/${path}`),
      async commit() {
        await git(folder, "add", ".");
        await git(folder, "commit", "--quiet", "--allow-empty", "--message", "Change");
      },
      async run(...words) {
        const args = ["run", "--quiet", ...PERMISSIONS, `${ROOT}src/cli/main.ts`, ...words];
        const env = { NO_COLOR: "1" };
        const command = new Deno.Command("deno", { args, cwd: folder, env });
        const { code, stdout, stderr } = await command.output();
        const text = (bytes: Uint8Array) => new TextDecoder().decode(bytes);
        return { exit: code, out: text(stdout), err: text(stderr) };
      },
    };
    await checkout.write("bench/deno.json", "{}");
    await checkout.write("bench/kernels.bench.ts", BENCHES);
    await checkout.write(".gitignore", "/timings/\n/count\n");
    await checkout.times(times);
    await git(folder, "init", "--quiet", "--initial-branch=main");
    await checkout.commit();
    await action(checkout);
  });
}

async function git(folder: string, ...args: readonly string[]): Promise<void> {
  const settings = ["user.name=A", "user.email=a@b.c", "commit.gpgsign=false"];
  const { success, stderr } = await new Deno.Command("git", {
    args: [...settings.flatMap((one) => ["-c", one]), ...args],
    cwd: folder,
  }).output();
  if (!success) throw new Error(new TextDecoder().decode(stderr));
}
