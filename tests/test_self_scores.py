"""Three columns of scores: units score themselves, members see it and score, the council concludes."""

from __future__ import annotations

import shutil
from decimal import Decimal
from pathlib import Path

import pytest
from openpyxl import load_workbook

from tests.commands import document, run
from tests.deep_folder import GIVEN, RUBRIC, add, change, deep_folder, filled, returned
from tests.sample import codes, only, write_round
from workbook.catalogue import form as said_of_form
from workbook.catalogue import panel as said_of_panel
from workbook.catalogue import self_scores as said
from workbook.catalogue.ballot import SUPERSEDED
from workbook.catalogue.kept import RECEIVED_BEFORE
from workbook.findings import Refused, errors, say
from workbook.loading.frozen import thaw
from workbook.model import Issue, SelfScore
from workbook.pipeline import sending
from workbook.pipeline.folder import Folder, Kept
from workbook.pipeline.judging import check_files, open_round
from workbook.pipeline.publishing import assess, rank_round
from workbook.pipeline.receiving import import_files
from workbook.pipeline.self_scoring import self_scored
from workbook.pipeline.sending import generate
from workbook.sheets.stamp import read_passport, write_passport

UNITS = ("tu-cham-y-te", "tu-cham-xay-dung")
MEMBERS = ("phieu-an", "phieu-binh")
WORDS = {
    "y-te truc-tuyen note": "Kèm báo cáo",
    "y-te truc-tuyen link": "https://so-y-te.example.vn/bao-cao",
}


