"""Accessibility: names for every control, landmarks, heads of tables, contrast by the tokens."""

import re

import pytest

from tests.console.pages import PAGES, Browser, Element, colours, stylesheet

SHOWN = [
    *PAGES,
    "/traffic?show=1",
    "/traffic/1",
    "/traffic/258",
    "/world?simulator=retailcrm&event=place_order",
]
# Texts and what they stand on; edges of fields and marks below.
TEXTS = [
    *((ink, ground) for ink in ("ink", "soft", "link", "red", "green", "amber")
      for ground in ("paper", "sheet", "sunk", "hover")),
    ("red", "red-bg"), ("amber", "amber-bg"), ("green", "green-bg"), ("ink", "red-bg"),
    ("ink", "amber-bg"), ("ink", "link-bg"), ("link", "link-bg"), ("on-link", "link"),
    ("ink", "mark"), ("soft", "link-bg"), ("link", "red-bg"), ("link", "amber-bg"),
    ("soft", "mark"),
]  # fmt: skip
MARKS = [("edge", "sheet"), *((f"hue{i}", "sheet") for i in range(10)), ("eng", "sheet")]


def luminance(colour: str) -> float:
    parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    red, green, blue = (p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_texts_and_marks_stand_out_from_what_they_stand_on(scheme: str) -> None:
    known = colours(scheme)
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    for ink, ground in TEXTS:
        assert contrast(known[ink], known[ground]) >= 4.5, (scheme, ink, ground)
    for mark, ground in MARKS:
        assert contrast(known[mark], known[ground]) >= 3, (scheme, mark, ground)


def test_no_colour_stands_outside_the_tokens() -> None:
    rules = stylesheet().partition("/* Base */")[2]
    assert re.findall(r"#[0-9a-fA-F]{3,8}\b(?![^{]*\{)", rules) == []


def named(page: Element, element: Element) -> str:
    """Return the name by which a screen reader calls an element."""
    given = element.attributes.get("aria-label", "")
    if by := element.attributes.get("aria-labelledby"):
        given = page.by_id(by).text
    own = element.attributes.get("id")
    labels = [each.text for each in page.all("label") if own and each.attributes.get("for") == own]
    around = element.parent.text if element.within("label") and element.parent else ""
    inner = element.text if element.tag in ("a", "button", "summary") else ""
    return given or " ".join(labels) or around or inner


@pytest.mark.parametrize("path", SHOWN)
def test_every_control_has_a_name_and_every_id_is_one(busy: Browser, path: str) -> None:
    page = busy.get(path)
    for each in page.all():
        is_field = each.tag in ("input", "select", "textarea")
        if each.attributes.get("type") == "hidden":
            continue
        if is_field or each.tag in ("a", "button", "summary"):
            assert named(page, each), (path, each.tag, each.attributes)
    ids = [each.attributes["id"] for each in page.all() if "id" in each.attributes]
    assert len(ids) == len(set(ids)), [each for each in ids if ids.count(each) > 1]
    for each in page.all():
        for name in ("for", "aria-labelledby", "aria-describedby", "data-copy", "list"):
            if value := each.attributes.get(name):
                assert value in ids, (path, each.tag, name, value)


@pytest.mark.parametrize("path", SHOWN)
def test_a_page_has_landmarks_a_skip_link_and_tables_with_heads(busy: Browser, path: str) -> None:
    page = busy.get(path)
    for tag in ("header", "main", "footer", "nav"):
        assert next(page.all(tag)), tag
    skip = next(next(page.all("body")).all("a"))
    assert skip.attributes["href"] == "#main"
    assert page.by_id("main").tag == "main"
    for table in page.all("table"):
        assert next(table.all("caption")).text
        heads = [*table.all("th")]
        assert heads, path
        assert all(each.attributes.get("scope") for each in heads), path
    for picture in page.all("svg"):
        is_told = picture.attributes.get("role") == "img" and picture.attributes["aria-label"]
        assert is_told or picture.attributes.get("aria-hidden") == "true"


@pytest.mark.parametrize("path", SHOWN)
def test_headings_leave_no_level_out(busy: Browser, path: str) -> None:
    tags = [each.tag for each in busy.get(path).all()]
    levels = [int(tag[1]) for tag in tags if re.fullmatch("h[1-6]", tag)]
    assert levels[0] == 1
    assert all(after - before <= 1 for before, after in zip(levels, levels[1:], strict=False))


def test_a_link_that_marks_where_one_is_says_so(busy: Browser) -> None:
    for path, tab in {
        "/": "Overview",
        "/traffic/1": "Traffic",
        "/world": "Worlds and time",
    }.items():
        tabs = busy.get(path).by_id("tabs").all("a")
        assert [x.text for x in tabs if x.attributes.get("aria-current") == "page"] == [tab]
