/** A repository may come from anybody: what its configuration names is never started. */
import { assertEquals, assertMatch, assertRejects } from "@std/assert";
import { InputError } from "../../src/errors.ts";
import { ignoredPaths, readRevision, unpackRevision } from "../../src/cli/versions/revision.ts";
import { copy, toyFile, withFolder } from "../_files.ts";
import { commit, deno, git, inCopiesOf, write } from "./_checkout.ts";
import { withCheckout } from "./_bench_checkout.ts";

const PROGRAM = ["src", "mod.ts", "deno.json", "deno.lock", ".gitignore"];
const PERMISSIONS = [
  "--allow-read=.,/tmp",
  "--allow-write=.,/tmp",
  "--allow-run=git",
  "--allow-sys",
];
const ATTRIBUTES = "* filter=trap diff=trap merge=trap export-subst\n*.json filter=long\n";
/** Has git ask for a signature when it fills in what is to be substituted. */
const SIGNED = "// $Format:%G?$\n";

/** What starts a program, by key; MARK stands for a command that leaves a mark of this name. */
const CONFIG: Readonly<Record<string, string>> = {
  "core.fsmonitor": "MARK fsmonitor",
  "core.sshCommand": "MARK ssh",
  "core.gitProxy": "MARK proxy",
  "core.askPass": "MARK askpass",
  "core.editor": "MARK editor",
  "core.pager": "MARK pager",
  "core.alternateRefsCommand": "MARK alternates",
  "credential.helper": "!MARK credential",
  "diff.external": "MARK external",
  "diff.trap.command": "MARK diff",
  "diff.trap.textconv": "MARK textconv",
  "merge.trap.driver": "MARK merge",
  "filter.trap.clean": "MARK clean",
  "filter.trap.smudge": "MARK smudge",
  "filter.long.process": "MARK process",
  "gpg.program": "PROGRAM",
  "tar.tar.command": "MARK tar",
  "protocol.allow": "always",
  "protocol.ext.allow": "always",
  "remote.origin.url": "ext::MARK remote",
  "remote.origin.promisor": "true",
  "extensions.partialClone": "origin",
  ...Object.fromEntries(
    ["status", "ls-tree", "ls-files", "cat-file", "rev-parse", "for-each-ref", "check-ignore"]
      .flatMap((name) => [[`alias.${name}`, `!MARK alias`], [`pager.${name}`, "MARK pager"]]),
  ),
};

/** Sets traps in a checkout; gives what lists the marks that were left until now. */
async function trap(folder: string): Promise<() => Promise<string[]>> {
  const marks = `${folder}/.git/marks`;
  await Deno.mkdir(marks);
  const program = `${folder}/.git/trap.sh`;
  await Deno.writeTextFile(program, `#!/bin/sh\ntouch "${marks}/\${1:-program}"\n`);
  await Deno.chmod(program, 0o755);
  await write(folder, { ".git/info/attributes": ATTRIBUTES });
  for (const hook of ["post-index-change", "reference-transaction", "post-checkout"]) {
    const path = `${folder}/.git/hooks/${hook}`;
    await write(folder, { [`.git/hooks/${hook}`]: `#!/bin/sh\ntouch "${marks}/${hook}"\n` });
    await Deno.chmod(path, 0o755);
  }
  await git(folder, "config", "core.repositoryFormatVersion", "1");
  for (const [key, value] of Object.entries(CONFIG)) {
    const text = value.replace("MARK", program).replace("PROGRAM", program);
    await git(folder, "config", key, text);
  }
  return async () => (await Array.fromAsync(Deno.readDir(marks))).map(({ name }) => name).sort();
}

/** Makes files look changed, so that git has to look at their bytes. */
async function touchAll(folder: string): Promise<void> {
  for (const path of ["deno.json", "src/errors.ts", "experiments/batch_size.jsonc"]) {
    await Deno.utime(`${folder}/${path}`, 1, 1);
  }
}

