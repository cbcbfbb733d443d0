import { InputError, reasonOf, suggest } from "../../errors.ts";
import type { Bytes } from "../work/folder.ts";
import { blobsOf, entriesOf, git, textOf } from "../work/git.ts";

const NEWLINE = 10;

/**
 * The commit that a revision stands for, as a full hash.
 *
 * @throws {InputError} When git knows no such revision, or there is no git or no checkout
 */
export async function commitOf(revision: string, cwd = "."): Promise<string> {
  const what = `Cannot read revision "${revision}"`;
  // Such a word would be an option of git.
  if (/^-|^$/.test(revision)) throw new InputError(`${what} as no revision has this name`);
  const args = ["rev-parse", "--verify", "--end-of-options", `${revision}^{commit}`];
  const { isFine, out, reason } = await ask(args, what, cwd);
  if (isFine) return textOf(out).trim();
  if (/not a git repository/.test(reason)) {
    throw new InputError(`${what} as this folder is not a git checkout`);
  }
  if (!/single revision|unknown revision|bad revision|ambiguous argument/.test(reason)) {
    throw new InputError(`${what}: git says: ${reason}`);
  }
  const missing = `${what} as git knows none of this name`;
  const shallow = await ask(["rev-parse", "--is-shallow-repository"], what, cwd);
  if (textOf(shallow.out).trim() === "true") {
    throw new InputError(
      `${missing}, but this checkout does not have all commits: git fetch --unshallow brings them`,
    );
  }
  const refs = await ask(["for-each-ref", "--format=%(refname:short)"], what, cwd);
  const known = ["HEAD", ...textOf(refs.out).split("\n")];
  // Of HEAD~7 the name is right, but there may be no commit so far behind it.
  const stem = revision.replace(/[~^@:].*$/s, "");
  const near = known.includes(stem) ? "" : suggest(stem, known.filter(Boolean));
  throw new InputError(missing + (near.startsWith(": did you mean") ? near : ""));
}

/**
 * All files of a commit as they were committed, whatever attributes say. Links are files that hold
 * their target, as git itself makes them where there are no links. Nothing is written, not even by
 * git.
 *
 * @throws {InputError} When git does not give them
 */
export async function readRevision(commit: string, cwd = "."): Promise<Bytes> {
  const what = `Cannot read revision "${commit}"`;
  const tree = await ask(["ls-tree", "-r", "-z", commit], what, cwd);
  if (!tree.isFine) throw new InputError(`${what}: git says: ${tree.reason}`);
  const blobs = blobsOf(tree);
  const input = blobs.map(({ hash }) => `${hash}\n`).join("");
  const { out, reason } = await ask(["cat-file", "--batch"], what, cwd, input);
  const files = new Map<string, Uint8Array>();
  let at = 0;
  for (const { path } of blobs) {
    const start = out.indexOf(NEWLINE, at) + 1;
    // HASH blob SIZE, and on the next lines that many bytes
    const [, size] = / blob (\d+)\n$/.exec(textOf(out.subarray(at, start))) ?? [];
    if (size === undefined) {
      throw new InputError(`${what}: git says: ${reason || `"${path}" is missing`}`);
    }
    const end = start + Number(size);
    files.set(path, out.subarray(start, end));
    at = end + 1;
  }
  return files;
}

/** @throws {InputError} When git does not give the files of a commit, or one cannot be written */
export async function unpackRevision(commit: string, folder: string, cwd = "."): Promise<void> {
  for (const [path, bytes] of await readRevision(commit, cwd)) {
    // git makes no such name, but a repository may hold one.
    if (/(^|[/\\])\.\.([/\\]|$)/.test(path)) {
      throw new InputError(`Cannot write "${path}" of "${commit}" as it leads out of its folder`);
    }
    try {
      await Deno.mkdir(`${folder}/${path}`.replace(/\/[^/]*$/, ""), { recursive: true });
      await Deno.writeFile(`${folder}/${path}`, bytes);
    } catch (error) {
      throw new InputError(`Cannot write "${folder}/${path}": ${reasonOf(error)}`);
    }
  }
}

/** Those of the paths that git ignores; none outside of the checkout. */
export async function ignoredPaths(paths: readonly string[]): Promise<string[]> {
  const input = paths.map((path) => `${path}\0`).join("");
  return entriesOf(await ask(["check-ignore", "-z", "--stdin"], "Cannot ask git", ".", input));
}

/** @throws {InputError} When git cannot be started */
async function ask(args: readonly string[], what: string, cwd: string, input = "") {
  try {
    return await git(args, { cwd, input });
  } catch (error) {
    throw new InputError(
      error instanceof Deno.errors.NotFound
        ? `${what} as git is not installed: compare folders instead`
        : `${what}: git cannot be started: ${reasonOf(error)}`,
    );
  }
}
