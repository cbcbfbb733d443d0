import { InputError, reasonOf, suggest } from "../../errors.ts";

/** Where git is asked. */
export interface Where {
  /** A folder of the checkout; the project's when left out. */
  readonly cwd?: string;
}

/**
 * The commit that a revision stands for, as a full hash.
 *
 * @throws {InputError} When git knows no such revision, or there is no git or no checkout
 */
export async function commitOf(revision: string, { cwd = "." }: Where = {}): Promise<string> {
  const what = `Cannot read revision "${revision}"`;
  // Such a word would be an option of git.
  if (/^-|^$/.test(revision)) throw new InputError(`${what} as no revision has this name`);
  const { isFine, out, reason } = await git(
    ["rev-parse", "--verify", "--end-of-options", `${revision}^{commit}`],
    what,
    cwd,
  );
  if (isFine) return text(out).trim();
  if (/not a git repository/.test(reason)) {
    throw new InputError(`${what} as this folder is not a git checkout`);
  }
  if (!/single revision|unknown revision|bad revision|ambiguous argument/.test(reason)) {
    throw new InputError(`${what}: git says: ${reason}`);
  }
  throw new InputError(`${what} as git knows none of this name${await hint(revision, what, cwd)}`);
}

/**
 * The files of a revision at or below `paths`, which need not be there. Nothing is written, not
 * even by git.
 *
 * @throws {InputError} When git knows no such revision, or there is no git or no checkout
 */
export async function readRevision(
  revision: string,
  paths: readonly string[],
  where: Where = {},
): Promise<ReadonlyMap<string, Uint8Array>> {
  const { cwd = "." } = where;
  const what = `Cannot read revision "${revision}"`;
  const commit = await commitOf(revision, where);
  // An archive of a path that is not there fails.
  const listed = await git(["ls-tree", "-z", "--name-only", commit, "--", ...paths], what, cwd);
  if (!listed.isFine) throw new InputError(`${what}: git says: ${listed.reason}`);
  const there = text(listed.out).split("\0").filter((path) => path !== "");
  return there.length === 0 ? new Map() : await archived(commit, there, what, cwd);
}

/**
 * Writes all files of a revision below `folder`, which is made, and returns the commit as a full
 * hash. Links become files that hold their target, as git itself does where there are no links.
 *
 * @throws {InputError} When git knows no such revision, or there is no git or no checkout, or a
 * file cannot be written
 */
export async function unpackRevision(
  revision: string,
  folder: string,
  where: Where = {},
): Promise<string> {
  const { cwd = "." } = where;
  const commit = await commitOf(revision, where);
  const files = await archived(commit, ["."], `Cannot unpack revision "${revision}"`, cwd);
  for (const [path, bytes] of files) {
    try {
      await Deno.mkdir(`${folder}/${path}`.replace(/\/[^/]*$/, ""), { recursive: true });
      await Deno.writeFile(`${folder}/${path}`, bytes);
    } catch (error) {
      throw new InputError(`Cannot write "${folder}/${path}": ${reasonOf(error)}`);
    }
  }
  return commit;
}

/** Those of the paths that git is told to ignore; none without git or outside of the checkout. */
export async function ignoredPaths(paths: readonly string[]): Promise<string[]> {
  if (paths.length === 0) return [];
  const args = ["-c", "core.quotePath=false", "check-ignore", "--", ...paths];
  const { out } = await git(args, "Cannot ask git", ".");
  return text(out).split("\n").filter((path) => path !== "");
}

/** The files of a commit below paths that are there, by their path from the folder that is asked. */
async function archived(
  commit: string,
  paths: readonly string[],
  what: string,
  cwd: string,
): Promise<Map<string, Uint8Array>> {
  // As they were committed: line ends are not those of the system.
  const asCommitted = ["-c", "core.autocrlf=false", "-c", "core.eol=lf"];
  const { isFine, out, reason } = await git(
    [...asCommitted, "archive", "--format=tar", commit, "--", ...paths],
    what,
    cwd,
  );
  if (!isFine) throw new InputError(`${what}: git says: ${reason}`);
  const { createTarDecoder } = await import("modern-tar"); // not needed for --help
  const entries = ReadableStream.from([out]).pipeThrough(createTarDecoder({ strict: true }));
  const files = new Map<string, Uint8Array>();
  for await (const { header: { name, type, linkname = "" }, body } of entries) {
    const bytes = new Uint8Array(await new Response(body).arrayBuffer());
    if (type === "file") files.set(name, bytes);
    if (type === "symlink") files.set(name, new TextEncoder().encode(linkname));
  }
  return files;
}

interface Answer {
  readonly isFine: boolean;
  readonly out: Uint8Array<ArrayBuffer>;
  /** The first line of what it said, without what git puts before it. */
  readonly reason: string;
}

async function git(args: readonly string[], what: string, cwd: string): Promise<Answer> {
  try {
    const { success, stdout, stderr } = await new Deno.Command("git", {
      args: [...args],
      cwd,
      env: { LC_ALL: "C" }, // its reasons are looked at
    }).output();
    const reason = text(stderr).split("\n")[0].replace(/^(fatal|error): /, "");
    return { isFine: success, out: stdout, reason };
  } catch (error) {
    if (!(error instanceof Deno.errors.NotFound)) {
      throw new InputError(`${what}: git cannot be started: ${reasonOf(error)}`);
    }
    throw new InputError(`${what} as git is not installed: compare folders instead`);
  }
}

/** Names that a hint writes out when none is near. */
const FEW = 8;

/** What may have been meant by a revision that is not there. */
async function hint(revision: string, what: string, cwd: string): Promise<string> {
  const refs = ["refs/heads", "refs/tags", "refs/remotes"];
  const { out } = await git(["for-each-ref", "--format=%(refname:short)", ...refs], what, cwd);
  const names = ["HEAD", ...text(out).split("\n").filter((name) => name !== "")];
  const stem = revision.replace(/[~^@:].*$/s, "");
  // There may be no commit so far behind a name that is right.
  const near = names.includes(stem) ? "" : suggest(stem, names);
  if (near.startsWith(": did you mean")) return near;
  const { out: answer } = await git(["rev-parse", "--is-shallow-repository"], what, cwd);
  if (text(answer).trim() === "true") {
    return ", but this checkout does not have all commits: git fetch --unshallow brings them";
  }
  return names.length <= FEW ? near : "";
}

function text(bytes: Uint8Array): string {
  return new TextDecoder().decode(bytes);
}
