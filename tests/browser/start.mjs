// Starts Pyodide as xlwings Lite does, puts the wheels into it and asks inside.py: node start.mjs PYODIDE WHEELS WORK
import { readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";

const [pyodide, wheels, work] = process.argv.slice(2);
process.on("uncaughtException", (error) => {
  console.error(error.stack); // without the line of the code, which in Pyodide is the whole of it
  process.exit(1);
});
const { loadPyodide } = await import(pathToFileURL(join(pyodide, "pyodide.mjs")));
const py = await loadPyodide({ env: JSON.parse(process.env.INSIDE) });
const extractDir = py.runPython("import site; site.getsitepackages()[0]");
for (const name of readdirSync(wheels)) {
  py.unpackArchive(new Uint8Array(readFileSync(join(wheels, name))), "wheel", { extractDir });
}
// The folder of the round, as Lite mounts one of the user's.
py.FS.mkdirTree("/mounted");
py.FS.mount(py.FS.filesystems.NODEFS, { root: work }, "/mounted");
await py.runPythonAsync("import sys; sys.path.insert(0, '/mounted'); import inside; await inside.main('/mounted')");
