import { assertEquals } from "@std/assert";
import { firstDifference } from "../../src/results/compare.ts";

const curves = [
  "run,iteration,train_loss,test_loss",
  "1,0,9,9.5",
  "1,1,8,8.5",
  "2,0,9,9.5",
  "",
].join("\n");

const cases: [what: string, file: string, before: string, after: string, result: string | null][] =
  [
    ["is null for the same table", "curves.csv", curves, curves, null],
    ["is null for the same text", "chart.txt", "a\nb\n", "a\nb\n", null],

    [
      "names run, iteration, column, old and new value",
      "curves.csv",
      curves,
      curves.replace("1,1,8,8.5", "1,1,7.25,8.5"),
      "curves.csv row 2 (run 1, iteration 1): train_loss was 8, is 7.25",
    ],
    [
      "names the run alone where a table has no iterations",
      "runs.csv",
      "run,status\n1,done\n2,done\n",
      "run,status\n1,done\n2,diverged\n",
      "runs.csv row 2 (run 2): status was done, is diverged",
    ],
    [
      "names the first row only",
      "curves.csv",
      curves,
      curves.replace("1,1,8,", "1,1,7,").replace("2,0,9,", "2,0,7,"),
      "curves.csv row 2 (run 1, iteration 1): train_loss was 8, is 7",
    ],
    [
      "names all columns of a row, up to three",
      "runs.csv",
      "run,a,b,c\n1,1,2,3\n",
      "run,a,b,c\n1,4,5,6\n",
      "runs.csv row 1 (run 1): a was 1, is 4; b was 2, is 5; c was 3, is 6",
    ],
    [
      "counts the columns after the third",
      "runs.csv",
      "run,a,b,c,d,e\n1,1,2,3,4,5\n",
      "run,a,b,c,d,e\n1,6,7,8,9,0\n",
      "runs.csv row 1 (run 1): a was 1, is 6; b was 2, is 7; c was 3, is 8; and 2 more columns",
    ],
    [
      "sees numbers that are equal but written differently",
      "runs.csv",
      "run,loss\n1,0.000001\n",
      "run,loss\n1,1e-6\n",
      "runs.csv row 1 (run 1): loss was 0.000001, is 1e-6",
    ],
    [
      "tells when a row is of another run",
      "curves.csv",
      curves,
      curves.replace("1,1,8,8.5\n", ""),
      "curves.csv row 2: was of run 1, iteration 1, is of run 2, iteration 0",
    ],
    [
      "counts rows that are gone at the end",
      "curves.csv",
      curves,
      curves.replace("2,0,9,9.5\n", ""),
      "curves.csv: had 3 rows, has 2",
    ],
    [
      "counts rows that are new at the end",
      "curves.csv",
      curves,
      `${curves}2,1,8,8.5\n`,
      "curves.csv: had 3 rows, has 4",
    ],
    [
      "shows the header when columns differ",
      "runs.csv",
      "run,loss\n1,9\n",
      "run,error\n1,9\n",
      'runs.csv line 1: was "run,loss", is "run,error"',
    ],
    [
      "shows the line when only quotes differ",
      "runs.csv",
      'run,status\n1,"done"\n',
      "run,status\n1,done\n",
      'runs.csv line 2: was "1,"done"", is "1,done"',
    ],
    [
      "shows the line when a table lost cells",
      "runs.csv",
      "run,loss\n1,9\n2\n",
      "run,loss\n1,9\n2,8\n",
      'runs.csv line 3: was "2", is "2,8"',
    ],
    [
      "shows the line when a table holds marks of a merge",
      "runs.csv",
      "run,loss\n<<<<<<< HEAD\n1,9\n",
      "run,loss\n1,9\n",
      'runs.csv line 2: was "<<<<<<< HEAD", is "1,9"',
    ],
    [
      "shows the line when a quote is left open",
      "runs.csv",
      'run,loss\n1,"9\n',
      "run,loss\n1,9\n",
      'runs.csv line 2: was "1,"9", is "1,9"',
    ],

    [
      "shows the first differing line of a text",
      "chart.txt",
      "a\nb\nc\n",
      "a\nB\nC\n",
      'chart.txt line 2: was "b", is "B"',
    ],
    [
      "shows a line that is new",
      "chart.txt",
      "a\n",
      "a\nb\n",
      'chart.txt line 2: was "", is "b"',
    ],
    [
      "shows a line that is gone",
      "chart.txt",
      "a\nb",
      "a",
      'chart.txt line 2: was "b", is no such line',
    ],
    [
      "shows a line that was not there",
      "chart.txt",
      "a",
      "a\nb",
      'chart.txt line 2: was no such line, is "b"',
    ],
    [
      "shows a last line end that is gone",
      "chart.txt",
      "a\n",
      "a",
      'chart.txt line 2: was "", is no such line',
    ],
  ];

for (const [what, file, before, after, result] of cases) {
  Deno.test(`firstDifference() ${what}`, () => {
    assertEquals(firstDifference(file, before, after), result);
  });
}
