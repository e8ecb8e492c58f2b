"""Worlds and time: every button is a call, and a refusal stands where it belongs."""

from tests.console.pages import UI, Browser, read

NOW = "2026-03-02T09:00:00.000Z"


def test_the_clock_is_moved_and_the_page_that_asked_is_shown_again(empty: Browser) -> None:
    led = empty.post("/world/advance", by="1h", back=f"{UI}/traffic")
    assert led.headers["location"] == f"{UI}/traffic"
    page = empty.follow(led)
    assert page.by_id("notice").text == "The clock was moved on, to Mon 2 Mar 2026, 10:00:00."
    assert "Mon 2 Mar 2026, 10:00:00" in page.by_id("strip").text
    for elsewhere in ("http://evil.example/", "//evil.example/", f"{UI}\\..\\x"):
        led = empty.post("/world/advance", by="1h", back=elsewhere)
        assert led.headers["location"] == f"{UI}/world#time"
    wrong = empty.follow(empty.post("/world/advance", by="soon"))
    assert "soon" in wrong.by_id("notice").text
    empty.post("/world/clock", mode="flowing", tick_ms="5", factor="60")
    assert "flowing, 60 times as fast" in empty.get("/world").by_id("strip").text


def test_a_notice_is_told_once(empty: Browser) -> None:
    answer = empty.post("/world/snapshots", name="one")
    cookie = answer.headers["set-cookie"].partition(";")[0]
    shown = empty.sandbox.request("GET", f"{UI}/world", headers={"cookie": cookie})
    assert "Kept as one." in shown.text
    assert "stocktake_notice=;" in shown.headers["set-cookie"]


def test_snapshots_are_taken_restored_and_forgotten(empty: Browser) -> None:
    empty.post("/world/snapshots", name="before")
    empty.post("/world/advance", by="1h")
    page = empty.follow(empty.post("/world/snapshots/before/restore"))
    assert page.by_id("notice").text == "Back at before, row 0. What came later never happened."
    assert empty.sandbox.clock()["now"] == NOW
    empty.post("/world/snapshots")
    assert [each["name"] for each in empty.sandbox.get_snapshots()["snapshots"]] == [
        "before", "snapshot-1",
    ]  # fmt: skip
    empty.post("/world/snapshots/before/delete")
    refused = empty.follow(empty.post("/world/snapshots/before/restore"))
    assert "no snapshot 'before'" in refused.by_id("notice").text


def test_worlds_are_copied_reset_and_let_go(empty: Browser) -> None:
    empty.post("/world/worlds", name="pr-214", do="copy")
    other = Browser(empty.sandbox, f"/w/pr-214{UI}")
    other.post("/world/advance", by="1d")
    assert empty.sandbox.clock()["now"] == NOW
    links = [each.attributes["href"] for each in empty.get("/world").by_id("worlds").all("a")]
    assert f"/w/pr-214{UI}/world#worlds" in links
    empty.post("/world/worlds/pr-214/reset")
    empty.post("/world/worlds/pr-214/delete")
    assert [each["name"] for each in empty.sandbox.worlds()] == ["default"]
    refused = empty.follow(empty.post("/world/worlds", name="No Such Name", do="new"))
    assert refused.by_id("notice").text.startswith("a world is named by")


def test_a_world_is_saved_as_a_file(empty: Browser) -> None:
    answer = empty.sandbox.request("GET", f"{UI}/world/database")
    assert answer.body.startswith(b"SQLite format 3")
    assert answer.headers["content-disposition"] == 'attachment; filename="default.sqlite"'


def test_every_event_has_a_form(empty: Browser) -> None:
    for simulator in empty.sandbox.get_manifest()["simulators"]:
        for name, event in simulator["events"].items():
            page = empty.get(f"/world?simulator={simulator['name']}&event={name}")
            names = {each.attributes.get("name", "") for each in page.by_id("events").all()}
            for field in event["schema"].get("properties", {}):
                told = {each for each in names if each.startswith((f"e.{field}", f"e.{field}."))}
                assert told, (simulator["name"], name, field)


def test_an_event_is_let_happen_by_form_and_leads_to_its_row(empty: Browser) -> None:
    done = empty.post(
        "/world/events", simulator="wherefour", event="receive_stock",
        e__sku="COF-GUJI-340", e__count="24", e__location="MAIN",
    )  # fmt: skip
    assert done.headers["location"] == f"{UI}/traffic/1"
    (row,) = empty.sandbox.journal(kind="event")
    assert row["note"] == {"sku": "COF-GUJI-340", "count": 24, "location": "MAIN"}


def test_a_list_of_an_event_has_lines_of_fields(empty: Browser) -> None:
    refused = empty.post(
        "/world/events", 422, simulator="retailcrm", event="place_order",
        e__store="wherefour", e__lines__0__sku="COF-GUJI-340", e__lines__0__quantity="many",
    )  # fmt: skip
    page = read(refused)
    field = page.by_id("e-lines-0-quantity")
    assert (field.attributes["aria-invalid"], field.attributes["value"]) == ("true", "many")
    assert "many" in page.by_id(field.attributes["aria-describedby"]).text
    more = read(
        empty.post(
            "/world/events", 422, simulator="retailcrm", event="place_order",
            e__store="wherefour", e__lines__0__sku="COF-GUJI-340", e__lines__0__quantity="3",
        )
    )  # fmt: skip
    assert "the shop does not show enough in 'wherefour'" in more.by_id("events").text


def test_quirks_are_set_and_those_that_were_changed_can_be_seen_alone(empty: Browser) -> None:
    empty.post("/world/quirks/wherefour.page_size", value="3")
    assert empty.sandbox.quirks()["wherefour.page_size"] == 3
    rows = [*empty.get("/world?quirks=changed").by_id("quirks").all("tr")][1:]
    assert [next(row.all("code")).text for row in rows] == ["wherefour.page_size"]
    refused = empty.follow(empty.post("/world/quirks/wherefour.page_size", value="many"))
    assert "wherefour.page_size" in refused.by_id("notice").text
    assert empty.sandbox.quirks()["wherefour.page_size"] == 3


def test_callbacks_that_are_due_are_delivered(empty: Browser) -> None:
    assert "No callback was due." in empty.follow(empty.post("/world/deliver")).text
