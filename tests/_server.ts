/** What was asked for. */
export interface Asked {
  readonly path: string;
  readonly range: string | null;
  readonly ifRange: string | null;
}

/** How a server answers a request; `number` counts from 0. */
export type Answer = (request: Request, number: number) => Response | Promise<Response>;

/** Gives a server on this machine, and what it is asked for. */
export async function withServer(
  answer: Answer,
  action: (server: { readonly url: string; readonly asked: Asked[] }) => Promise<void>,
): Promise<void> {
  const asked: Asked[] = [];
  const stop = new AbortController();
  const { signal } = stop;
  const options = { hostname: "127.0.0.1", port: 0, signal, onListen() {} };
  const server = Deno.serve(options, (request) => {
    asked.push({
      path: new URL(request.url).pathname,
      range: request.headers.get("range"),
      ifRange: request.headers.get("if-range"),
    });
    return answer(request, asked.length - 1);
  });
  try {
    await action({ url: `http://127.0.0.1:${server.addr.port}/images.tar.gz`, asked });
  } finally {
    stop.abort(); // some answers never end
    await server.finished;
  }
}

/** How a file is served. */
export interface Serving {
  readonly etag?: string;
  readonly lastModified?: string;
  /** Bytes after which the connection ends. */
  readonly breakAfter?: number;
  /** Bytes after which nothing comes any more. */
  readonly stallAfter?: number;
  /** Does not say how long the file is. */
  readonly isChunked?: boolean;
}

/** An answer with the whole file, as of a server that does not know ranges. */
export function whole(bytes: Uint8Array<ArrayBuffer>, serving: Serving = {}): Response {
  return new Response(bodyOf(bytes, serving), { headers: headersOf(bytes, serving) });
}

/** An answer with what was asked for, as of a server that knows ranges. */
export function ranged(
  request: Request,
  bytes: Uint8Array<ArrayBuffer>,
  serving: Serving = {},
): Response {
  const [, from] = /^bytes=(\d+)-$/.exec(request.headers.get("range") ?? "") ?? [];
  const version = request.headers.get("if-range");
  const isSame = version === null || [serving.etag, serving.lastModified].includes(version);
  if (from === undefined || !isSame) return whole(bytes, serving);
  const first = Number(from);
  if (first >= bytes.length) return new Response(null, { status: 416 });
  const rest = bytes.subarray(first);
  const headers = headersOf(rest, serving);
  headers.set("content-range", `bytes ${first}-${bytes.length - 1}/${bytes.length}`);
  return new Response(bodyOf(rest, serving), { status: 206, headers });
}

function headersOf(
  { length }: Uint8Array<ArrayBuffer>,
  { etag, lastModified, isChunked = false }: Serving,
): Headers {
  const headers = new Headers({ "content-type": "application/x-gzip" });
  if (!isChunked) headers.set("content-length", String(length));
  if (etag !== undefined) headers.set("etag", etag);
  if (lastModified !== undefined) headers.set("last-modified", lastModified);
  return headers;
}

function bodyOf(
  bytes: Uint8Array<ArrayBuffer>,
  { breakAfter = Infinity, stallAfter = Infinity }: Serving,
): ReadableStream<Uint8Array> {
  const sent = bytes.subarray(0, Math.min(breakAfter, stallAfter));
  return new ReadableStream({
    start(controller) {
      controller.enqueue(sent);
      if (stallAfter === Infinity) controller.close();
    },
  });
}
