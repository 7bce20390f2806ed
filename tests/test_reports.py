"""All formats tell the same findings, whatever stands in the documents."""

from __future__ import annotations

import json
import re
import subprocess
import sys
import tomllib
import unicodedata
import xml.etree.ElementTree as ElementTree
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote

import jsonschema
import msgspec
import pytest

from cleaner.edits import Edit
from cleaner.reports import RENDERERS
from cleaner.results import Tally
from cleaner.verdicts import VerdictError, keep_examples, read_verdicts
from tests.report_cases import HOSTILE, NOISE, results, run

SCHEMA = json.loads((Path(__file__).parent / "schemas/sarif-2.1.0.json").read_text("utf-8"))


def rendered(name, *, applied=False, found=None, **options):
    found = results(applied=applied) if found is None else found
    return "".join(RENDERERS[name](iter(found), run(**options)))


def truth(found):
    """Return what must be told: file, row, start, before, after and rules of each finding."""
    told = []
    for result in found:
        report = result.report
        for item in (*report.edits, *report.flags):
            before = report.document.text[item.start : item.end]
            rules = item.rules if isinstance(item, Edit) else (item.rule,)
            told.append((result.file, result.row, item.start, before, item.after, tuple(rules)))
    return sorted(told, key=str)


def told_by_json(finding):
    keys = "file", "row", "start", "before", "after"
    return (*(finding[key] for key in keys), tuple(finding["rules"]))


def told_by_sarif(result):
    (location,) = result["locations"]
    physical = location["physicalLocation"]
    row = physical["region"]["startLine"] if "logicalLocations" in location else None
    file = unquote(physical["artifactLocation"]["uri"])
    return told_by_json({**result["properties"], "file": file, "row": row})


PLACE = re.compile(
    r"(?P<file>[^:]+):(?P<line>\d+):(?:(?P<column>\d+):| \[text (?P<start>\d+):\d+])"
)


def places(found):
    """Return file, line and column (in rows: row and offset) of each finding."""
    told = []
    for file, row, start, *_ in truth(found):
        if row is not None:
            told.append((file, row, start))
            continue
        (text,) = (r.report.document.text for r in found if r.file == file)
        told.append((file, text.count("\n", 0, start) + 1, start - text.rfind("\n", 0, start)))
    return sorted(told)


def unseen(sign):
    """Tell whether a terminal would obey it, break the line at it or turn the direction."""
    return unicodedata.category(sign) in {"Cc", "Zl", "Zp"} or unicodedata.bidirectional(sign) in {
        *("LRE", "RLE", "LRO", "RLO", "PDF", "LRI", "RLI", "FSI", "PDI"),
    }


def test_the_cases_hold_edits_and_flags_in_all_but_the_clean():
    for result in results():
        noisy = NOISE in result.report.document.text
        assert bool(result.report.edits) == bool(result.report.flags) == noisy


@pytest.mark.parametrize("applied", [False, True])
def test_json(applied):
    told = json.loads(rendered("json", applied=applied))
    found = results()
    assert sorted(map(told_by_json, told["findings"]), key=str) == truth(found)
    status = {f["status"] for f in told["findings"] if f["fix"] == "safe"}
    assert status == {"fixed" if applied else "fixable"}
    assert told["totals"]["documents"] == len(found)
    assert told["totals"]["edits"] == sum(len(r.report.edits) for r in found)
    assert told["totals"]["reports"] == sum(len(r.report.flags) for r in found)


def test_jsonl_has_the_objects_of_json():
    lines = rendered("jsonl").split("\n")
    assert lines.pop() == ""
    assert [json.loads(line) for line in lines] == json.loads(rendered("json"))["findings"]


def test_concise_has_a_line_for_each_finding():
    lines = rendered("concise").split("\n")
    assert lines.pop() == ""
    told = []
    for line in lines:
        assert not [sign for sign in line if unseen(sign)]
        place = PLACE.match(line)
        told.append((place["file"], int(place["line"]), int(place["column"] or place["start"])))
    assert sorted(told) == places(results())


def test_concise_in_words():
    found = [r for r in results() if "plain" in r.file or r.row == 1]
    assert rendered("concise", found=found).split("\n")[::3] == [
        'articles/plain, <b>%41</b> "é".txt:1:7: numbers/thousand-article “100 a thousand”: the '
        "word for thousand came out with an article. “40 a thousand” → “40,000” [*]",
        "corpus.jsonl:1: [text 6:19] numbers/thousand-article “100 a thousand”: the word for "
        "thousand came out with an article. “40 a thousand” → “40,000” [*]",
        "",
    ]


