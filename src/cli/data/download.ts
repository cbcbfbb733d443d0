import { clearTimeout, setTimeout } from "node:timers";
import { InputError, MachineError, reasonOf } from "../../errors.ts";
import { grouped, readable } from "../../numbers.ts";
import type { Io } from "../terminal/command.ts";
import { barText, clockText, statusLine } from "../terminal/progress.ts";
import { ifThere, writing } from "../work/folder.ts";
import { type Archive, sha256OfFile } from "./archives.ts";

export interface Download {
  readonly archive: Archive;
  readonly url: string;
  /** The file that grows until it is whole, over several calls if need be. */
  readonly path: string;
  /** Milliseconds without a byte, after which a connection counts as broken. */
  readonly stall: number;
}

/** A server did not bring the archive, or not all of it. */
class ServerError extends Error {}

/**
 * Brings a file to its full size with the right bytes.
 *
 * @throws {MachineError} When the address does not have it, or the disk is full
 * @throws {InputError} When the task may not use the network or the file
 */
export async function download(wanted: Download, io: Io): Promise<void> {
  const { archive: { name, size, sha256 }, url, path } = wanted;
  const failed = async (reason: string) =>
    new MachineError(
      `Cannot download ${name} from ${url}: ${reason}\n${await keptText(path, size)}; ` +
        "--from URL tries another address, --from FILE takes an archive you have",
    );
  for (let had = await sizeOf(path); had < size;) {
    const start = had > 0 ? `going on at ${progress(had, size)}` : inMB(size);
    io.err(`${name}: ${start} from ${url}\n`);
    try {
      await receive(had, wanted, io);
      break;
    } catch (error) {
      if (io.signal.aborted || !(error instanceof ServerError)) throw error;
      const before = had;
      had = await sizeOf(path);
      // As long as an address brings something, it may bring the rest.
      if (had <= before) throw await failed(error.message);
      io.err(`${name}: ${error.message}, trying again\n`);
    }
  }
  const found = await sha256OfFile(path);
  if (found === sha256) return;
  await writing(path, Deno.remove);
  throw await failed(`the SHA-256 of what came must be ${sha256}: it is ${found}`);
}

/** What the next call will find, after one that did not come to its end. */
export async function keptText(path: string, size: number): Promise<string> {
  const kept = await sizeOf(path);
  return kept === 0
    ? "Nothing was kept"
    : `${progress(kept, size)} are kept in "${path}"; the same command goes on from there`;
}

async function sizeOf(path: string): Promise<number> {
  return (await ifThere(path, Deno.stat))?.size ?? 0;
}

/** Asks for what is missing, and writes what comes where it belongs. */
async function receive(had: number, wanted: Download, io: Io): Promise<void> {
  const { archive: { name, size }, url, path, stall } = wanted;
  const line = statusLine(io);
  const silence = new AbortController();
  const timer = setTimeout(() => silence.abort(), stall);
  try {
    // Asked for a range, even from 0, fetch does not unpack what a server calls gzip-encoded.
    const headers = { range: `bytes=${had}-` };
    const signal = AbortSignal.any([silence.signal, io.signal]);
    const response = await fetch(url, { headers, signal });
    const start = startOf(response, had, size);
    let end = start;
    for await (const bytes of response.body ?? []) {
      timer.refresh();
      await writing(path, () => write(path, end, bytes));
      end += bytes.length;
      line.update((seconds) => downloadText(name, end, size, (end - start) / seconds, io));
    }
    if (end < size) throw new ServerError("the connection ended early");
  } catch (error) {
    if ([ServerError, InputError, MachineError].some((one) => error instanceof one)) throw error;
    if (error instanceof Deno.errors.NotCapable) {
      throw new InputError(`Cannot download ${url}: ${reasonOf(error)}`);
    }
    if (silence.signal.aborted) {
      throw new ServerError(`nothing came for ${readable(stall / 1000)} s`);
    }
    const { message, cause } = error as Error; // "fetch failed" has its reason as a cause
    const reason = cause instanceof Error ? cause.message : message;
    throw new ServerError(reason.replace(/^.*\): /, ""));
  } finally {
    line.clear();
    clearTimeout(timer);
    silence.abort(); // closes the connection if something is left of it
  }
}

/** Where in the file an answer begins, if it is an answer with that file. */
function startOf({ status, statusText, headers }: Response, had: number, size: number): number {
  if (status !== 200 && status !== 206) {
    throw new ServerError(`the server answered ${status} ${statusText}`.trimEnd());
  }
  const [, start, total] = status === 200
    ? ["", 0, headers.get("content-length")]
    : /^bytes (\d+)-\d+\/(\d+)$/.exec(headers.get("content-range") ?? "") ?? [];
  // A page to log in at answers 200 as well.
  if (Number(total) !== size) {
    const found = total ? grouped(Number(total)) : "an unknown number";
    throw new ServerError(`the file there must have ${grouped(size)} bytes: it has ${found}`);
  }
  if (Number(start) <= had) return Number(start);
  throw new ServerError("the server answered with another part of the file");
}

async function write(path: string, at: number, bytes: Uint8Array): Promise<void> {
  using file = await Deno.open(path, { write: true, create: true });
  await file.seek(at, Deno.SeekMode.Start);
  for (let rest = bytes; rest.length > 0;) rest = rest.subarray(await file.write(rest));
}

/** `cifar10 23 % · 39.1 of 170.1 MB · 82.3 kB/s · 26:31 left`; the rate is in bytes a second. */
export function downloadText(
  name: string,
  done: number,
  size: number,
  rate: number,
  io: Pick<Io, "isTerminal" | "errColumns">,
): string {
  const speed = rate < 1e6 ? `${readable(rate / 1e3)} kB/s` : `${readable(rate / 1e6)} MB/s`;
  const left = rate > 0 ? `${clockText((size - done) / rate)} left` : "– left";
  return barText(name, done / size, [progress(done, size), speed, left], io);
}

/** `39.1 of 170.1 MB` */
function progress(done: number, size: number): string {
  return `${(done / 1e6).toFixed(1)} of ${inMB(size)}`;
}

/** `170.1 MB` */
export function inMB(bytes: number): string {
  return `${(bytes / 1e6).toFixed(1)} MB`;
}
