"""A rubric's file: what is read, and every way in which it can be wrong."""

from __future__ import annotations

import json
import os
import re
from decimal import Decimal
from pathlib import Path

import pytest

from tests.annexes import PUBLISHED
from workbook.catalogue import rubric as checks
from workbook.findings import ERROR, Finding, Refused, say
from workbook.loading.rubric import load_rubric, rubric_path, rubric_schema, shipped_rubrics
from workbook.rubric import Rubric
from workbook.shelf import shelf

HEAD = 'id = "r"\ntitle = "T"\nversion = "1"\nlegal_basis = "L"\n'
LEAF = '[[criteria]]\nid = "a"\nname = "A"\nmax = 100\nstep = 0.5\n'
GROUP = '[[groups]]\nid = "So"\nname = "S"\nmax = 100\n'
SMALL = HEAD + LEAF + GROUP


def found(folder: Path, text: str | bytes) -> tuple[Finding, ...]:
    """Everything that loading says, whether it refuses or not."""
    path = folder / "r.toml"
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    try:
        return load_rubric(path)[1]
    except Refused as refused:
        return refused.findings


def lines(folder: Path, text: str | bytes) -> list[tuple[str, str | None]]:
    return [(one.code, one.at.key) for one in found(folder, text)]


def rubric(folder: Path, text: str) -> Rubric:
    (folder / "ok.toml").write_text(text, encoding="utf-8")
    return load_rubric(folder / "ok.toml")[0]


def tiers(text: str) -> str:
    return SMALL + "".join(f"[[groups.tiers]]\n{tier}\n" for tier in text.split("|"))


# ---------------------------------------------------------------- the five
@pytest.mark.parametrize(
    "name, groups, leaves, tops",
    [
        ("lao-cai-2020", {"I": 100, "II": 70, "III": 100}, ["tong-diem"], [85, 65, 85]),
        (
            "quang-nam-2019",
            {"So": 100, "Huyen": 100},
            ["ha-tang", "noi-bo", "phuc-vu", "nhan-luc", "moi-truong"],
            [80, 80],
        ),
        ("thai-binh-2020", {"So": 498}, ["ha-tang", "ung-dung", "trang-tin", "dvctt", "co-che", "nhan-luc"], ["0.85"]),
        ("thanh-hoa-2020", {"So": 100, "Huyen": 100}, ["tong-diem"], [85, 85]),
        ("thanh-hoa-2023", {"So": 1000, "Huyen": 1000}, ["tong-diem"], []),
    ],
)
def test_the_five_load_as_published(
    name: str, groups: dict[str, int], leaves: list[str], tops: list[str | int]
) -> None:
    made, findings = load_rubric(rubric_path(name))
    assert made.id == made.layout == name
    assert {group.id: group.max for group in made.groups} == groups
    assert [leaf.id for leaf in made.leaves()] == leaves
    assert [group.tiers[0].lower for group in made.groups if group.tiers] == [Decimal(top) for top in tops]
    assert not [one for one in findings if one.severity is ERROR]


def test_every_published_column_is_a_criterion_of_its_rubric() -> None:
    fixed = {"group", "no", "unit", "prior_rank", "total", "index", "rank", "tier", "note"}
    for name in PUBLISHED:
        table = (shelf("published") / f"{name}.csv").read_text(encoding="utf-8").splitlines()
        sections = [column for column in table[0].split(",") if column not in fixed]
        made = load_rubric(rubric_path(name))[0]
        assert sections == [leaf.id for leaf in made.leaves() if leaf.id != "tong-diem"]
        assert {line.split(",")[0] for line in table[1:]} == {group.id for group in made.groups}


def test_thanh_hoa_2020_says_that_its_printed_tiers_overlap() -> None:
    overlap = [one for one in load_rubric(rubric_path("thanh-hoa-2020"))[1] if one.check is checks.PRINTED_OVERLAP]
    assert len(overlap) == 1
    assert overlap[0].facts["value"] == 85 and overlap[0].facts["counts"] == "Tốt"


