"""The whole list of kinds: every file of them is loaded here."""

from __future__ import annotations

from tests.mutations import computed, figures, files, guards, inputs, labels, lines, pairs, tabs
from tests.mutations.kinds import KINDS as KINDS

FILES = (inputs, figures, labels, computed, guards, lines, tabs, files, pairs)
