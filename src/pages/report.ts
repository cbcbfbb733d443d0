/** Results as one page that needs nothing but itself. */
// @ts-types="../_csv.d.ts"
import { parse } from "@std/csv";
import { sha256 } from "../exact/sha256.ts";
import type { Figure } from "../figures/figure.ts";
import { renderSvg, STYLE } from "../figures/render/svg.ts";
import { inertJson } from "../inert.ts";
import { readable } from "../numbers.ts";
import type { Shown } from "../results/report.ts";
import { Html, html } from "./_html.ts";
import { PAGE_STYLE } from "./_style.ts";

/** A result, as a page shows it. */
export interface PageResult extends Shown {
  /** Such as `batch_size`. */
  readonly name: string;
  /** Its tables: name of the file and its text. */
  readonly tables: readonly (readonly [file: string, text: string])[];
  /** What it was made from: lines with a name each, such as `dataset`. */
  readonly origin: readonly (readonly [name: string, text: string])[];
  /** The experiment, as JSON. */
  readonly experiment: string;
}

/** Rows of a table that are on the page; the others are in its file. */
const MOST_ROWS = 200;

/**
 * One page in HTML, with its pictures, tables and files: it opens from disk, and asks nobody for
 * anything. `script` is what makes it answer: without it, and where scripts are off, all is there but
 * what moves.
 */
export function reportPage(results: readonly PageResult[], script: string): string {
  const title = results.length === 1 ? results[0].title : `${results.length} results`;
  const policy = "default-src 'none'; img-src data:; style-src 'unsafe-inline'; " +
    `script-src 'sha256-${Uint8Array.fromHex(sha256(bytesOf(script))).toBase64()}'`;
  const page = html`
    <!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8">
        <meta http-equiv="Content-Security-Policy" content="${policy}">
        <meta name="viewport" content="width=device-width, initial-scale=1">
        <title>${title} · descent-bench</title>
        <style>${new Html(PAGE_STYLE + STYLE)}</style>
      </head>
      <body>
        <main>
    ${results.length > 1 ? index(results) : html``}
    ${results.map(section)}
        </main>
        <script>${new Html(script)}</script>
      </body>
    </html>
  `;
  return page.text;
}

function bytesOf(text: string): Uint8Array<ArrayBuffer> {
  return new TextEncoder().encode(text);
}

/** The titles, each leading to its result. */
function index(results: readonly PageResult[]): Html {
  const entries = results.map(({ name, title, finding }) =>
    html`
      <li><a href="#${name}">${title}</a><p>${finding}</p></li>
    `
  );
  return html`
    <nav aria-label="Results">
      <h1>Results</h1>
      <ol>${entries}</ol>
    </nav>
  `;
}

function section(result: PageResult): Html {
  const { name, title, question, figures, finding, tables, origin, experiment } = result;
  return html`
    <article id="${name}">
    <h1>${title}</h1>
    <p class="question">${question}</p>
    ${figures.map((figure) => figureHtml(figure))}
    <p class="finding">${finding}</p>
    <h2>Tables</h2>
    ${tables.map(([file, text]) => tableHtml(file, text))}
    <h2>Where it comes from</h2>
    <dl>${origin.map(([term, text]) =>
      html`
        <dt>${term}</dt>
        <dd><code>${text}</code></dd>
      `
    )}</dl>
    <details><summary>The experiment, with what its file leaves out</summary>
    <pre tabindex="0">${experiment}</pre></details>
    </article>
  `;
}

/** A picture, with what it was drawn from for the script. */
function figureHtml(figure: Figure): Html {
  const words = figure.shape === "note" ? figure.text : figure.heading;
  const data = inertJson(figure, 0).replaceAll("<", "\\u003c");
  return html`
    <figure aria-label="${words}">
      <div class="picture">${new Html(renderSvg([figure], {}))}</div>
      <script type="application/json">${new Html(data)}</script>
    </figure>
  `;
}

/** A table whose columns can be sorted by, and its file. */
function tableHtml(file: string, text: string): Html {
  const [header, ...rows] = parse(text, { fieldsPerRecord: 0 });
  const shown = rows.slice(0, MOST_ROWS);
  const isNumber = header.map((_, k) =>
    shown.every((row) => row[k] === "" || !Number.isNaN(Number(row[k]))) &&
    shown.some((row) => row[k] !== "")
  );
  const more = rows.length > shown.length
    ? html`<p>The first ${readable(shown.length)} of ${
      readable(rows.length)
    } rows; all are in the file.</p>`
    : html``;
  const bytes = bytesOf(text).toBase64();
  const cells = (row: readonly string[]) =>
    row.map((cell, k) => html`<td${new Html(isNumber[k] ? ' class="number"' : "")}>${cell}</td>`);
  return html`
    <details${new Html(file === "runs.csv" ? " open" : "")}>
    <summary>${file}, ${readable(rows.length)} ${rows.length === 1 ? "row" : "rows"}</summary>
    <p><a download="${file}" href="data:text/csv;base64,${bytes}">Save ${file}</a></p>
    ${more}<div class="wide" tabindex="0" role="region" aria-label="${file}"><table>
    <thead><tr>${header.map((name) => html`<th scope="col">${name}</th>`)}</tr></thead>
    <tbody>${shown.map((row) =>
      html`
        <tr>${cells(row)}</tr>
      `
    )}</tbody>
    </table></div></details>
  `;
}
