/** What git answers. */
export interface Answer {
  readonly isFine: boolean;
  readonly out: Uint8Array;
  /** Why it did not do it: the first line, without what it puts before it. */
  readonly reason: string;
}

/** What is off, whatever the repository's own configuration says. */
const SETTINGS = [
  "core.fsmonitor=false",
  "core.hooksPath=/dev/null",
  "core.quotePath=false",
  "protocol.allow=never",
];
const OPTIONS = ["--no-pager", "--no-optional-locks", ...SETTINGS.flatMap((one) => ["-c", one])];
const ENVIRONMENT = {
  LC_ALL: "C", // its reasons are looked at
  GIT_ALLOW_PROTOCOL: "none", // more than protocol.allow, which a setting for one protocol beats
  GIT_NO_LAZY_FETCH: "1",
  GIT_TERMINAL_PROMPT: "0",
};

/**
 * Asks git, which only reads. A repository may come from anybody, and its configuration can name
 * programs for git to start: hooks, a monitor of files, filters, ways to fetch. The options keep
 * git from the ones that have a switch. Filters have none, so commands that apply them, such as
 * `status`, `diff` and `archive`, must not be asked for. The user's own configuration counts, as it
 * says which folders are trusted.
 *
 * @throws {Error} Of Deno, when git cannot be started
 */
export async function git(
  args: readonly string[],
  { cwd = ".", input = "" }: { readonly cwd?: string; readonly input?: string } = {},
): Promise<Answer> {
  const child = new Deno.Command("git", {
    args: [...OPTIONS, ...args],
    cwd,
    env: ENVIRONMENT,
    stdin: "piped",
    stdout: "piped",
    stderr: "piped",
  }).spawn();
  const answer = child.output();
  await ReadableStream.from([new TextEncoder().encode(input)]).pipeTo(child.stdin)
    .catch(() => {}); // it may end without having read all
  const { success, stdout, stderr } = await answer;
  const reason = textOf(stderr).split("\n")[0].replace(/^(fatal|error): /, "");
  return { isFine: success, out: stdout, reason };
}

/** The entries of an answer to a command with `-z`. */
export function entriesOf({ out }: Answer): string[] {
  return textOf(out).split("\0").slice(0, -1);
}

export interface Blob {
  readonly hash: string;
  readonly path: string;
}

/** The files of a commit below the working folder, by an answer to `ls-tree -r -z`. */
export function blobsOf(answer: Answer): Blob[] {
  return entriesOf(answer).flatMap((entry) => {
    const [, hash, path] = /^\d+ blob (\w+)\t(.*)$/s.exec(entry) ?? [];
    return path === undefined ? [] : [{ hash, path }];
  });
}

export function textOf(bytes: Uint8Array): string {
  return new TextDecoder().decode(bytes);
}
