"""All kinds of scoring rule. A new kind is one new file and one line here."""

from __future__ import annotations

from typing import Final

from workbook.rules.bands import Bands
from workbook.rules.best import Best
from workbook.rules.bonus import Bonus
from workbook.rules.checklist import Checklist
from workbook.rules.children import Children
from workbook.rules.complement import Complement
from workbook.rules.count import Count
from workbook.rules.direct import Direct
from workbook.rules.imported import Imported
from workbook.rules.informational import Informational
from workbook.rules.level import Levels
from workbook.rules.mandatory import Mandatory
from workbook.rules.penalty import Penalty
from workbook.rules.ratio import Ratio
from workbook.rules.ratio_bands import RatioBands
from workbook.rules.relative import Relative
from workbook.rules.rule import Rule
from workbook.rules.sum import Sum
from workbook.rules.survey import Survey
from workbook.rules.yes_no import YesNo

KINDS: Final[tuple[type[Rule], ...]] = (
    Direct,
    Ratio,
    Complement,
    Bands,
    RatioBands,
    YesNo,
    Levels,
    Checklist,
    Count,
    Sum,
    Best,
    Relative,
    Bonus,
    Penalty,
    Mandatory,
    Informational,
    Survey,
    Imported,
    Children,
)
BY_KIND: Final = {made.kind: made for made in KINDS}
