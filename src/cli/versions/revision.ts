import { InputError, reasonOf, suggest } from "../../errors.ts";
import type { Bytes } from "../work/folder.ts";

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
  const { isFine, out, reason } = await git(args, what, cwd);
  if (isFine) return textOf(out).trim();
  if (/not a git repository/.test(reason)) {
    throw new InputError(`${what} as this folder is not a git checkout`);
  }
  if (!/single revision|unknown revision|bad revision|ambiguous argument/.test(reason)) {
    throw new InputError(`${what}: git says: ${reason}`);
  }
  const missing = `${what} as git knows none of this name`;
  const shallow = await git(["rev-parse", "--is-shallow-repository"], what, cwd);
  if (textOf(shallow.out).trim() === "true") {
    throw new InputError(
      `${missing}, but this checkout does not have all commits: git fetch --unshallow brings them`,
    );
  }
  const refs = await git(["for-each-ref", "--format=%(refname:short)"], what, cwd);
  const known = ["HEAD", ...textOf(refs.out).split("\n")];
  // Of HEAD~7 the name is right, but there may be no commit so far behind it.
  const stem = revision.replace(/[~^@:].*$/s, "");
  const near = known.includes(stem) ? "" : suggest(stem, known.filter(Boolean));
  throw new InputError(missing + (near.startsWith(": did you mean") ? near : ""));
}

/**
 * All files of a commit as they were committed. Links are files that hold their target, as git
 * itself makes them where there are no links. Nothing is written, not even by git.
 *
 * @throws {InputError} When git does not give them
 */
export async function readRevision(commit: string, cwd = "."): Promise<Bytes> {
  const what = `Cannot read revision "${commit}"`;
  // Line ends are not to be those of the system.
  const asCommitted = ["-c", "core.autocrlf=false", "-c", "core.eol=lf"];
  const args = [...asCommitted, "archive", "--format=tar", commit];
  const { isFine, out, reason } = await git(args, what, cwd);
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

/** @throws {InputError} When git does not give the files of a commit, or one cannot be written */
export async function unpackRevision(commit: string, folder: string, cwd = "."): Promise<void> {
  for (const [path, bytes] of await readRevision(commit, cwd)) {
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
  if (paths.length === 0) return [];
  const args = ["-c", "core.quotePath=false", "check-ignore", "--", ...paths];
  const { out } = await git(args, "Cannot ask git", ".");
  return textOf(out).split("\n");
}

/** What git answers; its reason is the first line, without what it puts before it. */
async function git(args: readonly string[], what: string, cwd: string) {
  try {
    const { success, stdout, stderr } = await new Deno.Command("git", {
      args: [...args],
      cwd,
      env: { LC_ALL: "C" }, // its reasons are looked at
    }).output();
    const reason = textOf(stderr).split("\n")[0].replace(/^(fatal|error): /, "");
    return { isFine: success, out: stdout, reason };
  } catch (error) {
    throw new InputError(
      error instanceof Deno.errors.NotFound
        ? `${what} as git is not installed: compare folders instead`
        : `${what}: git cannot be started: ${reasonOf(error)}`,
    );
  }
}

function textOf(bytes: Uint8Array): string {
  return new TextDecoder().decode(bytes);
}