def test_full_is_grouped_by_file_and_shows_nothing_unseen():
    told = rendered("full")
    shown = [line for line in told.split("\n") if re.match(r"  \d+:\d+ ", line)]
    assert len(shown) == len(truth(results()))
    assert told.count('articles/plain, <b>%41</b> "é".txt\n') == 1
    assert told.count("corpus.jsonl\n") == 1
    assert "About [-40 a thousand-]{+40,000+} people" in told
    assert not [sign for sign in told.replace("\n", "") if unseen(sign)]
    assert "articles/clean" not in told


def test_full_in_colour_is_the_same_text():
    coloured = rendered("full", color=True)
    assert "\x1b[31m[-40 a thousand-]\x1b[0m" in coloured
    assert re.sub(r"\x1b\[[\d;]+m", "", coloured) == rendered("full")


def test_github_commands_stay_on_their_line():
    told = []
    for command in rendered("github").rstrip("\n").split("\n"):
        level, properties, message = re.fullmatch(r"::(\w+) (.*?)::(.*)", command).groups()
        pairs = dict(pair.split("=", 1) for pair in properties.split(","))
        assert level == ("notice" if "(report)" in pairs["title"] else "warning")
        assert "\r" not in message
        told.append((unquote(pairs["file"]), int(pairs["line"])))
    assert sorted(told) == [place[:2] for place in places(results())]


def test_gitlab_fingerprints_are_unique():
    told = json.loads(rendered("gitlab"))
    assert sorted((t["location"]["path"], t["location"]["lines"]["begin"]) for t in told) == [
        place[:2] for place in places(results())
    ]
    assert len({entry["fingerprint"] for entry in told}) == len(told)
    assert {entry["severity"] for entry in told} == {"info", "minor"}


@pytest.mark.parametrize("applied", [False, True])
def test_junit_fails_for_what_is_left_to_do(applied):
    root = ElementTree.fromstring(rendered("junit", applied=applied))
    found = results()
    assert len(root.findall("testsuite")) == len(found)
    flags = sum(len(result.report.flags) for result in found)
    edits = sum(len(result.report.edits) for result in found)
    assert len(root.findall(".//failure")) == flags + edits * (not applied)
    assert len(root.findall(".//system-out")) == edits * applied
    assert sum(int(suite.get("tests")) for suite in root) == len(root.findall(".//testcase"))
    assert sum(int(suite.get("failures")) for suite in root) == len(root.findall(".//failure"))


@pytest.mark.parametrize("options", [{}, {"applied": True}, {"explain_kept": True}, {"found": []}])
def test_sarif_is_valid(options):
    log = json.loads(rendered("sarif", **options))
    validator = jsonschema.validators.validator_for(SCHEMA)
    validator(SCHEMA, format_checker=validator.FORMAT_CHECKER).validate(log)


def test_sarif_tells_all_findings_and_their_rules():
    (sarif,) = json.loads(rendered("sarif"))["runs"]
    assert sorted(map(told_by_sarif, sarif["results"]), key=str) == truth(results())
    rules = sarif["tool"]["driver"]["rules"]
    for result in sarif["results"]:
        assert rules[result["ruleIndex"]]["id"] == result["ruleId"]
    for rule in rules:
        assert rule["properties"]["itsLocQualityIssueType"]
        assert rule["help"]["text"].startswith(rule["shortDescription"]["text"])


def test_the_fixes_of_sarif_make_the_cleaned_text():
    """Carried out by someone who knows only the standard: lines, code points, replacements."""
    (sarif,) = json.loads(rendered("sarif"))["runs"]
    assert sarif["columnKind"] == "unicodeCodePoints"
    for result in results():
        if result.row is not None:
            continue
        text = result.report.document.text
        starts = [0, *(match.end() for match in re.finditer("\r\n|\n", text))]
        changes = []
        for entry in sarif["results"]:
            for change in (c for fix in entry.get("fixes", ()) for c in fix["artifactChanges"]):
                if unquote(change["artifactLocation"]["uri"]) != result.file:
                    continue
                (replacement,) = change["replacements"]
                region = replacement["deletedRegion"]
                start = starts[region["startLine"] - 1] + region["startColumn"] - 1
                end = starts[region["endLine"] - 1] + region["endColumn"] - 1
                changes.append((start, end, replacement["insertedContent"]["text"]))
        for start, end, after in sorted(changes, reverse=True):
            text = text[:start] + after + text[end:]
        assert text == result.report.text


