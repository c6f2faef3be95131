"""Ratios measured side by side in one run: `python -m benchmarks`, or its parts alone, as `benchmarks.read_speed`."""
