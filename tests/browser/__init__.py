"""The desk in the Python of a browser (Pyodide), which is what xlwings Lite runs: `python -m tests.browser`.

`__main__` prepares and judges on this computer, `start.mjs` starts Pyodide by Node, `inside` answers there and here.
It stands among the tests because it proves and is no part of the product; `make browser` and `.ci/run` call it.
"""

import os

os.environ.setdefault("XLWINGS_LICENSE_KEY", "noncommercial")  # before anything imports xlwings, as in conftest
