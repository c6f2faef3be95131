"""Accidents and tampering of every kind, done to completed ballots; each must be reported or proved harmless."""
