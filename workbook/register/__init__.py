"""The register: what happened to a round, in a log that cannot be changed unnoticed."""
