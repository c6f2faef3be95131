"""The tests; `tests.engines` holds the formula engines that check our formulas."""