@pytest.fixture(scope="module")
def sent(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = deep_folder(tmp_path_factory.mktemp("sent") / "dot")
    generate(made, for_="units")
    generate(made)
    return made


@pytest.fixture
def root(sent: Path, tmp_path: Path) -> Path:
    """A round whose units and members have their workbooks; nothing came back."""
    return Path(shutil.copytree(sent, tmp_path / "Đợt 1"))


@pytest.fixture(scope="module")
def scored(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = deep_folder(tmp_path_factory.mktemp("scored") / "dot")
    generate(made, for_="units")
    import_files(made, returned(made, *UNITS, texts=WORDS))
    generate(made)
    import_files(made, returned(made, *MEMBERS))
    return made


@pytest.fixture
def whole(scored: Path, tmp_path: Path) -> Path:
    """A round in which everybody has returned his workbook, units first."""
    return Path(shutil.copytree(scored, tmp_path / "đủ"))


def kept(root: Path, scorer: str, number: int) -> Issue:
    found = Folder(root).load_kept(scorer, number)
    assert isinstance(found, Kept)
    return thaw(found.frozen)


def texts(path: Path, sheet: str) -> list[str]:
    """Every text of the sheet whose name ends so."""
    [found] = [one for one in load_workbook(path).worksheets if one.title.endswith(sheet)]
    return [str(cell.value) for row in found.iter_rows() for cell in row if cell.value is not None]


def totals(root: Path) -> dict[str, Decimal | None]:
    made = assess(open_round(root)).ranking
    return {one.unit.id: one.total for group in made.groups for one in group.standings}


def score(root: Path, unit: str) -> SelfScore:
    return self_scored(open_round(root)).scores[unit]


# ---------------------------------------------------------------- the units' workbooks
def test_every_unit_that_is_scored_gets_its_own(root: Path) -> None:
    made = generate(root, for_="units")
    assert [(one.member.id, one.scorer, one.number, one.new) for one in made.sent] == [
        ("y-te", "unit", 1, False),
        ("xay-dung", "unit", 1, False),
    ]
    assert sorted(path.name for path in (root / "sent").glob("*.xlsx")) == sorted(f"{n}.xlsx" for n in UNITS + MEMBERS)
    assert sorted(path.name for path in (root / "sent" / "kept" / "units").iterdir()) == [
        "xay-dung-1.json.gz",
        "y-te-1.json.gz",
    ]
    assert "Sở Xây dựng" not in "\n".join(texts(root / "sent" / "tu-cham-y-te.xlsx", "Sở Y tế"))
    assert made.findings == ()


def test_a_member_may_bear_the_name_of_a_unit(tmp_path: Path) -> None:
    root = deep_folder(tmp_path, '[[members]]\nid = "y-te"\nname = "Y Tế"\n[[members]]\nid = "unit-y-te"\nname = "X"\n')
    generate(root, for_="units")
    generate(root)
    names = ("y-te", "unit-y-te", "unit:y-te")
    assert [kept(root, name, 1).scorer for name in names] == ["member", "member", "unit"]
    assert Folder(root).issues_of("unit:y-te") == Folder(root).issues_of("y-te") == [1]


def test_an_outdated_self_score_workbook_is_named_with_its_kind_only(root: Path) -> None:
    change(root, "Sở Y tế", "Sở Y tế tỉnh")
    (root / "so-lieu.csv").write_text("unit;criterion;value\ny-te;par;80\nxay-dung;par;60\n", encoding="utf-8")
    made = generate(root, for_="units")
    assert [(one.number, one.new) for one in made.sent] == [(2, True), (1, False)]
    assert [(one.code, one.facts["names"]) for one in made.findings] == [("FILE-097", "tu-cham-y-te.xlsx")]
    assert (root / "sent" / "tu-cham-y-te lan 2.xlsx").is_file()


def test_lists_may_come_after_the_workbooks_but_not_after_the_ranking(tmp_path: Path) -> None:
    root = deep_folder(tmp_path, facts="unit;criterion;value\nSở Y tế;par;80\n")
    [lacking] = generate(root).findings
    assert lacking.check is said.LISTS_LACK and "Cải cách hành chính" in say(lacking, "vi")
    with pytest.raises(Refused) as refused:
        rank_round(root)
    assert said_of_panel.LISTED_MISSING in [one.check for one in refused.value.findings]


# ---------------------------------------------------------------- what comes back
def test_a_units_workbook_is_imported_like_any_other(root: Path) -> None:
    [made] = import_files(root, returned(root, "tu-cham-y-te"))
    assert made.counted and codes(made.findings) == []
    assert open_round(root).folder.received()[0].member == "unit:y-te"
    # A unit may judge its own file before it sends it, without the round's folder.
    assert check_files([root / "back" / "tu-cham-y-te.xlsx"])[0].counted
    [again] = import_files(root, returned(root, "tu-cham-y-te"))
    assert codes(again.findings) == ["FILE-092"]


def test_facts_points_and_words_are_taken(root: Path) -> None:
    import_files(root, returned(root, *UNITS, texts=WORDS))
    made = score(root, "y-te")
    assert made.facts == {
        "truc-tuyen/a": 80, "truc-tuyen/b": 100, "ke-hoach": 1, "giao-dich": 50, "y-thuc": 8,
    }  # fmt: skip
    assert made.points == {"truc-tuyen": 8, "ke-hoach": 10, "giao-dich": 5, "par": 8, "y-thuc": 8}
    assert made.remarks == {"truc-tuyen": "Kèm báo cáo"} and made.links["truc-tuyen"].startswith("https://")


def test_the_newest_self_score_is_used(root: Path) -> None:
    old, new = (filled(root / "sent" / "tu-cham-y-te.xlsx", {"y-te y-thuc": n}).read_bytes() for n in (1, 2))
    for number, data in enumerate((old, new)):
        path = root / f"về {number}.xlsx"
        path.write_bytes(data)
        import_files(root, [path])
    assert score(root, "y-te").points["y-thuc"] == 2
    add(root, '[[exemptions]]\nunit = "y-te"\ncriteria = ["truc-tuyen"]\nreason = "Không có thủ tục"\n')
    generate(root, for_="units")
    import_files(root, returned(root, "tu-cham-y-te lan 2", given={"y-te y-thuc": 3}))
    [late] = import_files(root, [root / "về 0.xlsx"])
    assert RECEIVED_BEFORE in [one.check for one in late.findings]
    assert SUPERSEDED in [one.check for one in late.findings]
    assert score(root, "y-te").points["y-thuc"] == 3


def test_members_see_what_units_gave_themselves(root: Path) -> None:
    import_files(root, returned(root, "tu-cham-y-te", texts=WORDS))
    made = generate(root)
    assert [(one.member.id, one.number, one.new) for one in made.sent] == [("an", 2, True), ("binh", 2, True)]
    issue = kept(root, "an", 2)
    assert list(issue.self_scores) == ["y-te"] and issue.self_scores["y-te"] == score(root, "y-te")
    shown = texts(root / "sent" / "phieu-an lan 2.xlsx", "Sở Y tế")
    assert any("Kèm báo cáo" in text for text in shown) and any("so-y-te.example.vn" in text for text in shown)
    assert [one.new for one in generate(root).sent] == [False, False]
    checked = check_files(returned(root, "phieu-an lan 2"), root)
    assert checked[0].counted and codes(checked[0].findings) == []


def test_a_matrix_shows_no_self_scores_and_stays_as_it_was(tmp_path: Path) -> None:
    root = write_round(tmp_path)
    before = generate(root).sent
    generate(root, for_="units")
    given = {"dv-1 mang": 8, "dv-1 an-toan": 7, "dv-1 dich-vu": 15, "dv-1 sang-kien": 3}
    [made] = import_files(root, [filled(root / "sent" / "tu-cham-dv-1.xlsx", given)])
    assert made.counted, [say(one, "en") for one in made.findings]
    assert score(root, "dv-1").points["dich-vu"] == 15
    assert [(one.number, one.new) for one in generate(root).sent] == [(one.number, False) for one in before]


# ---------------------------------------------------------------- what is not used
def test_a_self_score_with_errors_is_told_and_not_used(root: Path) -> None:
    [made] = import_files(root, returned(root, "tu-cham-y-te", given={"y-te y-thuc": 11, "y-te ke-hoach": None}))
    assert not made.counted and len(errors(made.findings)) == 2
    told = generate(root)
    warning = only(told.findings, said.SELF_NOT_USED)
    assert (warning.facts["count"], warning.at.unit) == (2, "y-te") and not errors(told.findings)
    assert [one.new for one in told.sent] == [False, False]


def test_a_self_score_under_other_rules_is_told_and_not_used(root: Path) -> None:
    import_files(root, returned(root, *UNITS))
    change(root, 'kind = "yes_no"', 'kind = "count", input = "Số kế hoạch", each = 5', "sau.toml")
    warnings = [one for one in generate(root).findings if one.check is said.SELF_OUTDATED]
    assert len(warnings) == 2 and "cách chấm của “Có kế hoạch”" in say(warnings[0], "vi")
    assert self_scored(open_round(root)).scores == {}


def test_a_self_score_of_a_unit_that_left(root: Path) -> None:
    import_files(root, returned(root, *UNITS))
    change(root, 'name = "Sở Y tế"', 'name = "Sở Y tế"\nleft_out = "Sáp nhập"')
    assert only(generate(root).findings, said.SELF_NO_LONGER_UNIT).facts["unit"] == "y-te"
    assert list(self_scored(open_round(root)).scores) == ["xay-dung"]


def test_an_original_that_was_altered_is_not_used(root: Path) -> None:
    import_files(root, returned(root, "tu-cham-y-te"))
    next((root / "returned").glob("*.xlsx")).write_bytes(b"x")
    assert only(generate(root).findings, said.SELF_NOT_USED).facts["unit"] == "Sở Y tế"


def test_words_that_no_workbook_can_carry_are_cut(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    import_files(root, returned(root, "tu-cham-y-te", texts={"y-te ke-hoach note": "dài " * 400, **WORDS}))
    whole = len(generate(root).sent) and len(Folder(root).load_kept("an", 2).frozen.encode())  # type: ignore[union-attr]
    monkeypatch.setattr(sending, "FROZEN_LIMIT", whole - 1)
    made = generate(root)
    assert [one.facts["length"] for one in made.findings if one.check is said.SELF_SHORTENED] == [1000, 1000]
    remarks = kept(root, "an", 3).self_scores["y-te"].remarks
    assert len(remarks["ke-hoach"]) == 1000 and remarks["ke-hoach"].endswith("…") and remarks["truc-tuyen"]
    monkeypatch.setattr(sending, "FROZEN_LIMIT", 1)
    generate(root)
    assert kept(root, "an", 4).self_scores["y-te"].remarks == {}


@pytest.mark.parametrize("scorer", ["unit:../../x", "unit:", "unit:la", "unit"])
def test_a_passport_of_nobody_is_refused(root: Path, scorer: str) -> None:
    path = filled(root / "sent" / "tu-cham-y-te.xlsx")
    book = load_workbook(path)
    for sheet in book.worksheets:
        passport = read_passport(str(sheet["A1"].value))
        if passport is not None:
            sheet["A1"].value = write_passport(passport._replace(member=scorer))
    book.save(path)
    [made] = import_files(root, [path])
    assert [one.check for one in made.findings] == [said_of_form.MEMBER_UNKNOWN]
    assert not list((root / "returned").glob("*.xlsx"))


# ---------------------------------------------------------------- the result
def test_self_scores_never_count(whole: Path, tmp_path: Path) -> None:
    with_units = rank_round(whole)
    assert totals(whole) == {"y-te": Decimal("39.00"), "xay-dung": Decimal("33.00")}
    other = deep_folder(tmp_path / "không tự chấm")
    generate(other)
    import_files(other, returned(other, *MEMBERS))
    assert rank_round(other).ranking == with_units.ranking
    third = deep_folder(tmp_path / "tự chấm khác")
    generate(third, for_="units")
    low = {name: "Không" if value in ("Có", "Không") else 1 for name, value in GIVEN.items()}
    import_files(third, returned(third, *UNITS, given=low))
    generate(third)
    import_files(third, returned(third, *MEMBERS))
    assert rank_round(third).ranking == with_units.ranking
    tally = assess(open_round(third)).tally
    assert tally.self_scores["y-te"].points["y-thuc"] == 1 and tally.cells["y-te", "y-thuc"].value == 8


def test_a_faulty_self_score_stops_no_ranking(whole: Path) -> None:
    path = filled(whole / "sent" / "tu-cham-y-te.xlsx", {"y-te y-thuc": 11})
    assert not import_files(whole, [path])[0].counted
    made = rank_round(whole)
    assert [one.check for one in made.findings] == [said.SELF_NOT_USED]


def test_the_conclusion_stands_over_the_members(whole: Path) -> None:
    first = rank_round(whole)
    add(
        whole,
        '[[conclusions]]\nunit = "xay-dung"\ncriterion = "ke-hoach"\npoints = 10\nexplanation = "Đã ban hành"\n'
        'reason = "Có kế hoạch"\nby = "Hội đồng"\n',
    )
    second = rank_round(whole)
    assert totals(whole) == {"y-te": Decimal("39.00"), "xay-dung": Decimal("43.00")}
    assert [one.unit.id for one in second.ranking.groups[0].standings] == ["xay-dung", "y-te"]
    assert (first.number, second.number) == (1, 2) and any("33,00 → 43,00" in line for line in second.changes)
    cell = assess(open_round(whole)).tally.cells["xay-dung", "ke-hoach"]
    assert cell.concluded and cell.given == (("an", Decimal(0)), ("binh", Decimal(0)))
    assert all(path.is_file() for path in second.files)


def test_conclusions_from_a_list_give_the_same_result(whole: Path) -> None:
    text = (whole / "round.toml").read_text(encoding="utf-8")
    (whole / "round.toml").write_text(text.replace("[[units]]", 'conclusions_from = "kl.csv"\n[[units]]', 1), "utf-8")
    rows = (
        "Đơn vị;Tiêu chí;Kết luận;Giải trình;Lý do;Người quyết định\n"
        "Sở Xây dựng;Có kế hoạch;10;Đã ban hành;Có văn bản;Hội đồng\nSở Y tế;Có kế hoạch;;;;\n"
    )
    (whole / "kl.csv").write_text(rows, encoding="utf-8")
    assert totals(whole) == {"y-te": Decimal("39.00"), "xay-dung": Decimal("43.00")}


def test_the_sheet_of_three_scores_becomes_the_list_of_conclusions(whole: Path) -> None:
    rank_round(whole)
    book = load_workbook(whole / "results" / "tally.xlsx")
    sheet = book["Ba cột điểm"]
    [titles] = [row for row in sheet.iter_rows() if "Kết luận" in [cell.value for cell in row]]
    at = {str(cell.value): column for column, cell in enumerate(titles)}
    for row in sheet.iter_rows():
        if (row[at["Đơn vị"]].value, row[at["Tiêu chí"]].value) == ("xay-dung", "ke-hoach"):
            assert (row[at["Tự chấm"]].value, row[at["Thẩm định"]].value) == (0, 0)
            row[at["Kết luận"]].value = 10
            row[at["Giải trình"]].value = "Đã ban hành"
            row[at["Lý do"]].value, row[at["Người quyết định"]].value = "Có văn bản", "Hội đồng"
    book.save(whole / "kl.xlsx")
    text = (whole / "round.toml").read_text(encoding="utf-8")
    (whole / "round.toml").write_text(text.replace("[[units]]", 'conclusions_from = "kl.xlsx"\n[[units]]', 1), "utf-8")
    made = rank_round(whole)
    assert codes(made.findings) == [] and totals(whole)["xay-dung"] == Decimal("43.00")
    [one] = open_round(whole).round.conclusions
    assert (one.unit, one.criterion, one.explanation) == ("xay-dung", "ke-hoach", "Đã ban hành")


def test_a_faulty_ballot_stops_the_ranking_but_no_provisional_one(whole: Path) -> None:
    import_files(whole, [filled(whole / "sent" / "phieu-an.xlsx", {"y-te y-thuc": 11})])
    with pytest.raises(Refused):
        rank_round(whole)
    made = rank_round(whole, provisional=True)
    assert totals(whole)["y-te"] == Decimal("39.00") and errors(made.findings)


# ---------------------------------------------------------------- assigned mode
ASSIGNED = """[[assignments]]
member = "an"
criteria = ["truc-tuyen", "ke-hoach"]
[[assignments]]
member = "binh"
criteria = ["giao-dich", "y-thuc"]
"""


def test_members_score_what_they_are_assigned(tmp_path: Path) -> None:
    root = deep_folder(tmp_path, ASSIGNED)
    generate(root, for_="units")
    import_files(root, returned(root, *UNITS))
    made = generate(root)
    assert made.findings == () and [one.member.id for one in made.sent] == ["an", "binh"]
    assert [leaf.id for leaf in kept(root, "an", 1).rubric.leaves()] == ["truc-tuyen", "ke-hoach"]
    assert set(kept(root, "binh", 1).self_scores["y-te"].points) == {"giao-dich", "y-thuc"}
    checked = import_files(root, returned(root, *MEMBERS))
    assert [one.counted for one in checked] == [True, True], [say(f, "en") for one in checked for f in one.findings]
    ranked = rank_round(root)
    assert codes(ranked.findings) == []
    assert totals(root) == {"y-te": Decimal("39.00"), "xay-dung": Decimal("33.00")}


def test_a_blank_of_one_member_is_told_to_nobody_else(tmp_path: Path) -> None:
    root = deep_folder(tmp_path, ASSIGNED)
    generate(root)
    import_files(root, [*returned(root, "phieu-an", given={"y-te ke-hoach": None}), *returned(root, "phieu-binh")])
    with pytest.raises(Refused) as refused:
        rank_round(root)
    assert [(one.at.member, one.at.criterion) for one in refused.value.findings] == [("an", "ke-hoach")]


def test_a_ballot_sent_under_another_version_names_both(tmp_path: Path) -> None:
    root = deep_folder(tmp_path, ASSIGNED)
    generate(root)
    import_files(root, returned(root, *MEMBERS))
    change(root, 'version = "2026-01"', 'version = "2026-02"', "sau.toml")
    made = rank_round(root)
    assert [(one.code, one.facts["sent"], one.facts["now"]) for one in made.findings] == [
        ("PANEL-006", "2026-01", "2026-02"),
    ] * 2  # fmt: skip
    (root / "moi.toml").write_text(RUBRIC.replace('id = "sau"', 'id = "moi"', 1), encoding="utf-8")
    change(root, "sau.toml", "moi.toml")
    made = rank_round(root)
    assert made.findings[0].facts["sent"] == "sau 2026-01" and made.findings[0].facts["now"] == "moi 2026-01"


# ---------------------------------------------------------------- the command
def test_the_command_makes_and_shows_self_scores(tmp_path: Path) -> None:
    root = deep_folder(tmp_path / "dot")
    code, made = document("generate", root, "--for", "units")
    assert code == 0
    assert [(one["member"], one["unit"], one["issue"], one["new"]) for one in made["ballots"]] == [
        ("unit:y-te", "y-te", 1, True),
        ("unit:xay-dung", "xay-dung", 1, True),
    ]
    assert document("generate", root)[1]["ballots"][0]["unit"] is None
    bad = returned(root, "tu-cham-xay-dung", given={"xay-dung y-thuc": 99})
    assert run("import", root, *returned(root, "tu-cham-y-te"), *bad).code == 1
    code, made = document("status", root)
    assert made["units"] == [
        {"unit": "y-te", "name": "Sở Y tế", "issued": [1], "returned": 1, "file": "tu-cham-y-te.xlsx", "counted": True},
        {
            "unit": "xay-dung", "name": "Sở Xây dựng", "issued": [1], "returned": 1, "file": "tu-cham-xay-dung.xlsx",
            "counted": False,
        },
    ]  # fmt: skip
    assert (code, [one["code"] for one in made["findings"]]) == (0, ["PANEL-060"])


def test_the_command_says_what_self_scores_are_for(tmp_path: Path) -> None:
    root = deep_folder(tmp_path / "dot")
    said_vi, said_en = (
        run("generate", root, "--for", "units").out,
        run("generate", root, "--for=units", "--lang", "en").out,
    )
    assert "không tính vào kết quả" in " ".join(said_vi.split()) and "never counted" in " ".join(said_en.split())
    out = " ".join(run("import", root, *returned(root, "tu-cham-y-te")).out.split())
    assert "Sở Y tế" in out and "không tính vào kết quả" in out
    out = " ".join(run("status", root).out.split())
    assert "Dùng được: 1/2 phiếu tự chấm" in out and "xephang generate" in out


def test_for_whom_must_be_known(tmp_path: Path) -> None:
    code, made = document("generate", deep_folder(tmp_path / "dot"), "--for", "ai")
    assert code == 2 and [one["code"] for one in made["findings"]] == ["FILE-098"]
    assert "members" in made["findings"][0]["message"] and "units" in made["findings"][0]["message"]


# ---------------------------------------------------------------- what a conclusion changes is told
CONCLUDING = """
[[conclusions]]
unit = "xay-dung"
criterion = "ke-hoach"
points = 10
reason = "{reason}"
by = "Hội đồng"
"""


def test_a_conclusion_stands_in_the_changes_and_so_does_its_new_reason(whole: Path) -> None:
    text = (whole / "round.toml").read_text(encoding="utf-8")
    numbers, told = [], []
    for added in ("", CONCLUDING.format(reason="Đã có"), CONCLUDING.format(reason="Đã ban hành"), ""):
        (whole / "round.toml").write_text(text + added, encoding="utf-8")
        made = rank_round(whole)
        numbers.append(made.number)
        told.append([line for line in made.changes if "kết luận" in line])
    assert numbers == [1, 2, 3, 4] and told[0] == []
    assert "chưa có kết luận → 10" in told[1][0] and "ghi lại" in told[2][0] and "bỏ kết luận" in told[3][0]


def test_a_ranking_without_errors_is_never_provisional(whole: Path) -> None:
    asked, plain = rank_round(whole, provisional=True), rank_round(whole)
    assert (asked.number, plain.number, plain.new) == (1, 1, False)
