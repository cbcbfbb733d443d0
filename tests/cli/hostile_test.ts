/** What the program prints and writes of texts and files that are made to do harm. */
import { assertEquals } from "@std/assert";
import { EXIT } from "../../src/cli/terminal/command.ts";
import { main } from "../../src/cli/main.ts";
import { inert } from "../../src/inert.ts";
import { fakeIo, type FakeTerminal } from "../_fake_io.ts";
import { toyFile } from "../_files.ts";
import { withPlace } from "./_place.ts";

/** Calls a command that does just this. */
async function callOf(run: (io: ReturnType<typeof fakeIo>) => unknown, terminal?: FakeTerminal) {
  const io = fakeIo(terminal);
  const command = {
    usage: "",
    summary: "",
    flags: [],
    examples: [],
    run: async (_: unknown, inner: unknown) => {
      await run(inner as typeof io);
      return EXIT.fine;
    },
  };
  const exit = await main(["it"], io, { it: () => Promise.resolve(command) });
  return { exit, ...io.written };
}

const CODES = "\x1b[2J\x1b]0;title\x07\u202e\x1b[31m\r\x1b[K \x1b[J\r";
const SHOWN = "\\u{1b}[2J\\u{1b}]0;title\\u{7}\\u{202e}";

Deno.test("no command can write codes for a terminal to files and pipes", async () => {
  const { out, err } = await callOf((io) => {
    io.out(`${CODES}\n`);
    io.err(`${CODES}\n`);
  });
  assertEquals(out, `${SHOWN}\\u{1b}[31m\\r\\u{1b}[K \\u{1b}[J\\r\n`);
  assertEquals(err, out);
});

Deno.test("commands can write colours and a status line to a terminal, and no other codes", async () => {
  const { out, err } = await callOf((io) => {
    io.out(CODES);
    io.err(CODES);
  }, { color: true, isTerminal: true });
  assertEquals(out, `${SHOWN}\x1b[31m\\r\\u{1b}[K \\u{1b}[J\\r`);
  assertEquals(err, `${SHOWN}\\u{1b}[31m\r\x1b[K \x1b[J\r`);
});

Deno.test("no command can give commands to a CI service through its log", async () => {
  const { out } = await callOf((io) => io.out("::error::x\n  ::set-env::y\n##[group]a::b\n"));
  assertEquals(out, "\\::error::x\n\\  ::set-env::y\n\\##[group]a::b\n");
});

Deno.test("what permissions refuse is one line, wherever it happens", async () => {
  const { exit, err } = await callOf(() => Deno.readTextFile("/etc/passwd"));
  assertEquals(
    [exit, err],
    [
      2,
      "Cannot go on: the task is not permitted to go there (its line in deno.json says where it " +
      'may): Requires read access to "/etc/passwd", run again with the --allow-read flag\n',
    ],
  );
});

Deno.test("what the system refuses is one line, wherever it happens", async () => {
  const { exit, err } = await callOf(() => Deno.readTextFile("/tmp/not-there/at-all"));
  assertEquals([exit, err.split("\n").length], [1, 2]);
  assertEquals(err.startsWith("Cannot go on: No such file or directory"), true);
});

Deno.test("a pipe in place of a file is refused, not waited for", async () => {
  await withPlace(toyFile(), async ({ folder, call }) => {
    const names = ["pipe.jsonc", "pipe.json", "pipe.csv", "chart.txt"];
    const paths = names.map((name) => `${folder}/${name}`);
    const script = `for (const path of ${JSON.stringify(paths)}) ` +
      `new Deno.Command("mkfifo", { args: [path] }).outputSync();`;
    await new Deno.Command("deno", { args: ["eval", script] }).output();
    const reason = "it is no file, but a pipe or a device";
    for (
      const [command, path] of [["check", paths[0]], ["report", paths[1]], ["report", paths[2]]]
    ) {
      const { exit, err } = await call([command, path]);
      const place = path.replace(folder, "FOLDER");
      assertEquals([exit, err], [2, `Cannot read "${place}": ${reason}\n`]);
    }
    const { exit, err } = await call(["report", folder]);
    assertEquals([exit, err], [2, `Cannot read "FOLDER/chart.txt": ${reason}\n`]);
  });
});

Deno.test("a file that nobody can have meant to be read whole is refused", async () => {
  await withPlace(toyFile(), async ({ folder, call }) => {
    await Deno.writeTextFile(`${folder}/long.json`, "");
    await Deno.truncate(`${folder}/long.json`, 3e9);
    const { exit, err } = await call(["report", `${folder}/long.json`]);
    assertEquals(exit, 2);
    assertEquals(
      err,
      'Cannot read "FOLDER/long.json": it must have at most 256,000,000 bytes: it has 3,000,000,000\n',
    );
  });
});

/** What must be in nothing that a person opens. */
// deno-lint-ignore no-control-regex -- that is what is looked for
const ACTIVE = /[\x00-\x09\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/;
const HOSTILE = `=1+1${CODES}\n::error::${"x".repeat(10_000)}`;

Deno.test("a hostile title and question are inert in terminal, chart and tables", async () => {
  const mine = toyFile({ title: HOSTILE, question: HOSTILE });
  await withPlace(mine, async ({ run, files, call, file }) => {
    const { exit, out, err } = await run();
    assertEquals([exit, ACTIVE.test(out + err)], [0, false]);
    const shown = `=1+1${inert(CODES)}\\n::error::xxx`;
    const text = out.replaceAll("\n", "");
    assertEquals([text.startsWith(shown), text.match(/x…/g)?.length], [true, 2]);
    const written = await files();
    const active = Object.entries(written).filter(([, text]) => ACTIVE.test(text));
    assertEquals(active.map(([name]) => name), []);
    // A spreadsheet would compute it.
    assertEquals(written["benchopt.csv"].split("\n")[1].includes(`'=1+1`), true);
    const formulas = Object.entries(written)
      .filter(([name, text]) => name.endsWith(".csv") && /(^|,)"?[=@]/m.test(text));
    assertEquals(formulas, []);
    const dry = await call(["run", file, "--dry-run"]);
    assertEquals([dry.exit, ACTIVE.test(dry.out), dry.out.split("\n").length < 12], [
      0,
      false,
      true,
    ]);
  });
});

Deno.test("report prints a chart of others without codes, on a terminal with colours too", async () => {
  await withPlace(toyFile(), async ({ call, folder }) => {
    const { out } = await call(["report", folder], { color: true });
    assertEquals(out, "a\\u{1b}[31mb\n");
  }, { "chart.txt": "a\x1b[31mb\n" });
});
