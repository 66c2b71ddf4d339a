"""The report, read in a real browser."""

import importlib.resources

import pytest

WIDTHS = (1280, 390)


def test_the_console_is_silent_and_nothing_else_is_asked_for(page, read):
    tab = read(page)
    assert tab.said == []
    assert tab.asked == [page.as_uri()]


def test_every_link_leads_somewhere_on_the_page(page, read):
    broken = read(page).evaluate(
        """() => [...document.querySelectorAll('[href]:not(link), [aria-labelledby]')]
        .flatMap(e => e.hasAttribute('aria-labelledby') ? ['#' + e.getAttribute('aria-labelledby')]
                                                        : [e.getAttribute('href')])
        .filter(to => !to.startsWith('#') || !document.getElementById(to.slice(1)))"""
    )
    assert broken == []


def test_no_two_elements_have_the_same_id(page, read):
    ids = read(page).evaluate("() => [...document.querySelectorAll('[id]')].map(e => e.id)")
    assert len(ids) == len(set(ids))
    assert "content" in ids


@pytest.mark.parametrize(("width", "side_by_side"), [(1280, True), (390, False)])
def test_both_codes_stand_side_by_side_where_there_is_room(agreeing, read, width, side_by_side):
    left, right = read(agreeing, width=width).evaluate(
        "() => [...document.querySelectorAll('.facing .code')].slice(0, 2)"
        ".map(e => e.getBoundingClientRect().toJSON())"
    )
    assert (left["right"] <= right["left"]) is side_by_side
    assert (left["bottom"] <= right["top"]) is not side_by_side
    assert (left["top"] == right["top"]) is side_by_side


def test_lines_that_say_the_same_stand_on_the_same_height(agreeing, read):
    tops = read(agreeing).evaluate(
        """() => [...document.querySelectorAll('#twin-softmax .code')].map(code =>
        Object.fromEntries([...code.querySelectorAll('.line')].map(
            e => [e.textContent.trim(), e.getBoundingClientRect().top])))"""
    )
    python, r = tops
    assert python["e = np.exp(x - m)"] == r["e <- exp(rows - m)"]
    assert python["return y"] == r["y"]


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_no_violation(page, read, width, scheme):
    tab = read(page, width=width, scheme=scheme)
    axe = importlib.resources.files("axe_playwright_python") / "axe.min.js"
    tab.evaluate(axe.read_text(encoding="utf-8"))
    found = tab.evaluate("axe.run()")
    assert [(v["id"], v["nodes"][0]["html"]) for v in found["violations"]] == []
    assert len(found["passes"]) > 20


@pytest.mark.parametrize("width", WIDTHS)
def test_no_page_is_wider_than_its_window(page, read, width):
    assert read(page, width=width).evaluate("document.documentElement.scrollWidth") == width


def test_a_dark_theme_is_followed(agreeing, read):
    def lightness(scheme):
        tab = read(agreeing, scheme=scheme)
        colours = tab.evaluate(
            """() => [[document.body, 'backgroundColor'], [document.body, 'color'],
            [document.querySelector('.plot text'), 'fill']].map(
                ([e, property]) => getComputedStyle(e)[property].match(/\\d+/g).map(Number))"""
        )
        return [sum(colour[:3]) / 3 for colour in colours]

    light, dark = lightness("light"), lightness("dark")
    assert light[0] > 200 > 80 > light[1]
    assert dark[0] < 50 < 200 < dark[1]
    assert light[2] < 80
    assert dark[2] > 200


def test_what_others_write_stays_text(failing, read):
    tab = read(failing)
    assert tab.title() == "my_twins.py: Python and R do not agree"
    assert tab.locator("script, b:has-text('bold')").count() == 0
    heading = tab.locator("h2", has_text="share").first.inner_text()
    assert "<script>document.title = 'planted'</script>" in heading


def test_the_keyboard_reaches_the_table_first(page, read):
    tab = read(page)
    tab.keyboard.press("Tab")
    assert tab.evaluate("document.activeElement.textContent") == "Skip to the table"
    assert tab.evaluate("document.activeElement.getBoundingClientRect().left") >= 0
    tab.keyboard.press("Enter")
    tab.wait_for_function("location.hash == '#content'")


def test_it_is_read_without_scripts(agreeing, browser):
    context = browser.new_context(java_script_enabled=False)
    tab = context.new_page()
    tab.goto(agreeing.as_uri())
    assert tab.locator("h1").inner_text() == "scratchnet"
    assert tab.locator("#twin-softmax .plot").is_visible()
    context.close()


def test_printed_pages_leave_out_what_only_a_screen_needs(agreeing, read):
    tab = read(agreeing)
    assert tab.locator("nav").is_visible()
    tab.emulate_media(media="print")
    assert not tab.locator("nav").is_visible()
    assert tab.locator("#twin-softmax .facing").is_visible()
