// Types into workbooks and saves them with SheetJS, as a web page does: node sheetjs.js ORDER.json
// The order: [{"path", "saved", "entries": [[sheet, cell, value]]}]; a number is typed as a number.
"use strict";
const fs = require("fs");
const path = require("path");
const XLSX = require(path.join(process.cwd(), "node_modules", "xlsx"));

for (const job of JSON.parse(fs.readFileSync(process.argv[2], "utf8"))) {
  const book = XLSX.readFile(job.path, { cellStyles: true, cellNF: true });
  for (const [sheet, cell, value] of job.entries) {
    const old = book.Sheets[sheet][cell] || {};
    book.Sheets[sheet][cell] = { t: typeof value === "number" ? "n" : "s", v: value, z: old.z };
  }
  XLSX.writeFile(book, job.saved, { bookType: "xlsx", compression: true });
}