def test_what_is_inferred_is_marked() -> None:
    thai_binh = load_rubric(rubric_path("thai-binh-2020"))[0]
    assert all(leaf.assumed for leaf in thai_binh.leaves()) and not thai_binh.groups[0].assumed
    assert all(tier.assumed for tier in thai_binh.groups[0].tiers)
    assert thai_binh.traits[0].note == "Không TTHC" and thai_binh.leaves()[3].not_applicable == {"khong-tthc"}
    quang_nam = load_rubric(rubric_path("quang-nam-2019"))[0]
    assert all(group.assumed and group.tiers[-1].lower is None for group in quang_nam.groups)
    assert load_rubric(rubric_path("lao-cai-2020"))[0].leaves()[0].max_in("II") == 70


# ---------------------------------------------------------------- reading
def test_smallest_rubric_and_its_defaults(tmp_path: Path) -> None:
    made = rubric(tmp_path, SMALL)
    assert made.rounding.leaf == 2 and made.ties == "shared" and made.groups[0].tiers == ()
    assert made.leaves()[0].step == Decimal("0.5")


def test_figures_are_exact_and_texts_are_tidied(tmp_path: Path) -> None:
    made = rubric(tmp_path, SMALL.replace("0.5", "0.1").replace('"A"', '"  Cơ\u00a0sở  ho\u0061\u0301 "'))
    assert made.leaves()[0].step == Decimal("0.1")
    assert made.leaves()[0].name == "Cơ sở hoá"


def test_byte_order_mark_and_windows_line_ends(tmp_path: Path) -> None:
    assert lines(tmp_path, b"\xef\xbb\xbf" + SMALL.replace("\n", "\r\n").encode()) == []


def test_children_take_their_parents_step(tmp_path: Path) -> None:
    children = '[[criteria.children]]\nid = "b"\nname = "B"\nmax = 60\n[[criteria.children]]\nid = "c"\nname = "C"\n'
    made = rubric(tmp_path, HEAD + LEAF + children + "max = 40\nstep = 2\n" + GROUP)
    assert [(leaf.id, leaf.step) for leaf in made.leaves()] == [("b", Decimal("0.5")), ("c", Decimal(2))]


def test_shared_tier_list_is_that_of_each_group(tmp_path: Path) -> None:
    other = GROUP.replace('"So"', '"Ban"').replace('"S"', '"B"')
    text = SMALL + 'tiers = "m"\n' + other + 'tiers = "m"\n[[tiers.m]]\nlabel = "X"\nlower = 50\n'
    made = rubric(tmp_path, text)
    assert made.groups[0].tiers == made.groups[1].tiers and made.groups[0].tiers[0].label == "X"


def test_path_of_a_rubric(tmp_path: Path) -> None:
    (tmp_path / "Bộ tiêu chí.toml").write_text(SMALL, encoding="utf-8")
    assert rubric_path("lao-cai-2020").name == "lao-cai-2020.toml"
    assert rubric_path("Bộ tiêu chí.toml", tmp_path) == tmp_path / "Bộ tiêu chí.toml"
    for name in ("lao-cai", "", "no.toml", "x\0.toml", ".."):
        with pytest.raises(Refused) as refused:
            rubric_path(name, tmp_path)
        assert refused.value.findings[0].check is checks.NOT_FOUND


