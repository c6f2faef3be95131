"""Names and titles as people spell them, brought to one form for comparing; never for printing."""

from __future__ import annotations

import re
import unicodedata
from functools import cache

_UNSEEN = re.compile("[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufeff]")
"""Soft hyphens, joiners and signs of direction, which nobody sees."""
_LOOKALIKES = str.maketrans("\u00d0\u00f0", "Đđ")
_TONES = "\u0300\u0301\u0303\u0309\u0323"
RAISED = "⁰¹²³⁴-⁹①-⒇⓵-⓾❶-➓†‡*"
"""Signs that are footnote marks by themselves, for a class of a pattern: raised digits, digits in rings, stars."""
_FOOTNOTES = re.compile(rf"[⁽(（\[]\s*[{RAISED}0-9０-９]{{1,2}}\s*[⁾)）\]]|[{RAISED}⁽⁾]+")
# Possessive: a run of marks can be split in many ways, and a text may be made so that all are tried.
_MARKS_AT_END = re.compile(rf"(?<=[^\s{RAISED}⁽⁾])(?:\s*(?:{_FOOTNOTES.pattern}))++\s*$")
_ONLY_MARKS = re.compile(rf"(?:⁽\s*[{RAISED}0-9]{{1,2}}\s*⁾|[⁰¹²³⁴-⁹①-⒇]|\s)++")
_POINTS = re.compile(r"[(\[]\s*(?:tối đa\s*:?\s*)?[\d.,]*\s*(?:điểm|đ|points?)?\s*(?:tối đa)?\s*[)\]]", re.IGNORECASE)
_PRINTED_MAX = re.compile(
    r"[(\[]\s*(?:(?:tối đa|max)\s*:?\s*([\d.,]*\d)\s*(?:điểm|đ)?|([\d.,]*\d)\s*(?:điểm|đ|points?))"
    r"\s*(?:tối đa)?\s*[)\]]",
    re.IGNORECASE,
)
_WEIGHT = re.compile(r"[(\[]\s*(?:hệ số|trọng số|weight|x|×)\s*:?\s*(\d[\d.,]*)\s*[)\]]", re.IGNORECASE)
_ABBREVIATIONS = {
    "ql": "quản lý",
    "kkt": "khu kinh tế",
    "kcn": "khu công nghiệp",
    "kh": "kế hoạch",
    "đt": "đầu tư",
    "tbxh": "thương binh xã hội",
    "lđ": "lao động",
    "lđtbxh": "lao động thương binh xã hội",
    "ptnt": "phát triển nông thôn",
    "nn": "nông nghiệp",
    "tttt": "thông tin truyền thông",
    "gtvt": "giao thông vận tải",
    "tnmt": "tài nguyên môi trường",
    "khcn": "khoa học công nghệ",
    "gdđt": "giáo dục đào tạo",
    "vhttdl": "văn hóa thể thao du lịch",
    "tp": "thành phố",
    "tx": "thị xã",
    "ubnd": "ủy ban nhân dân",
    "hđnd": "hội đồng nhân dân",
    "vp": "văn phòng",
}
_PLACES = ("huyện", "thành phố", "thị xã", "quận", "xã", "phường", "thị trấn", "đặc khu")


@cache
def canonical(text: str) -> str:
    """Lower case, one blank between words, no punctuation, each tone at the end of its word.

    "Hoá", "HÓA", their NFD spellings and a non-breaking space beside them are all the same.
    """
    plain = _UNSEEN.sub("", unicodedata.normalize("NFC", text)).translate(_LOOKALIKES).casefold()
    words = re.sub(r"[\W_]+", " ", plain).split()
    return " ".join(map(_tone_last, words))


def _tone_last(word: str) -> str:
    """ "hoá" and "hóa" become the same letters: the tone mark goes to the end of the word."""
    parts = unicodedata.normalize("NFD", word)
    tones = "".join(char for char in parts if char in _TONES)
    if not tones:
        return word
    return unicodedata.normalize("NFC", "".join(char for char in parts if char not in _TONES)) + tones


@cache
def title(text: str) -> str:
    """A column title for comparing: without footnote marks and "(Điểm)", "(tối đa 50 điểm)", "(hệ số 2)"."""
    tidy = _WEIGHT.sub(" ", unicodedata.normalize("NFC", text))
    return canonical(_FOOTNOTES.sub(" ", _POINTS.sub(" ", tidy)))


def without_marks(text: str) -> str:
    """A cell's text without its footnote marks: "55⁽¹⁾" and "55 (1)" are 55, "⁽¹⁾" is nothing; "(1)" alone stays."""
    return "" if _ONLY_MARKS.fullmatch(text) else _MARKS_AT_END.sub("", text)


def max_in_title(text: str) -> str | None:
    """The maximum that a title prints, as its text: "50" of "Hạ tầng (50 điểm)"."""
    found = _PRINTED_MAX.search(unicodedata.normalize("NFC", text))
    return (found[1] or found[2]) if found else None


def weight_in_title(text: str) -> str | None:
    """The weight that a title prints, as its text: "0,4" of "Hạ tầng (hệ số 0,4)"."""
    found = _WEIGHT.search(unicodedata.normalize("NFC", text))
    return found[1] if found else None


@cache
def unit_name(text: str) -> str:
    """A unit's name for comparing: usual abbreviations written out, "UBND huyện X" as "huyện X"."""
    words = [_SPELT_OUT.get(word, word) for word in canonical(_FOOTNOTES.sub(" ", text)).split()]
    name = " ".join(word for word in " ".join(words).split() if word != _AND)
    rest = name.removeprefix(_COMMITTEE + " ")
    return rest if rest != name and rest.startswith(_PLACE_WORDS) else name


def contains(text: str, part: str) -> bool:
    """Whether `part` stands in `text` as whole words; both canonical."""
    return bool(part) and f" {part} " in f" {text} "


_AND = canonical("và")
_SPELT_OUT = {canonical(short): canonical(full) for short, full in _ABBREVIATIONS.items()}
_COMMITTEE = canonical(_ABBREVIATIONS["ubnd"])
_PLACE_WORDS = tuple(canonical(place) + " " for place in _PLACES)
