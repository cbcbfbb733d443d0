import { assert } from "@std/assert";
import { copy } from "../_files.ts";

const text = (bytes: Uint8Array) => new TextDecoder().decode(bytes);

/** Writes texts by their paths, with the folders above them. */
export async function write(
  folder: string,
  files: Readonly<Record<string, string>>,
): Promise<void> {
  for (const [path, text] of Object.entries(files)) {
    await Deno.mkdir(`${folder}/${path}`.replace(/\/[^/]*$/, ""), { recursive: true });
    await Deno.writeTextFile(`${folder}/${path}`, text);
  }
}

/** What git prints. */
export async function git(folder: string, ...args: string[]): Promise<string> {
  const who = ["-c", "user.name=Test", "-c", "user.email=test@example.org"];
  const command = new Deno.Command("git", { args: [...who, ...args], cwd: folder });
  const { success, stdout, stderr } = await command.output();
  assert(success, text(stderr));
  return text(stdout).trim();
}

/** Commits all that is in a folder. */
export async function commit(folder: string): Promise<void> {
  await git(folder, "add", ".");
  await git(folder, "commit", "--quiet", "--no-verify", "--message", "Change");
}

/** How a program ended. */
export interface Ended {
  readonly exit: number;
  readonly out: string;
  readonly err: string;
}

/** Runs a program of Deno with `folder` as its working folder. */
export async function deno(folder: string, args: readonly string[]): Promise<Ended> {
  const { code, stdout, stderr } = await new Deno.Command("deno", {
    args: ["run", "--quiet", ...args],
    cwd: folder,
    env: { NO_COLOR: "1" },
  }).output();
  return { exit: code, out: text(stdout), err: text(stderr) };
}

type InCopy = (folder: string, t: Deno.TestContext) => Promise<void>;

/** Makes a folder once, and registers tests that have a copy of it each. */
export function inCopiesOf(
  make: (folder: string) => Promise<void>,
): (name: string, action: InCopy) => void {
  let original = "";
  Deno.test.beforeAll(async () => {
    original = await Deno.makeTempDir({ dir: "/tmp", prefix: "descent-bench-" });
    await make(original);
  });
  Deno.test.afterAll(() => Deno.remove(original, { recursive: true }));
  return (name, action) =>
    Deno.test(name, async (t) => {
      const folder = `${original}-${crypto.randomUUID()}`;
      try {
        await copy(original, folder);
        await action(folder, t);
      } finally {
        await Deno.remove(folder, { recursive: true });
      }
    });
}
