import { ensure } from "../errors.ts";
import { type Columns, columnsOf, type CsvOptions, csvOptions } from "./_columns.ts";
import { datasetOf } from "./_examples.ts";
import { recordsOf } from "./_records.ts";
import { Table } from "./_table.ts";
import { type DatasetStorage, defineDataset } from "./dataset.ts";

/** A table of one's own: text with separators. */
export const csv = defineDataset({
  name: "csv",
  summary: "A table of your own: a text file with a row for each example",
  options: csvOptions,
  example: { file: "experiments/data/iris.csv" },
  async make(options, storage) {
    const table = new Table(options);
    const { file, testFile } = options;
    await readRows(file, false, table, options, storage);
    if (testFile !== undefined) await readRows(testFile, true, table, options, storage);
    const examples = table.examples();
    ensure(
      examples.count > 0,
      `Cannot read "${file}": no row is left, as a value is missing in each`,
    );
    return datasetOf("csv", examples, options, storage);
  },
});

/** Reads the rows of a file into a table. */
async function readRows(
  path: string,
  isTest: boolean,
  table: Table,
  options: CsvOptions,
  storage: DatasetStorage,
): Promise<void> {
  let columns: Columns | null = null;
  let rows = 0;
  for await (const records of recordsOf(path, options.separator, storage)) {
    for (const record of records) {
      if (columns === null) {
        columns = columnsOf(path, record, options);
        table.begin(columns);
        if (options.header) continue;
      }
      table.add(record, columns, isTest);
      rows += 1;
    }
  }
  ensure(columns !== null, `Cannot read "${path}": it is empty`);
  ensure(rows > 0, `Cannot read "${path}": there is no row below the names of its columns`);
}
