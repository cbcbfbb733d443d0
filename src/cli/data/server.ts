import { InputError, reasonOf } from "../../errors.ts";
import { grouped, readable } from "../../numbers.ts";
import type { Part } from "./part.ts";

/** The connection broke; another try may bring the rest. */
export class Broken extends Error {}

/** This address does not have what is wanted; another try would bring the same. */
export class Refused extends Error {}

/** An address, and what its server calls the version of the file. */
export interface Server {
  readonly url: string;
  /** For If-Range: with it, a file that has changed comes from its start. */
  validator: string | null;
}

/** Asks for the bytes of a file from a position on. */
export function ask(
  { url, validator }: Server,
  from: number,
  signal: AbortSignal,
): Promise<Response> {
  // Without "identity", fetch would unpack an archive that a server calls gzip-encoded.
  const headers: Record<string, string> = { "accept-encoding": "identity" };
  if (from > 0) {
    headers.range = `bytes=${from}-`;
    if (validator !== null) headers["if-range"] = validator;
  }
  return fetch(url, { headers, signal });
}

/**
 * Makes the part file end where the bytes of an answer begin, if it is an answer with the file of
 * this size.
 */
export async function place(
  response: Response,
  server: Server,
  size: number,
  part: Part,
): Promise<void> {
  const { status, statusText, headers } = response;
  if (status === 416 && part.size() > 0) {
    await part.empty();
    throw new Broken("the server does not have the rest, starting over");
  }
  if (status >= 500 || status === 408 || status === 429) {
    throw new Broken(`the server answered ${status} ${statusText}`.trimEnd());
  }
  if (status !== 200 && status !== 206) {
    throw new Refused(`the server answered ${status} ${statusText}`.trimEnd());
  }
  const [, start, total] = status === 200
    ? ["", "0", headers.get("content-length") ?? "*"]
    : /^bytes (\d+)-\d+\/(\d+|\*)$/.exec(headers.get("content-range") ?? "") ?? [];
  // A page to log in at answers 200 as well; what is there is not thrown away for it.
  if (/^text\/html\b/.test(headers.get("content-type") ?? "")) {
    throw new Refused("the server answered with a web page");
  }
  if (total !== undefined && total !== "*" && Number(total) !== size) {
    throw new Refused(
      `the file there must have ${grouped(size)} bytes: it has ${grouped(Number(total))}`,
    );
  }
  if (status === 200) await part.empty();
  else if (Number(start) !== part.size()) {
    throw new Refused("the server answered with another part of the file than was asked for");
  }
  const etag = headers.get("etag");
  // A weak one does not promise the same bytes.
  server.validator = etag?.startsWith('"') ? etag : headers.get("last-modified");
}

/** Watches over a connection. */
export interface Watchdog extends Disposable {
  readonly signal: AbortSignal;
  /** Something came. */
  beat(): void;
  /** Closes the connection. */
  abort(): void;
}

/** A signal that is set when nothing comes for so long, or when the user asks to stop. */
export function watchdog(milliseconds: number, stop: AbortSignal): Watchdog {
  const silence = new AbortController();
  const bark = () =>
    silence.abort(new Broken(`nothing came for ${readable(milliseconds / 1000)} s`));
  let timer = setTimeout(bark, milliseconds);
  return {
    signal: AbortSignal.any([silence.signal, stop]),
    beat() {
      clearTimeout(timer);
      timer = setTimeout(bark, milliseconds);
    },
    abort: () => silence.abort(),
    [Symbol.dispose]: () => clearTimeout(timer),
  };
}

/** What an error of `fetch` means. */
export function networkError(error: unknown, { url }: Server, signal: AbortSignal): unknown {
  if (signal.aborted) return signal.reason;
  if (error instanceof Deno.errors.NotCapable) {
    return new InputError(`Cannot download ${url}: ${reasonOf(error)}`);
  }
  const { cause, message } = error as Error;
  const text = cause instanceof Error ? cause.message : message;
  if (text.startsWith("error reading a body")) return new Broken("the connection broke off");
  // "error sending request for url (…): client error (Connect): tcp connect error: Connection …"
  return new Broken(text.replace(/^.*\): /, "").replace(/ \(os error \d+\)$/, ""));
}