# ---------------------------------------------------------------- every finding
BAD_FILES: list[tuple[str, str | bytes, list[tuple[str, str | None]]]] = [
    ("not UTF-8", SMALL.encode("utf-16"), [("RUBRIC-003", None)]),
    ("too large", SMALL + "#" * 2_000_000, [("RUBRIC-004", None)]),
    ("decimal comma", SMALL.replace("0.5", "0,5"), [("RUBRIC-005", "line 9")]),
    ("key twice", SMALL + "max = 1\n", [("RUBRIC-005", "line 14")]),
    ("negative", tiers('label="T"\nlower=-1'), [("RUBRIC-014", "line 16: groups[1].tiers[1].lower")]),
    ("cut off", SMALL + 'titles = {a = "', [("RUBRIC-005", "line 14")]),
    ("no end", "a = " + "[" * 100_000, [("RUBRIC-005", None)]),
    (
        "unknown key",
        SMALL.replace("step", "stepp"),
        [("RUBRIC-006", "line 9: criteria[1].stepp"), ("RUBRIC-007", "line 5: criteria[1].step")],
    ),
    ("missing key", SMALL.replace('title = "T"\n', ""), [("RUBRIC-007", "title")]),
    ("number for text", SMALL.replace('"T"', "5"), [("RUBRIC-008", "line 2: title")]),
    ("empty name", SMALL.replace('"A"', '"  "'), [("RUBRIC-009", "line 7: criteria[1].name")]),
    ("long name", SMALL.replace('"A"', f'"{"x" * 301}"'), [("RUBRIC-010", "line 7: criteria[1].name")]),
    ("control character", SMALL.replace('"A"', '"A\\tB"'), [("RUBRIC-011", "line 7: criteria[1].name")]),
    ("bad id", SMALL.replace('"a"', '"á b"'), [("RUBRIC-012", "line 6: criteria[1].id")]),
    ("reserved by Windows", SMALL.replace('"So"', '"con.x"'), [("RUBRIC-012", "line 11: groups[1].id")]),
    ("text for number", SMALL.replace("step = 0.5", 'step = "0.5"'), [("RUBRIC-013", "line 9: criteria[1].step")]),
    ("not a number", SMALL.replace("step = 0.5", "step = nan"), [("RUBRIC-013", "line 9: criteria[1].step")]),
    (
        "far too large",
        SMALL.replace("max = 100\nstep", "max = 1e999999\nstep"),
        [("RUBRIC-014", "line 8: criteria[1].max")],
    ),
    ("not positive", SMALL.replace("step = 0.5", "step = 0"), [("RUBRIC-015", "line 9: criteria[1].step")]),
    ("too fine", SMALL.replace("step = 0.5", "step = 0.0000001"), [("RUBRIC-016", "line 9: criteria[1].step")]),
    ("many decimals", SMALL.replace("step = 0.5", "step = 0.1234567"), [("RUBRIC-016", "line 9: criteria[1].step")]),
    ("places", SMALL + "[rounding]\nleaf = 5\n", [("RUBRIC-017", "line 15: rounding.leaf")]),
    ("yes or no", HEAD + 'shows_index = "yes"\n' + LEAF + GROUP, [("RUBRIC-018", "line 5: shows_index")]),
    ("choice", HEAD + 'ties = "split"\n' + LEAF + GROUP, [("RUBRIC-019", "line 5: ties")]),
    ("no list", HEAD + 'notes = "x"\n' + LEAF + GROUP, [("RUBRIC-021", "line 5: notes")]),
    ("no table", HEAD + "rounding = 2\n" + LEAF + GROUP, [("RUBRIC-022", "line 5: rounding")]),
    ("repeated id", SMALL + GROUP.replace("So", "SO"), [("RUBRIC-023", "line 15: groups[2].id")]),
    (
        "unknown group",
        SMALL.replace("step", "group_max = {II = 70}\nstep"),
        [("RUBRIC-024", "line 9: criteria[1].group_max.II")],
    ),
    (
        "unknown trait",
        SMALL.replace("step", 'not_applicable = ["x"]\nstep'),
        [("RUBRIC-025", "line 9: criteria[1].not_applicable[1]")],
    ),
    (
        "no criteria",
        HEAD + "criteria = []\n" + GROUP,
        [("RUBRIC-027", "line 5: criteria"), ("RUBRIC-034", "line 9: groups[1].max")],
    ),
    ("group sum", SMALL.replace("max = 100\nstep", "max = 90\nstep"), [("RUBRIC-034", "line 13: groups[1].max")]),
    ("unknown tier list", SMALL + 'tiers = "x"\n', [("RUBRIC-040", "line 14: groups[1].tiers")]),
    ("unused tier list", SMALL + '[[tiers.m]]\nlabel = "X"\n', [("RUBRIC-041", "line 14: tiers.m")]),
    ("step 0.3", SMALL.replace("0.5", "0.3"), [("RUBRIC-047", "line 9: criteria[1].step")]),
    ("step 1.5", SMALL.replace("0.5", "1.5"), [("RUBRIC-047", "line 9: criteria[1].step")]),
    ("max off the step", SMALL.replace("0.5", "7"), [("RUBRIC-048", "line 8: criteria[1].max")]),
    ("step finer than kept", SMALL.replace("0.5", "0.001"), [("RUBRIC-049", "line 9: criteria[1].step")]),
    ("name of a column", SMALL.replace('"a"', '"Total"'), [("RUBRIC-050", "line 6: criteria[1].id")]),
    (
        "tiers unsorted",
        tiers('label="K"\nlower=70|label="T"\nlower=85'),
        [("RUBRIC-035", "line 19: groups[1].tiers[2].lower")],
    ),
    (
        "tiers equal",
        tiers('label="T"\nlower=70|label="K"\nlower=70'),
        [("RUBRIC-036", "line 19: groups[1].tiers[2].lower")],
    ),
    ("open tier not last", tiers('label="T"|label="K"\nlower=70'), [("RUBRIC-037", "line 14: groups[1].tiers[1]")]),
    ("tier beyond the maximum", tiers('label="T"\nlower=101'), [("RUBRIC-038", "line 16: groups[1].tiers[1].lower")]),
    (
        "index tier above 1",
        tiers('label="T"\nlower=85').replace('"S"', '"S"\nbase = "index"'),
        [("RUBRIC-038", "line 17: groups[1].tiers[1].lower")],
    ),
    (
        "tier twice",
        tiers('label="T"\nlower=85|label="T"\nlower=70'),
        [("RUBRIC-039", "line 18: groups[1].tiers[2].label")],
    ),
    (
        "printed hole",
        tiers('label="T"\nlower=85\nfrom=85\nto=100|label="K"\nlower=70\nfrom=70\nto=84'),
        [("RUBRIC-043", "line 23: groups[1].tiers[2].to")],
    ),
    ("printed lower", tiers('label="T"\nlower=85\nfrom=80'), [("RUBRIC-044", "line 17: groups[1].tiers[1].from")]),
    (
        "printed reversed",
        tiers('label="T"\nlower=85\nfrom=85\nto=80'),
        [("RUBRIC-046", "line 18: groups[1].tiers[1].to"), ("RUBRIC-045", "line 17: groups[1].tiers[1].from")],
    ),
    ("title of no column", SMALL + 'titles = {totl = "X"}\n', [("RUBRIC-006", "line 14: groups[1].titles.totl")]),
    ("titles of columns", SMALL + 'titles = {unit = "U", fix = "F", prior_rank = "P", a = "A"}\n', []),
    (
        "two groups of one name",
        SMALL + GROUP.replace('"So"', '"Ban"').replace('"S"', '"s"'),
        [("RUBRIC-053", "line 16: groups[2].name")],
    ),
    (
        "markable parent",
        SMALL.replace("step", "markable = true\nstep").replace(
            "[[groups]]", '[[criteria.children]]\nid = "b"\nname = "B"\nmax = 100\n[[groups]]'
        ),
        [("RUBRIC-052", "line 9: criteria[1].markable")],
    ),
    (
        "criterion like a column",
        HEAD
        + LEAF.replace("100", "60").replace('"A"', '"Tổng  ĐIỂM"')
        + LEAF.replace("100", "40").replace('"a"', '"b"')
        + GROUP,
        [("RUBRIC-054", "line 7: criteria[1].name")],
    ),
    ("entry of a list", HEAD + "notes = [1]\n" + LEAF + GROUP, [("RUBRIC-028", "line 5: notes[1]")]),
    ("entry that is no table", HEAD + "traits = [1]\n" + LEAF + GROUP, [("RUBRIC-029", "line 5: traits[1]")]),
    ("printed top", tiers('label="T"\nlower=85\nto=99'), [("RUBRIC-046", "line 17: groups[1].tiers[1].to")]),
]


