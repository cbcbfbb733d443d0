/**
 * Starts the real program behind `deno`, which may be a script that starts it and would not hand on
 * SIGKILL. Prints its process number and kills it once standard input ends.
 */
const child = new Deno.Command(Deno.execPath(), {
  args: Deno.args,
  stdin: "null",
  stdout: "null",
  stderr: "null",
}).spawn();
await Deno.stdout.write(new TextEncoder().encode(`${child.pid}\n`));
await Deno.stdin.readable.pipeTo(new WritableStream());
try {
  child.kill("SIGKILL");
} catch {
  // It has ended already.
}
await child.status;
