"""Bodies: JSON, form and multipart come to one shape; what cannot be read is refused."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from stocktake.core.brackets import unfold
from stocktake.core.errors import Malformed
from stocktake.web.bodies import decode

FORM = {"content-type": "application/x-www-form-urlencoded"}
JSON = {"content-type": "application/json; charset=utf-8"}


@pytest.mark.parametrize(
    ("pairs", "shape"),
    [
        ([("a", "1")], {"a": "1"}),
        ([("a", "1"), ("a", "2")], {"a": "2"}),
        ([("a[]", "1"), ("a[]", "2")], {"a": ["1", "2"]}),
        ([("a[0]", "1"), ("a[1]", "2")], {"a": ["1", "2"]}),
        ([("a[b]", "1"), ("a[c][d]", "2")], {"a": {"b": "1", "c": {"d": "2"}}}),
        ([("a[][x]", "1"), ("a[][y]", "2")], {"a": [{"x": "1", "y": "2"}]}),
        ([("a[][x]", "1"), ("a[][x]", "2")], {"a": [{"x": "1"}, {"x": "2"}]}),
        ([("a[0][x]", "1"), ("a[1][x]", "2")], {"a": [{"x": "1"}, {"x": "2"}]}),
        ([("a[5]", "1")], {"a": {"5": "1"}}),
        ([("a[", "1"), ("b]", "2"), ("[c]", "3")], {"a[": "1", "b]": "2", "[c]": "3"}),
    ],
)
def test_brackets_are_unfolded_as_their_writer_meant_them(
    pairs: list[tuple[str, str]], shape: object
) -> None:
    assert unfold(pairs) == shape


@given(st.lists(st.tuples(st.text(max_size=12), st.text(max_size=3)), max_size=8))
def test_no_form_is_too_odd_to_be_read(pairs: list[tuple[str, str]]) -> None:
    assert isinstance(unfold(pairs), dict)


def test_bottomless_brackets_are_refused() -> None:
    with pytest.raises(Malformed, match="more than 32"):
        unfold([("a" + "[b]" * 40, "1")])


def test_the_three_content_types_come_to_one_shape() -> None:
    multipart = (
        b'--x\r\nContent-Disposition: form-data; name="order[id]"\r\n\r\n5\r\n'
        b'--x\r\nContent-Disposition: form-data; name="site"; filename="s"\r\n\r\nshop\r\n--x--\r\n'
    )
    wanted = {"order": {"id": "5"}, "site": "shop"}
    assert decode({"content-type": "multipart/form-data; boundary=x"}, multipart) == wanted
    assert decode(FORM, b"order[id]=5&site=shop") == wanted
    assert decode(JSON, b'{"order": {"id": "5"}, "site": "shop"}') == wanted


@pytest.mark.parametrize(
    ("headers", "raw"),
    [
        (JSON, b'{"a": "\xff"}'),
        (JSON, b"{"),
        (JSON, b'{"a": NaN}'),
        (JSON, b"[" * 5000),
        (JSON, b"[" * 300 + b"]" * 300),
        (JSON, b'"\\ud800"'),
        (FORM, b"a=\xff"),
        ({"content-type": "multipart/form-data"}, b"--x"),
        ({"content-type": "multipart/form-data; boundary=x"}, b"nothing like it"),
    ],
)
def test_a_body_that_cannot_be_read_is_refused(headers: dict[str, str], raw: bytes) -> None:
    with pytest.raises(Malformed):
        decode(headers, raw)


def test_a_body_without_a_content_type_is_what_it_looks_like() -> None:
    assert decode({}, b' {"a": 1}') == {"a": 1}
    assert decode({}, b"a=1") == {"a": "1"}
    assert decode({}, b"") is None
    assert decode({"content-type": "text/xml"}, b"<a/>") == {}
