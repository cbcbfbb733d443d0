import { MachineError } from "../../errors.ts";
import { counted, grouped, readable } from "../../numbers.ts";
import type { Archive } from "./archives.ts";
import type { Io } from "../terminal/command.ts";
import type { Part } from "./part.ts";
import { barText, clockText, type StatusLine, statusLine } from "../terminal/progress.ts";
import { ask, Broken, networkError, place, Refused, type Server, watchdog } from "./server.ts";

/** How long to wait for a server. */
export interface Patience {
  /** Milliseconds without a byte after which a connection counts as broken. */
  readonly stall: number;
  /** Milliseconds before each further try. */
  readonly pauses: readonly number[];
}

/** A minute of trying, for a network that comes back by itself. */
export const PATIENCE: Patience = { stall: 30_000, pauses: [1000, 2000, 4000, 8000, 15_000] };

/** Bytes that a try must bring to count as one that got on, after which the pauses begin anew. */
const WORTHWHILE = 1e5;

/** What is downloaded, from where, and where to. */
export interface Download {
  readonly archive: Archive;
  /** Addresses, tried one after the other. */
  readonly urls: readonly string[];
  readonly part: Part;
  readonly patience: Patience;
}

/** A download in the middle of things. */
interface Session extends Download {
  readonly line: StatusLine;
  readonly io: Io;
  /** Bytes that came so far, and so the rate. */
  received: number;
}

/**
 * Brings a part file to its full size with the right bytes.
 *
 * @throws {MachineError} When no address has it
 * @throws {InputError} When the part file cannot be written
 */
export async function download(wanted: Download, io: Io): Promise<void> {
  const { archive: { name, size }, urls, part } = wanted;
  const line = statusLine(io, () => performance.now());
  const session: Session = { ...wanted, line, io, received: 0 };
  const failures: string[] = [];
  for (const url of urls) {
    const start = part.size() > 0 ? `going on at ${progress(part.size(), size)}` : inMB(size);
    if (part.size() < size) io.err(`${name}: ${start} from ${url}\n`);
    try {
      return await downloadFrom(url, session);
    } catch (error) {
      if (!(error instanceof Broken || error instanceof Refused)) throw error;
      failures.push(`${url}: ${error.message}`);
    } finally {
      line.clear();
    }
  }
  const kept = part.size() > 0
    ? `${inMB(part.size())} are kept in "${part.path}"; the same command goes on from there`
    : "Nothing was kept; --mirror URL tries another address, --from FILE takes one you have";
  throw new MachineError(`Cannot download ${name} from ${failures.join("\nnor from ")}\n${kept}`);
}

/** Tries one address until everything is there, or as long as there is hope. */
async function downloadFrom(url: string, session: Session): Promise<void> {
  const { archive: { name }, part, patience: { pauses }, line, io } = session;
  const server: Server = { url, validator: null };
  let farthest = part.size();
  for (let failed = 0;;) {
    try {
      return await attempt(server, session);
    } catch (error) {
      if (!(error instanceof Broken)) throw error;
      // Getting on is getting farther than ever: a server that always starts over does not.
      if (part.size() >= farthest + WORTHWHILE) failed = 0;
      farthest = Math.max(farthest, part.size());
      if (failed === pauses.length) {
        throw new Broken(`${error.message} (${counted(failed + 1, "attempt")})`);
      }
      line.say(`${name}: trying again in ${readable(pauses[failed] / 1000)} s: ${error.message}`);
      await pause(pauses[failed], io.signal);
      failed += 1;
    }
  }
}

/** Asks for what is missing, receives it, and checks the whole. */
async function attempt(server: Server, session: Session): Promise<void> {
  const { archive, part, io: { signal } } = session;
  const before = part.size();
  if (before < archive.size) await receive(server, session);
  const sha256 = await part.sha256(signal);
  if (sha256 === archive.sha256) return;
  await part.empty();
  const message = `the SHA-256 of what came must be ${archive.sha256}: it is ${sha256}`;
  // Two halves that do not belong together say nothing of the file that is there.
  throw before > 0 ? new Broken(message) : new Refused(message);
}

async function receive(server: Server, session: Session): Promise<void> {
  const { archive: { name, size }, part, patience, line, io } = session;
  using watch = watchdog(patience.stall, io.signal);
  const online = <Result>(action: Promise<Result>) =>
    action.catch((error: unknown) => {
      throw networkError(error, server, watch.signal);
    });
  const response = await online(ask(server, part.size(), watch.signal));
  try {
    await place(response, server, size, part);
    const reader = (response.body ?? new Blob().stream()).getReader();
    for (;;) {
      const { done, value } = await online(reader.read());
      if (done) break;
      watch.beat();
      if (part.size() + value.length > size) {
        await part.empty();
        throw new Refused(`the file there has more than ${grouped(size)} bytes`);
      }
      await part.append(value);
      session.received += value.length;
      line.update((seconds) =>
        progressText(name, part.size(), size, session.received / seconds, io)
      );
    }
  } finally {
    watch.abort(); // closes the connection if something is left of it
  }
  if (part.size() < size) {
    throw new Broken(`the connection ended at ${progress(part.size(), size)}`);
  }
}

/** Waits; throws the reason of `signal` when that is set. */
function pause(milliseconds: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const stop = () => {
      clearTimeout(timer);
      reject(signal.reason);
    };
    const timer = setTimeout(() => {
      signal.removeEventListener("abort", stop);
      resolve();
    }, milliseconds);
    signal.addEventListener("abort", stop, { once: true });
    if (signal.aborted) stop();
  });
}

/** `cifar10 ━━━━━───── 23 % · 39.1 of 170.1 MB · 82.3 kB/s · 26:35 left` */
export function progressText(
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
export function progress(done: number, size: number): string {
  return `${(done / 1e6).toFixed(1)} of ${inMB(size)}`;
}

/** `170.1 MB` */
export function inMB(bytes: number): string {
  return `${(bytes / 1e6).toFixed(1)} MB`;
}