def test_junit_of_a_file_with_a_name_that_xml_cannot_write():
    (found, *_) = results(texts={"plain": NOISE})
    odd = msgspec.structs.replace(found, file='a\x00\x1b\ufffe<&">.txt')
    (suite,) = ElementTree.fromstring(rendered("junit", found=[odd]))
    assert suite.get("name") == 'a␀␛<U+FFFE><&">.txt'


class Page(HTMLParser):
    """What a browser finds in a page: the elements, and the data in script elements."""

    def __init__(self, page):
        super().__init__()
        self.tags, self.data = [], []
        self.feed(page)

    def handle_starttag(self, tag, attrs):
        self.tags.append((tag, dict(attrs)))
        if ("type", "application/json") in attrs:
            self.data.append("")

    def handle_data(self, data):
        if self.tags and self.tags[-1] in DATA:
            self.data[-1] += data


DATA = [
    ("script", {"type": "application/json", "id": "about"}),
    ("script", {"type": "application/json", "class": "documents"}),
]


def test_html_embeds_all_findings_and_no_markup_of_documents():
    page = Page(rendered("html"))
    scripts = [attributes for tag, attributes in page.tags if tag == "script"]
    assert scripts == [*(attributes for _, attributes in DATA), {}]
    assert not [tag for tag, _ in page.tags if tag in {"img", "link", "iframe"}]
    assert not [a for _, attributes in page.tags for a in attributes if a in {"src", "href"}][1:]
    assert not [sign for sign in "<>&\u2028\u2029" for data in page.data if sign in data]
    about, documents = map(json.loads, page.data)
    told = []
    for file, row, _field, _id, _page, text, items in documents:
        units = text.encode("utf-16-le")  # offsets are those of browsers
        for start, length, _status, after, rules, *_ in items:
            before = units[2 * start : 2 * (start + length)].decode("utf-16-le")
            point = len(units[: 2 * start].decode("utf-16-le"))
            names = tuple(about["rules"][rule][0] for rule in rules)
            told.append((file, row, point, before, after, names))
    assert sorted(told, key=str) == truth(results())


@pytest.mark.parametrize("texts", [{}, {"clean": HOSTILE["clean"]}], ids=["none", "clean"])
@pytest.mark.parametrize("name", RENDERERS)
def test_nothing_found_is_told_in_every_format(name, texts):
    told = rendered(name, found=results(texts=texts))
    match name:
        case "full" | "concise" | "jsonl" | "github":
            assert told == ""
        case "html":
            assert "Nothing found" in told
        case "junit":
            assert len(ElementTree.fromstring(told)) == 2 * len(texts)
        case "gitlab":
            assert json.loads(told) == []
        case "json":
            assert json.loads(told)["totals"]["documents"] == 2 * len(texts)
        case "sarif":
            assert json.loads(told)["runs"][0]["results"] == []


@pytest.mark.parametrize("name", [name for name in RENDERERS if name != "html"])
def test_a_result_is_told_before_the_next_is_made(name):
    made = []

    def slowly():
        for result in results(texts={"plain": NOISE, "script": HOSTILE["script"]}):
            made.append(result)
            yield result

    pieces = RENDERERS[name](slowly(), run())
    assert any("thousand-article" in next(pieces) for _ in range(8))
    assert len(made) == 1


@pytest.mark.parametrize("name", ["json", "sarif"])
def test_fingerprints_survive_lines_that_move(name):
    def known(text):
        told = json.loads(rendered(name, found=results(texts={"article": text})))
        if name == "json":
            return [finding["fingerprint"] for finding in told["findings"]]
        return [r["partialFingerprints"] for r in told["runs"][0]["results"]]

    moved = known("A new first line.\n\nAnd another.\n\n" + NOISE)
    assert moved == known("Old line.\n\nAnd another.\n\n" + NOISE)
    twice = known(f"{NOISE}\n\n{NOISE}\n\n{NOISE}")
    assert len({str(fingerprint) for fingerprint in twice}) == len(twice)


def test_kept_places_are_told_on_demand():
    found = results(texts={"kept": "The dollar closed at R$ 5.306 on Tuesday (8)."})
    kept = [k for result in found for k in result.report.kept]
    assert kept
    told = json.loads(rendered("json", found=found, explain_kept=True))["findings"]
    assert [finding["status"] for finding in told].count("kept") == len(kept)
    assert json.loads(rendered("json", found=found))["findings"] == []


