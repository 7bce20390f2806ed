"""The HTML report in a real browser, as a reader uses it.

Needs playwright (`pip install '.[browser]'`) and a Chromium, Debian's or playwright's own.
"""

from __future__ import annotations

import random
import shutil
import tomllib

import pytest

from cleaner import Document, Report, __version__
from cleaner.edits import Edit, Finding, rewrite
from cleaner.reports import RENDERERS
from cleaner.results import Result, Run
from cleaner.verdicts import keep_examples, read_verdicts
from tests.report_cases import HOSTILE, NOISE, results, run

playwright = pytest.importorskip(
    "playwright.sync_api", reason="playwright is not installed: pip install '.[browser]'"
)

CHROMIUMS = "chromium", "chromium-browser", "google-chrome", "google-chrome-stable"


@pytest.fixture(scope="module")
def browser():
    """A headless Chromium: one that is installed, or the one that playwright brought."""
    installed = next(filter(None, map(shutil.which, CHROMIUMS)), None)
    with playwright.sync_playwright() as engine:
        try:
            # the sandbox cannot start in most containers; the only page opened is our own
            browser = engine.chromium.launch(executable_path=installed, args=["--no-sandbox"])
        except playwright.Error as error:
            pytest.skip(f"no Chromium starts: {str(error).splitlines()[0]}")
        yield browser
        browser.close()


@pytest.fixture
def opened(browser, tmp_path):
    """Open a report; give the page, and fail if it asked for anything or made an error."""
    contexts, asked, errors = [], [], []

    def opened(found, *, html="", **options):
        path = tmp_path / "report.html"
        pieces = RENDERERS["html"](iter(found), run()) if not html else [html]
        with path.open("w", encoding="utf-8", newline="") as file:
            file.writelines(pieces)
        options = {"viewport": {"width": 1280, "height": 900}, **options}
        context = browser.new_context(**options)
        contexts.append(context)
        page = context.new_page()
        page.on("request", lambda request: asked.append(request.url))
        page.on("pageerror", lambda error: errors.append(str(error)))
        page.on("console", lambda message: errors.append(message.text))
        page.on("dialog", lambda dialog: errors.append(dialog.message))
        page.goto(path.as_uri())
        return page

    yield opened
    for context in contexts:
        context.close()
    assert all(url.startswith(("file:", "blob:")) for url in asked)
    assert not errors


WITHOUT_INSERTIONS = """() => [...document.querySelectorAll(".text")].map(text => {
    const picture = sign => String.fromCharCode(sign.charCodeAt(0) - 0x2400);
    const numbered = (_, code) => String.fromCodePoint(parseInt(code, 16));
    const copy = text.cloneNode(true);
    for (const inserted of copy.querySelectorAll("ins")) inserted.remove();
    for (const sign of copy.querySelectorAll(".sign"))
        sign.textContent = sign.textContent.replaceAll("␣", " ")
            .replace(/[␀-␟]/g, picture).replace(/^U.([0-9A-F]+)$/, numbered);
    return copy.textContent.replaceAll("\\0", "␀");
})"""


def texts_on(page):
    """Return the texts in the page, without what would be put in, and signs as what they mean."""
    return page.evaluate(WITHOUT_INSERTIONS)


def count(page):
    return page.text_content("#count")


def counts(page, told):
    """Wait until the page tells this count; typing takes effect after a moment."""
    playwright.expect(page.locator("#count")).to_have_text(told)


@pytest.mark.parametrize("name", [name for name, text in HOSTILE.items() if NOISE in text])
def test_a_document_stands_there_as_it_is(opened, name):
    page = opened(results(texts={name: HOSTILE[name]}))
    expected = HOSTILE[name].replace("\r\n", "\n").replace("\0", "␀")
    assert texts_on(page) == [expected, expected]
    assert page.evaluate("window.hacked") is None
    assert page.locator(".text :not(span, del, ins, mark)").count() == 0
    assert page.locator(".text ins").first.text_content() == "40,000"


def test_totals_and_charts_stand_there_without_a_script(opened):
    page = opened(results(), java_script_enabled=False)
    found = results()
    assert page.text_content("#total-documents") == str(len(found))
    assert page.text_content("#total-edits") == str(sum(len(r.report.edits) for r in found))
    assert page.text_content("#total-flags") == str(sum(len(r.report.flags) for r in found))
    rules = {rule for r in found for edit in r.report.edits for rule in edit.rules}
    rules |= {flag.rule for r in found for flag in r.report.flags}
    assert page.locator("#bars button").count() == len(rules)
    assert page.locator("svg.noise rect").count() == len(found)
    assert page.locator("noscript").is_visible()