@pytest.mark.parametrize("text, wanted", [pytest.param(text, wanted, id=name) for name, text, wanted in BAD_FILES])
def test_each_fault_is_found_at_its_place_and_alone(
    tmp_path: Path, text: str | bytes, wanted: list[tuple[str, str | None]]
) -> None:
    findings = found(tmp_path, text)
    assert sorted((one.code, one.at.key) for one in findings) == sorted(wanted)
    for one in findings:
        assert one.at.file == "r.toml" and say(one, "vi") and say(one, "en")


def test_integer_bands_have_no_hole_where_totals_are_whole(tmp_path: Path) -> None:
    bands = tiers('label="T"\nlower=85\nfrom=85|label="K"\nlower=70\nfrom=70\nto=84') + "[rounding]\ntotal = 0\n"
    assert lines(tmp_path, bands) == []


def test_children_that_do_not_add_up(tmp_path: Path) -> None:
    child = '[[criteria.children]]\nid = "{}"\ncode = "1"\nname = "N"\nmax = {}\n'
    text = HEAD + LEAF + child.format("b", 60) + child.format("c", 30) + GROUP
    assert lines(tmp_path, text) == [
        ("RUBRIC-031", "line 17: criteria[1].children[2].code"),
        ("RUBRIC-033", "line 8: criteria[1].max"),
    ]
    special = HEAD + LEAF + child.format("b", 60) + "group_max = {So = 50}\n" + child.format("c", 40) + GROUP
    wanted = ["RUBRIC-031", "RUBRIC-033"]
    assert [one.code for one in found(tmp_path, special.replace('code = "1"', 'code = "1"', 1))] == wanted


