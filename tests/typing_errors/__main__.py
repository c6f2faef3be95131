"""python -m tests.typing_errors [COUNT]: every kind so often at random places; the rate, and what was missed."""

from __future__ import annotations

import sys
from collections import Counter

from tests.typing_errors.judging import sample
from tests.typing_errors.kinds import KINDS
from workbook.findings import say


def main() -> int:
    per_kind = int(sys.argv[1]) if len(sys.argv) > 1 else 20
    judged = sample(per_kind, sys.argv[2] if len(sys.argv) > 2 else "1")
    count, found, once = (Counter[str]() for _ in range(3))
    for one in judged:
        count[one.kind] += 1
        found[one.kind] += one.found
        once[one.kind] += one.once
        if not one.once:
            print("MISSED" if not one.found else "often ", one.kind, one.subject, one.ending)
            for told in one.findings[:6]:
                print("      ", told.code, told.at.cell or told.at.key, say(told, "vi")[:200])
    for name in KINDS:
        print(f"{name:45} {count[name]:5} {found[name]:5} {once[name]:5}")
    print(f"{len(KINDS)} kinds, {len(judged)} errors: {sum(found.values())} found, {sum(once.values())} told once")
    return 0 if sum(found.values()) == len(judged) else 1


if __name__ == "__main__":
    raise SystemExit(main())