def test_totals_count_an_edit_for_each_of_its_rules():
    totals = Tally()
    for result in results():
        totals.add(result)
    assert totals.documents == 2 * len(HOSTILE)
    assert (
        totals.changed
        == totals.with_findings
        == 2 * sum(NOISE in text for text in HOSTILE.values())
    )
    named = [rule for *_, rules in truth(results()) for rule in rules]
    assert (totals.edits_by_rule + totals.flags_by_rule).total() == len(named)


@pytest.mark.parametrize("name", ["full", "concise", "jsonl", "sarif"])
def test_a_format_loads_only_what_it_needs(name):
    code = (
        "import sys; from tests.report_cases import *; from cleaner.reports import RENDERERS\n"
        f"''.join(RENDERERS[{name!r}](results(), run()))\n"
        "print({'jinja2', 'rich'} & set(sys.modules))"
    )
    root = Path(__file__).parent.parent
    done = subprocess.run([sys.executable, "-c", code], cwd=root, capture_output=True, text=True)
    assert done.stdout == "set()\n", done.stderr


VERDICT = {
    "doc": "7",
    "field": "text",
    "file": "corpus.jsonl",
    "row": 7,
    "start": 6,
    "end": 19,
    "before": "40 a thousand",
    "after": "40,000",
    "rules": ["numbers/thousand-article"],
    "verdict": "wrong",
    "context": 'He "paid" 40 a thousand then.\x7f\n\\ 😀',
}


def saved(tmp_path, *verdicts):
    path = tmp_path / "verdicts.jsonl"
    path.write_bytes(b"\n".join(map(msgspec.json.encode, verdicts)) + b"\n")
    return path


def test_verdicts_become_keep_examples(tmp_path):
    reported = VERDICT | {
        "after": None,
        "rules": ["a/b", "c/d"],
        "context": "40 a thousand\r\nmore",
    }
    verdicts = read_verdicts(saved(tmp_path, VERDICT, VERDICT, reported))
    examples = keep_examples(verdicts)
    assert list(examples) == ["a/b", "c/d", "numbers/thousand-article"]
    for rule, context in zip(
        examples, [reported["context"]] * 2 + [VERDICT["context"]], strict=True
    ):
        assert tomllib.loads(examples[rule]) == {"example": [{"keep": context}]}
    assert (
        "# corpus.jsonl, row 7: “40 a thousand” became “40,000”\n" in examples[VERDICT["rules"][0]]
    )
    assert "# corpus.jsonl, row 7: “40 a thousand” was reported by a/b and c/d\n" in examples["a/b"]


@pytest.mark.parametrize(
    ("line", "message"),
    [
        pytest.param(b"{", "Input data was truncated", id="no JSON"),
        pytest.param(b"\xff", "not a verdict", id="not UTF-8"),
        pytest.param(b"[]", "Expected `object`, got `array`", id="no object"),
        pytest.param({"verdict": "right"}, "Invalid enum value 'right'", id="another verdict"),
        pytest.param({"befor": "x"}, "unknown field `befor`", id="unknown key"),
        pytest.param({"start": "6"}, "Expected `int`, got `str`", id="wrong type"),
        pytest.param({"end": 20}, "6:20 is 14 characters long, but `before` has 13", id="length"),
        pytest.param({"start": -1, "end": 12}, "-1:12", id="negative"),
        pytest.param({"rules": []}, "no rule is named", id="no rule"),
        pytest.param({"context": "else"}, "does not stand in `context`", id="another context"),
    ],
)
def test_a_bad_verdict_is_told_with_its_line(tmp_path, line, message):
    path = saved(tmp_path, VERDICT)
    data = line if isinstance(line, bytes) else msgspec.json.encode(VERDICT | line)
    path.write_bytes(path.read_bytes() + b"\n" + data + b"\n")
    with pytest.raises(VerdictError, match=f"^{re.escape(str(path))}:3: not a verdict: ") as error:
        read_verdicts(path)
    assert message in str(error.value)


def test_a_verdict_that_lacks_a_key_is_told(tmp_path):
    short = {key: value for key, value in VERDICT.items() if key != "context"}
    with pytest.raises(VerdictError, match=r":1: .*missing required field `context`"):
        read_verdicts(saved(tmp_path, short))


def test_the_python_of_the_page_on_reports_runs(capsys):
    page = (Path(__file__).parent.parent / "docs/reports.md").read_text("utf-8")
    (code,) = re.findall(r"```python\n(.*?)```", page, re.S)
    exec(compile(code, "docs/reports.md", "exec"), {})
    (sarif,) = json.loads(capsys.readouterr().out)["runs"]
    assert [result["ruleId"] for result in sarif["results"]] == ["numbers/thousand-article"]
