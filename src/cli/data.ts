/**
 * `data`: fetches a dataset, checks it and unpacks it.
 *
 * @module
 */
import { InputError, reasonOf, suggest } from "../errors.ts";
import { grouped } from "../numbers.ts";
import { type Archive, ARCHIVES } from "./data/archives.ts";
import { type Arguments, type Command, EXIT, type Io } from "./terminal/command.ts";
import { inMB, PATIENCE, type Patience } from "./data/download.ts";
import { checkWritable } from "./work/folder.ts";
import { fromFile, fromNetwork } from "./data/obtain.ts";

/** Where the folder goes: the parent of the default of `dataset.directory`. */
const FOLDER = "data";

/** The command for these archives. */
export function dataCommand(archives: readonly Archive[], patience: Patience): Command {
  const names = archives.map(({ name }) => name);
  return {
    summary: "Fetch a dataset: download, check by SHA-256, unpack.",
    usage: `deno task data ${names.join("|")} [options]`,
    details:
      `The archive comes from its official home, which can be slow: a download that breaks off
or is interrupted keeps what came in a .part file, and the same command goes on from there. Only
an archive of the right size and SHA-256 is unpacked, wherever it is from, and its folder appears
when it is whole. ${archives.map(sizeText).join("; ")}.

Mirrors are tried before the official home. FILE is only read.

Exit codes: 0 it is there, 1 no server had it, 2 wrong usage or a wrong file, 130 interrupted.`,
    flags: [
      { name: "to", value: "DIR", meaning: `Put its folder here instead of in "${FOLDER}"` },
      { name: "from", value: "FILE|URL", meaning: "Take this archive, or only this address" },
      { name: "mirror", value: "URL,…", meaning: "Try these addresses before the official home" },
    ],
    examples: [
      ["deno task data cifar10", `CIFAR-10, to ${FOLDER}/cifar-10-batches-bin`],
      ["deno task data cifar10 --from /tmp/cifar-10-binary.tar.gz", "From an archive you have"],
    ],
    run: (args, io) => fetchDataset(chosen(args, archives), args, patience, io),
  };
}

/** Fetches a dataset. */
export const data: Command = dataCommand(ARCHIVES, PATIENCE);

function sizeText({ name, size, files }: Archive): string {
  const unpacked = Object.values(files).reduce((sum, bytes) => sum + bytes, 0);
  return `${name} is ${inMB(size)} to download and ${inMB(unpacked)} unpacked`;
}

function chosen({ names, overrides }: Arguments, archives: readonly Archive[]): Archive {
  const known = archives.map(({ name }) => name);
  const [name, more] = [...names, ...overrides];
  if (name === undefined) throw new InputError(`Name a dataset: known are ${known.join(", ")}`);
  if (more !== undefined) {
    throw new InputError(`Cannot fetch "${more}" as one dataset is fetched at a time`);
  }
  const archive = archives.find((one) => one.name === name);
  if (archive !== undefined) return archive;
  throw new InputError(`Cannot fetch dataset "${name}"${suggest(name, known)}`);
}

async function fetchDataset(
  archive: Archive,
  { flags }: Arguments,
  patience: Patience,
  io: Io,
): Promise<number> {
  const to = String(flags.to ?? FOLDER).replace(/(?<=.)\/+$/, "");
  const { file, urls } = sourceOf(archive, flags);
  const target = `${to}/${archive.folder}`;
  const problem = await problemOf(target, archive);
  if (problem === null) {
    io.out(`${archive.name}: is there already, in ${target}\n`);
    return EXIT.fine;
  }
  if (problem !== ABSENT) {
    throw new InputError(
      `Cannot put ${archive.name} to "${target}" as something else is there (${problem}): move it ` +
        "away, or give another folder with --to DIR",
    );
  }
  await checkWritable(to);
  const isNew = await stat(to) === null;
  await Deno.mkdir(to, { recursive: true });
  try {
    const isThere = file === null
      ? await fromNetwork(archive, urls, to, patience, io)
      : await fromFile(archive, file, to, io);
    if (!isThere) return EXIT.interrupted;
  } finally {
    if (isNew) await Deno.remove(to).catch(() => {}); // goes only if nothing is in it
  }
  const directory = to === FOLDER ? "" : ` dataset.directory=${target}`;
  io.out(
    `${archive.name}: ${target} is there, from an archive with the right SHA-256\n` +
      `Use it with dataset.name=${archive.name}${directory}\n`,
  );
  return EXIT.fine;
}

/** Where to take an archive from: a file, or addresses in their order. */
function sourceOf(
  { url }: Archive,
  { from, mirror }: Arguments["flags"],
): { readonly file: string | null; readonly urls: readonly string[] } {
  if (from !== undefined && mirror !== undefined) {
    throw new InputError("Give either --from or --mirror, not both");
  }
  if (typeof mirror === "string") {
    return { file: null, urls: [...mirror.split(/,(?=\w+:)/).map(checkUrl("mirror")), url] };
  }
  if (typeof from !== "string") return { file: null, urls: [url] };
  return /^\w{2,}:\/\//.test(from)
    ? { file: null, urls: [checkUrl("from")(from)] }
    : { file: from, urls: [] };
}

const checkUrl = (flag: string) => (text: string): string => {
  if (/^https?:\/\//i.test(text) && URL.canParse(text)) return text;
  throw new InputError(`Option --${flag} must begin with http:// or https://: it is "${text}"`);
};

const ABSENT = "there is no such folder";

/** What is at a path; null when nothing is. */
function stat(path: string): Promise<Deno.FileInfo | null> {
  return Deno.stat(path).catch((error: unknown) => {
    if (error instanceof Deno.errors.NotFound) return null;
    throw new InputError(`Cannot read "${path}": ${reasonOf(error)}`);
  });
}

/** What keeps a folder from being an unpacked archive; null when it is complete. */
async function problemOf(folder: string, { files }: Archive): Promise<string | null> {
  const found = await stat(folder);
  if (found === null) return ABSENT;
  if (!found.isDirectory) return "it is not a folder";
  for (const [file, size] of Object.entries(files)) {
    const info = await stat(`${folder}/${file}`);
    if (info === null) return `${file} is not in it`;
    if (info.size !== size) return `${file} has ${grouped(info.size)} of ${grouped(size)} bytes`;
  }
  return null;
}
