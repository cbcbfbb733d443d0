/** Results as one page: all of it is there, nothing comes from elsewhere, and texts stay texts. */
import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { createHash } from "node:crypto";
import { type PageResult, reportPage } from "../../src/pages/report.ts";

const result: PageResult = {
  name: "batch_size",
  title: "Batch size",
  question: "What does it buy?",
  figures: [
    {
      shape: "lines",
      heading: "loss against examples",
      x: { name: "examples", log: false, range: [0, 1] },
      y: { name: "loss", log: false, range: [0, 1] },
      lines: [{ label: "1", parts: [[[0, 1], [1, 0]]] }],
      numbers: "even",
      legend: "batch size",
      notes: [],
      height: 10,
    },
    { shape: "note", text: "No map." },
  ],
  finding: "Finding: 1 is best.",
  tables: [["runs.csv", 'run,method,loss\n1,"a ""b"", c",0.5\n2,d,\n']],
  origin: [["command", "deno task experiments batch_size"]],
  experiment: '{\n  "title": "Batch size"\n}',
};

Deno.test("a page has title, question, pictures, finding, tables, origin and experiment", () => {
  const page = reportPage([result], "");
  const texts = [
    "<title>Batch size · descent-bench</title>",
    "<h1>Batch size</h1>",
    "What does it buy?",
    ">loss against examples</text>",
    ">No map.</text>",
    '<p class="finding">Finding: 1 is best.</p>',
    "runs.csv, 2 rows",
    '<td class="number">1</td><td>a &quot;b&quot;, c</td><td class="number">0.5</td>',
    '<td class="number">2</td><td>d</td><td class="number"></td>',
    '<pre tabindex="0">{\n  &quot;title&quot;: &quot;Batch size&quot;\n}</pre>',
  ];
  for (const text of texts) assertStringIncludes(page, text);
  assert(/<dt>command<\/dt>\s*<dd><code>deno task experiments batch_size<\/code><\/dd>/.test(page));
  assert(!page.includes("<nav"));
});

Deno.test("several results have an index that leads to each", () => {
  const page = reportPage([result, { ...result, name: "other", title: "Other" }], "");
  assertStringIncludes(page, '<a href="#batch_size">Batch size</a><p>Finding: 1 is best.</p>');
  assertStringIncludes(page, '<a href="#other">Other</a>');
  assertStringIncludes(page, '<article id="other">');
});

Deno.test("a page holds the bytes of its tables, and the first 200 rows to look at", () => {
  const text = `n\n${Array.from({ length: 1234 }, (_, i) => `${i}\n`).join("")}`;
  const page = reportPage([{ ...result, tables: [["curves.csv", text]] }], "");
  const [, base64] = /download="curves.csv" href="data:text\/csv;base64,([^"]*)"/.exec(page) ?? [];
  assertEquals(new TextDecoder().decode(Uint8Array.fromBase64(base64)), text);
  assertEquals(page.match(/<td/g)?.length, 200);
  assertStringIncludes(page, "The first 200 of 1,234 rows; all are in the file.");
});

Deno.test("a page asks nobody for anything, and runs its own script only", async () => {
  const script = await Deno.readTextFile("src/pages/script.js");
  const page = reportPage([result], script);
  const [, policy] = /Content-Security-Policy" content="([^"]*)"/.exec(page) ?? [];
  const hash = createHash("sha256").update(script).digest("base64");
  assertEquals(
    policy.replaceAll("&#39;", "'"),
    "default-src 'none'; img-src data:; style-src 'unsafe-inline'; " +
      `script-src 'sha256-${hash}'`,
  );
  // What ends a script would end it here as well.
  assert(!script.includes("</script"));
  const addresses = [...page.replace(script, "").matchAll(/(?:src|href)="([^"]*)"/g)]
    .map(([, address]) => address.slice(0, 5));
  assertEquals([...new Set(addresses)], ["data:"]);
  assert(!/\beval\b|new Function/.test(script));
});

Deno.test("texts in a page are nothing but text", () => {
  const hostile = `</script><script>alert(1)</script><img src=x onerror=alert(1)>"'&\u202e\x1b[31m`;
  const inside: PageResult = JSON.parse(
    JSON.stringify(
      result,
      (key, value) =>
        typeof value === "string" && !["shape", "numbers"].includes(key) ? hostile : value,
    ),
  );
  const tables = [[hostile, `n\n"${hostile.replaceAll('"', '""')}"\n`]] as const;
  const page = reportPage([{ ...inside, tables }], "");
  assertEquals(page.match(/<script/g)?.length, 3); // of two figures, and its own
  assertEquals(page.match(/<\/script/g)?.length, 3);
  // deno-lint-ignore no-control-regex -- those are what must not be there
  assert(!/<img|\u202e|\x1b/.test(page));
  assert(page.includes("&lt;img src=x onerror=alert(1)&gt;"));
});