const inCopy = inCopiesOf(async (folder) => {
  for (const path of PROGRAM) await copy(path, `${folder}/${path}`);
  await write(folder, {
    "experiments/batch_size.jsonc": `${SIGNED}${toyFile()}`,
    "results/batch_size/chart.txt": "A chart\n",
    ".gitattributes": ATTRIBUTES,
  });
  await git(folder, "init", "--quiet", "--initial-branch=main");
  await commit(folder);
});

const program = (folder: string, ...words: string[]) =>
  deno(folder, ["--cached-only", ...PERMISSIONS, "src/cli/main.ts", ...words]);

inCopy("traps work: status, archive and fetch leave marks", async (folder) => {
  const marks = await trap(folder);
  await touchAll(folder);
  const words = [["status"], ["archive", "--output=.git/tar", "HEAD"], ["fetch"]];
  // Programs that answer nothing make git fail.
  for (const some of words) await git(folder, ...some).catch(() => {});
  assertEquals(await marks(), ["clean", "fsmonitor", "process", "remote", "smudge"]);
});

inCopy("run and compare start nothing that a repository names", async (folder) => {
  const marks = await trap(folder);
  await touchAll(folder);
  const ran = await program(folder, "run", "batch_size", "stop.iterations=6");
  assertEquals(ran.exit, 0);
  const manifest = await Deno.readTextFile(`${folder}/results/local/batch_size/manifest.json`);
  const head = await git(folder, "-c", "core.fsmonitor=false", "rev-parse", "HEAD");
  assertEquals(JSON.parse(manifest).git, { commit: head, dirty: false });
  // The folder has an experiment that the revision lacks: git is asked whether it ignores it.
  await write(folder, { "results/:(glob)é/chart.txt": "B\n" });
  const compared = await program(folder, "compare", "main", ".");
  assertEquals([compared.exit, compared.err], [3, ""]);
  assertMatch(compared.out, /^Only in \.: :\(glob\)é$/m);
  assertEquals((await program(folder, "compare", "mian", ".")).exit, 2);
  assertEquals(await marks(), []);
});

inCopy("a revision of which objects are missing is not fetched", async (folder) => {
  const marks = await trap(folder);
  const hash = await git(folder, "-c", "core.fsmonitor=false", "rev-parse", "HEAD:deno.json");
  await Deno.remove(`${folder}/.git/objects/${hash.slice(0, 2)}/${hash.slice(2)}`);
  await assertRejects(
    () => readRevision("HEAD", folder),
    InputError,
    'Cannot read revision "HEAD": git says: ',
  );
  assertEquals(await marks(), []);
});

Deno.test("bench --against starts nothing that a repository names", async () => {
  await withCheckout({ "kernels/dot": 50 }, async ({ folder, run }) => {
    const marks = await trap(folder);
    await Deno.utime(`${folder}/bench/times.json`, 1, 1);
    const { exit, out } = await run("bench", "--against", "HEAD", "kernels", "--rounds", "3");
    assertEquals([exit, await marks()], [0, []], out);
  });
});

inCopy("unpackRevision() writes nothing outside of its folder", async (folder) => {
  const hash = await git(folder, "rev-parse", "HEAD:deno.json");
  const bytes = hash.match(/../g)?.map((pair) => parseInt(pair, 16)) ?? [];
  const tree = new Uint8Array([...new TextEncoder().encode("100644 ../out\0"), ...bytes]);
  await Deno.writeFile(`${folder}/tree`, tree);
  const made = await git(folder, "hash-object", "-w", "-t", "tree", "--literally", "tree");
  await withFolder(async (target) => {
    await assertRejects(
      () => unpackRevision(made, `${target}/in`, folder),
      InputError,
      `Cannot write "../out" of "${made}" as it leads out of its folder`,
    );
    assertEquals(await Array.fromAsync(Deno.readDir(target)), []);
  });
});

Deno.test("ignoredPaths() takes names as they are", async () => {
  const odd = "results/local/:(glob)\n*é/chart.txt";
  assertEquals(await ignoredPaths([odd, "results/é"]), [odd]);
});
