"""Ratios measured side by side in one run: `python -m benchmarks.write_speed`, `... .read_speed`."""
