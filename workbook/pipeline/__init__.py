"""The sentences of the product: generate, check, import, rank, audit, demo. No words, no layout."""