def test_filters(opened):
    page = opened(results(texts={"plain": NOISE, "astral": HOSTILE["astral"]}))
    assert count(page) == "12 findings in 4 documents"
    page.click("#bars button[data-rule='numbers/thousand-article']")
    assert count(page) == "4 of 12 findings in 4 documents"
    assert page.locator(".hit:not(.off)").count() == 4
    page.click("#reset")
    page.select_option("#safety", "report")
    assert count(page) == "4 of 12 findings in 4 documents"
    assert page.locator("mark.hit:not(.off)").count() == 4
    page.fill("#document", "id of astral")
    counts(page, "1 of 12 findings in 1 document")
    assert page.locator(".doc h2").all_text_contents() == ["corpus.jsonl row 2, text"]
    page.select_option("#rule", label="numbers/thousand-article")
    assert page.locator("#no-match").is_visible()
    assert page.locator(".doc").count() == 0
    page.click("#reset-empty")
    assert count(page) == "12 findings in 4 documents"
    page.fill("#search", "👩‍👩‍👧")
    counts(page, "4 of 12 findings in 2 documents")
    page.fill("#search", "MARCHED ,  at noon")
    counts(page, "12 findings in 4 documents")


def test_verdicts_are_marked_saved_and_read_back(opened, tmp_path):
    found = results(texts={name: HOSTILE[name] for name in ("astral", "script", "several lines")})
    page = opened(found)
    assert page.is_disabled("#save")
    for _ in range(24):  # all findings, also those out of sight
        page.keyboard.press("j")
        page.keyboard.press("x")
    page.keyboard.press("k")
    page.keyboard.press("x")  # taken back
    page.reload()  # the marks are remembered
    assert page.text_content("#save") == "Save 23 verdicts"
    verdicts = saved_verdicts(page, tmp_path)
    told = [(v.file, v.row, v.doc, v.start, v.end, v.before, v.after, v.rules) for v in verdicts]
    expected = []
    for result in found:
        report = result.report
        items = sorted((*report.edits, *report.flags), key=lambda item: item.start)
        for item in items:
            rules = item.rules if isinstance(item, Edit) else (item.rule,)
            before = report.document.text[item.start : item.end]
            place = (result.file, result.row, report.document.id, item.start, item.end)
            expected.append((*place, before, item.after, rules))
    assert told == [*expected[:22], expected[23]]
    for examples in keep_examples(verdicts).values():
        for example in tomllib.loads(examples)["example"]:
            assert example["keep"].strip() in "".join(HOSTILE.values())


def saved_verdicts(page, tmp_path):
    with page.expect_download() as download:
        page.keyboard.press("s")
    assert download.value.suggested_filename == "verdicts.jsonl"
    path = tmp_path / "verdicts.jsonl"
    download.value.save_as(path)
    return read_verdicts(path)


def test_a_walk_with_the_keyboard(opened):
    page = opened(results())
    page.keyboard.press("j")
    focused = page.locator(":focus")
    assert focused.get_attribute("class").split()[0] == "hit"
    assert page.evaluate("getComputedStyle(document.activeElement).outlineStyle") == "solid"
    assert "numbers/thousand-article" in page.text_content("#card")
    page.keyboard.press("x")
    assert page.text_content("#save") == "Save 1 verdict"
    page.keyboard.press("x")
    assert page.is_disabled("#save")
    page.keyboard.press("n")
    assert "articles/script" in page.text_content("#card .place")
    page.keyboard.press("p")
    page.keyboard.press("p")
    assert "articles/plain" in page.text_content("#card .place")
    page.keyboard.press("Escape")
    assert page.locator("#card").is_hidden()
    page.keyboard.press("/")
    page.keyboard.type("no such text")
    page.keyboard.press("Enter")
    assert page.locator("#no-match").is_visible()
    page.keyboard.press("Escape")
    assert page.locator("#no-match").is_hidden()
    page.keyboard.press("?")
    assert page.locator("#help").is_visible()
    page.keyboard.press("Escape")
    assert page.locator("#help").is_hidden()
    page.keyboard.press("Tab")
    assert page.evaluate("getComputedStyle(document.activeElement).outlineStyle") != "none"


def test_dark_and_light(opened):
    def paper(page):
        return page.evaluate("getComputedStyle(document.body).backgroundColor")

    dark = opened(results(), color_scheme="dark")
    light = opened(results(), color_scheme="light")
    assert (paper(dark), paper(light)) == ("rgb(22, 22, 20)", "rgb(252, 251, 248)")
    light.keyboard.press("t")
    assert paper(light) == paper(dark)
    light.reload()
    assert paper(light) == paper(dark)


def test_a_telephone(opened):
    page = opened(results(), viewport={"width": 360, "height": 740}, has_touch=True)
    assert page.evaluate("document.documentElement.scrollWidth") == 360
    page.locator(".hit").nth(1).tap()
    card = page.locator("#card").bounding_box()
    assert (card["x"], card["width"], card["y"] + card["height"]) == (0, 360, 740)
    page.tap("#card .wrong-button")
    assert page.text_content("#save") == "Save 1 verdict"
    page.tap("#card .close")
    page.tap("#more-filters")
    page.select_option("#safety", "wrong")
    assert count(page).startswith("1 of")
    assert page.text_content("#more-filters") == "Filters (1)"
    assert page.evaluate("document.documentElement.scrollWidth") == 360