def test_code_under_another_parent_is_only_a_warning(tmp_path: Path) -> None:
    part = LEAF.replace("100", "50") + '[[criteria.children]]\nid = "b"\ncode = "1"\nname = "N"\nmax = 50\n'
    text = HEAD + part + part.replace('"a"', '"x"').replace('"b"', '"y"') + GROUP
    assert lines(tmp_path, text) == [("RUBRIC-032", "line 22: criteria[2].children[1].code")]


def test_tree_without_end(tmp_path: Path) -> None:
    deep = "".join(f'[[criteria{".children" * at}]]\nid = "n{at}"\nname = "N"\nmax = 100\n' for at in range(9))
    assert "RUBRIC-051" in [one.code for one in found(tmp_path, HEAD + deep + GROUP)]


def test_missing_file_and_what_is_no_file(tmp_path: Path) -> None:
    pipe = tmp_path / "pipe"
    getattr(os, "mkfifo", os.mkdir)(pipe)  # to open one would wait for ever
    unreadable = [(path, checks.FILE_UNREADABLE) for path in (tmp_path, pipe)]
    for path, check in ((tmp_path / "no.toml", checks.FILE_MISSING), *unreadable):
        with pytest.raises(Refused) as refused:
            load_rubric(path)
        assert [one.check for one in refused.value.findings] == [check]


def test_unknown_layout_is_said_early(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "annex").mkdir()
    (tmp_path / "annex" / "known.toml").write_text("", encoding="utf-8")
    monkeypatch.setattr("workbook.loading.rubric.shelf", lambda _: tmp_path)
    assert lines(tmp_path, HEAD + 'layout = "other"\n' + LEAF + GROUP) == [("RUBRIC-026", "line 5: layout")]


def test_nine_mistakes_give_nine_findings(tmp_path: Path) -> None:
    text = (
        HEAD.replace('"1"', "1")
        + 'errat = []\nties = "x"\n'
        + LEAF.replace('"A"', '""').replace("0.5", '"0,5"')
        + GROUP.replace("100", "90")
        + '[[groups.tiers]]\nlabel = "K"\nlower = 70\n[[groups.tiers]]\nlabel = "T"\nlower = 85\nstrikt = 1\n'
        + GROUP
    )
    codes = [one.code for one in found(tmp_path, text)]
    assert sorted(codes) == [
        "RUBRIC-006", "RUBRIC-006", "RUBRIC-008", "RUBRIC-009", "RUBRIC-013", "RUBRIC-019", "RUBRIC-023",
        "RUBRIC-034", "RUBRIC-035",
    ]  # fmt: skip


def test_the_nearest_key_is_proposed(tmp_path: Path) -> None:
    [one] = found(tmp_path, SMALL + "asumed = true\n")
    assert one.facts["nearest"] == "assumed"


# ---------------------------------------------------------------- what editors and people read
def readme() -> str:
    return (shelf("rubrics") / "README.md").read_text(encoding="utf-8")


def test_readme_examples_load(tmp_path: Path) -> None:
    examples = re.findall(r"```toml\n(.*?)```", readme(), re.DOTALL)
    assert len(examples) == 3
    for example in examples:
        assert lines(tmp_path, example) == []


def test_committed_schema_is_the_models() -> None:
    committed = json.loads((shelf("rubrics") / "rubric.schema.json").read_text(encoding="utf-8"))
    assert committed == rubric_schema(), "run: make docs"
    for name in shipped_rubrics():
        assert rubric_path(name).read_text(encoding="utf-8").startswith("#:schema ./rubric.schema.json\n")
