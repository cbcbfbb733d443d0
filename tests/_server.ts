import type { Bytes } from "./_archive.ts";

/** How a server answers a request; `number` counts from 0. */
export type Answer = (request: Request, number: number) => Response;

/** Gives a server on this machine, and what it is asked for, such as `/file from 100`. */
export async function withServer(
  answer: Answer,
  action: (server: { readonly url: string; readonly asked: readonly string[] }) => Promise<void>,
): Promise<void> {
  const asked: string[] = [];
  const stop = new AbortController();
  const { signal } = stop;
  const options = { hostname: "127.0.0.1", port: 0, signal, onListen() {} };
  const server = Deno.serve(options, (request) => {
    asked.push(`${new URL(request.url).pathname} from ${startOf(request)}`);
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
  /** Bytes after which the connection ends. */
  readonly breakAfter?: number;
  /** Bytes after which nothing comes any more. */
  readonly stallAfter?: number;
  /** Does not say how many bytes come. */
  readonly isChunked?: boolean;
}

/** An answer with the whole file, as of a server that does not know ranges. */
export function whole(bytes: Bytes, serving: Serving = {}): Response {
  return answerWith(bytes, serving);
}

/** An answer with what was asked for, as of a server that knows ranges. */
export function ranged(
  request: Request,
  bytes: Bytes,
  serving: Serving = {},
): Response {
  const start = startOf(request);
  const range = `bytes ${start}-${bytes.length - 1}/${bytes.length}`;
  return answerWith(bytes.subarray(start), serving, 206, { "content-range": range });
}

function startOf(request: Request): number {
  return Number(/^bytes=(\d+)-$/.exec(request.headers.get("range") ?? "")?.[1]);
}

function answerWith(
  bytes: Bytes,
  { breakAfter = Infinity, stallAfter = Infinity, isChunked = false }: Serving,
  status = 200,
  headers: HeadersInit = {},
): Response {
  const body = new ReadableStream({
    start(controller) {
      controller.enqueue(bytes.subarray(0, Math.min(breakAfter, stallAfter)));
      if (stallAfter === Infinity) controller.close();
    },
  });
  const length: HeadersInit = isChunked ? {} : { "content-length": String(bytes.length) };
  return new Response(body, { status, headers: { ...headers, ...length } });
}