def crossed(seed):
    """Return a result with edits, and reports that lie over them, over each other, or are empty."""
    chance = random.Random(seed)
    rules = list(run().rules)
    text = "".join(chance.choices("ab 😀é\n", k=60))
    cuts = sorted(chance.sample(range(61), 2 * chance.randint(0, 6)))
    edits = tuple(
        Edit(start, end, text[start:end], chance.choice(["", "x", "\n"]), (chance.choice(rules),))
        for start, end in zip(cuts[::2], cuts[1::2], strict=True)
    )
    places = [sorted(chance.choices(range(61), k=2)) for _ in range(chance.randint(1, 8))]
    flags = tuple(Finding(*place, chance.choice([None, "y"]), rules[0], "") for place in places)
    report = Report(Document(text, source="pt"), rewrite(text, edits), edits, flags)
    return Result(f"{seed}.txt", None, None, report, True)


def test_findings_that_cross_are_all_there(opened):
    found = [crossed(seed) for seed in range(100)]
    page = opened(found, viewport={"width": 1000, "height": 40_000})
    texts = [text.replace("‸", "").replace("⏎", "") for text in texts_on(page)]
    assert texts == [result.report.document.text for result in found]
    findings = sum(len(r.report.edits) + len(r.report.flags) for r in found)
    numbers = page.evaluate("[...document.querySelectorAll('.hit')].map(e => e.dataset.hit)")
    assert {int(n) for ns in numbers for n in ns.split()} == set(range(findings))


def test_verdicts_on_findings_that_cross(opened, tmp_path):
    found = [crossed(seed) for seed in range(100)]
    page = opened(found)
    page.evaluate("for (const item of items) toggleWrong(item.number)")
    verdicts = saved_verdicts(page, tmp_path)
    told = sorted((v.file, v.start, v.end, v.after or "", v.rules[0]) for v in verdicts)
    assert told == sorted(
        (r.file, item.start, item.end, item.after or "", getattr(item, "rule", "") or item.rules[0])
        for r in found
        for item in (*r.report.edits, *r.report.flags)
    )


def test_what_is_on_the_screen_stays_when_documents_come_in_above(opened):
    page = opened([crossed(seed) for seed in range(400)])
    page.evaluate("scrollTo(0, 40_000)")
    seen = """() => {
        const seen = [...document.querySelectorAll(".doc")]
            .find(element => element.getBoundingClientRect().top > 100);
        return [seen.dataset.document, seen.getBoundingClientRect().top];
    }"""
    where = """number => new Promise(done => requestAnimationFrame(() => requestAnimationFrame(() =>
        done(document.querySelector(`[data-document="${number}"]`).getBoundingClientRect().top))))"""
    for _ in range(10):
        page.evaluate("() => new Promise(requestAnimationFrame)")
        number, top = page.evaluate(seen)
        page.evaluate("scrollBy(0, -500)")
        assert page.evaluate(where, number) == pytest.approx(top + 500, abs=2)


def test_fifty_thousand_edits(opened):
    """The page holds them all, and only what is near the window is in it."""
    rules = list(run().rules)[:40]
    found = []
    for number in range(5000):
        text = f"Article {number}. " + "The river rose , they said. " * 40
        starts = range(text.index(" ,"), len(text), len("The river rose , they said. ") * 4)
        edits = tuple(Edit(s, s + 1, " ", "", (rules[(number + s) % 40],)) for s in starts)
        document = Document(text, id=str(number), source="pt")
        report = Report(document, rewrite(text, edits), edits, ())
        found.append(Result(f"part-{number % 10}.jsonl", number + 1, "text", report, True))
    shared = Run(run().rules, __version__)
    page = opened([], html="".join(RENDERERS["html"](iter(found), shared)))
    assert count(page) == "50,000 findings in 5,000 documents"
    assert page.locator("*").count() < 5000
    page.evaluate("scrollTo(0, document.documentElement.scrollHeight)")
    page.get_by_text("row 5,000").wait_for()
    assert page.locator("*").count() < 5000
    page.locator("#bars button").first.click()
    rule = page.locator("#bars button").first.get_attribute("data-rule")
    documents = [[rule in edit.rules for edit in r.report.edits] for r in found]
    told = (
        f"{sum(map(sum, documents)):,} of 50,000 findings in {sum(map(any, documents))} documents"
    )
    assert count(page) == told
    page.keyboard.press("j")
    assert count(page) == f"1 / {told}"
    page.click("#reset")
    page.fill("#search", "Article 4321.")
    counts(page, "1 of 50,000 findings in 1 document")
