/** What typed paths mean: a task runs in the project's folder, the person may be elsewhere. */
import { isAbsolute, relative, resolve, sep } from "node:path";

/** The folder that the task was called from; where there is no task, the current one. */
function callersFolder(): string {
  const { state } = Deno.permissions.querySync({ name: "env", variable: "INIT_CWD" });
  return state === "granted" ? Deno.env.get("INIT_CWD") ?? "." : ".";
}

/**
 * The places that a typed path may mean, seen from the project's folder: below the person's folder
 * first, then below the project's.
 */
export function placesOf(path: string): string[] {
  // One that goes up again may lead anywhere.
  if (isAbsolute(path) && path.includes("..")) return [path];
  const whole = resolve(callersFolder(), path);
  const own = relative(Deno.cwd(), whole);
  // A path of the same place stays as it was typed.
  if (resolve(path) === whole && !isAbsolute(path)) return [path];
  const isOutside = own.startsWith("..") || isAbsolute(own);
  const place = (isOutside ? whole : own || ".").replaceAll(sep, "/");
  return isAbsolute(path) ? [place] : [place, path];
}

/** The one of those places where something is; where nothing is, the person's. */
export function pathOf(path: string): string {
  const places = placesOf(path);
  return places.find(isThere) ?? places[0];
}

/** Whether something is at a path that may be looked at. */
export function isThere(path: string): boolean {
  try {
    return Deno.statSync(path) !== undefined;
  } catch {
    return false;
  }
}
