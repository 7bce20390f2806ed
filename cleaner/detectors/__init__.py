"""The functions that rules may name: detectors look at a document, repairs at a match.

A detector takes the document and the rule's options as keywords and yields `Spot` (found)
and `Kept` (looked at, left alone, and why). A repair takes the pattern's named groups and
returns what the match becomes, or a `Refusal` to leave it alone, and why. Word lists are
options or files in `rules/`, never code.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from importlib import import_module
from types import MappingProxyType
from typing import Any

from cleaner.document import Kept, Refusal, Spot

Detector = Callable[..., Iterable[Spot | Kept]]
Repair = Callable[..., str | Refusal]


def function(place: str) -> Callable[..., Any]:
    """Return what a table below names, as `module.function`; its module is loaded only now."""
    module, _, name = place.partition(".")
    found: Callable[..., Any] = getattr(import_module(f"{__name__}.{module}"), name)
    return found


DETECTORS: Mapping[str, str] = MappingProxyType(
    {
        "adjectives-behind": "order.adjectives_behind",
        "answer-labels": "layout.answer_labels",
        "author-bio": "captions.author_bio",
        "author-lives": "captions.author_lives",
        "bare-captions": "captions.bare_captions",
        "bare-credits": "credits.bare_credits",
        "bracketed-nouns": "brackets.bracketed_nouns",
        "broken-lines": "broken_lines.broken_lines",
        "bylines": "captions.bylines",
        "bylines-by-form": "credits.bylines_by_form",
        "capitals-inside": "capitals.capitals_inside",
        "caption-copies": "captions.caption_copies",
        "captions": "captions.captions",
        "captions-by-form": "credits.captions_by_form",
        "carried-over": "wording.carried_over",
        "closed-lines": "closed_lines.closed_lines",
        "club-articles": "names.club_articles",
        "credit-lines": "captions.credit_lines",
        "dead-pointers": "pointers.dead_pointers",
        "detached-quotes": "layout.detached_quotes",
        "doubled-line": "headlines.doubled_line",
        "doubled-names": "repetition.doubled_names",
        "doubled-words": "repetition.doubled_words",
        "dropped-beside": "spellings.dropped_beside",
        "dropped-letters": "spellings.dropped_letters",
        "dropped-listed": "spellings.dropped_listed",
        "echoed-links": "furniture.echoed_links",
        "empty-brackets": "tags.empty_brackets",
        "everyday-names": "names.everyday_names",
        "famous-names": "spellings.famous_names",
        "file-captions": "captions.file_captions",
        "first-name-variants": "spellings.first_name_variants",
        "fixed-headings": "layout.fixed_headings",
        "foreign-brackets": "brackets.foreign_brackets",
        "foreign-scale": "numbers.foreign_scale",
        "full-width": "encoding.full_width",
        "furniture-lines": "page.furniture_lines",
        "furniture-tokens": "page.furniture_tokens",
        "garbled-agencies": "spellings.garbled_agencies",
        "garbled-full-names": "spellings.garbled_full_names",
        "garbled-names": "spellings.garbled_names",
        "garbled-parts": "spellings.garbled_parts",
        "glossed-names": "glossary.glossed_names",
        "glossed-words": "glossary.glossed_words",
        "glued-articles": "glued.glued_articles",
        "glued-function-words": "glued.glued_function_words",
        "glued-names": "tags.glued_names",
        "glued-pairs": "glued.glued_pairs",
        "glued-sections": "headlines.glued_sections",
        "glued-sentences": "tags.glued_sentences",
        "glued-teasers": "furniture.glued_teasers",
        "glued-titles": "glued.glued_titles",
        "half-translated-places": "glossary.half_translated_places",
        "headline-labels": "headlines.headline_labels",
        "headline-trails": "headlines.headline_trails",
        "heads-behind": "glossary.heads_behind",
        "homoglyphs": "scripts.homoglyphs",
        "hyphen-compounds": "glossary.hyphen_compounds",
        "impossible-day": "calendar.impossible_day",
        "indefinite-article": "articles.indefinite_article",
        "joined-nouns": "repetition.joined_nouns",
        "joined-words": "repetition.joined_words",
        "keyword-lists": "furniture.keyword_lists",
        "labels-in-company": "names.labels_in_company",
        "leftover-renderings": "leftovers.leftover_renderings",
        "left-articles": "names.left_articles",
        "leftover-lines": "language.leftover_lines",
        "lines-in-other-scripts": "scripts.lines_in_other_scripts",
        "linked-places": "glossary.linked_places",
        "link-asterisks": "furniture.link_asterisks",
        "lone-buttons": "furniture.lone_buttons",
        "lost-brackets": "marks.lost_brackets",
        "lost-closings": "partners.lost_closings",
        "lost-openings": "partners.lost_openings",
        "lost-partners": "partners.lost_partners_left",
        "lost-initials": "layout.lost_initials",
        "lost-things": "pointers.lost_things",
        "lost-umlauts": "spellings.lost_umlauts",
        "lost-vowels": "spellings.lost_vowels",
        "lowercase-heading": "layout.lowercase_heading",
        "lowercase-sentences": "letter_case.lowercase_sentences",
        "masthead": "headlines.masthead",
        "masthead-datelines": "headlines.masthead_datelines",
        "medium-teasers": "furniture.medium_teasers",
        "mid-sentence-stops": "stops.mid_sentence_stops",
        "menu-blocks": "furniture.menu_blocks",
        "minute-idioms": "numbers.minute_idioms",
        "misread-acronyms": "names.misread_acronyms",
        "misread-articles": "names.misread_articles",
        "mixed-forms": "names.mixed_forms",
        "mojibake": "encoding.mojibake",
        "named-boxes": "furniture.named_boxes",
        "names-between-lines": "broken_lines.names_between_lines",
        "names-by-ear": "heard.names_by_ear",
        "out-of-place": "out_of_place.out_of_place",
        "outlet-names": "names.outlet_names",
        "outlets-beside": "names.outlets_beside",
        "papers-with-articles": "glossary.papers_with_articles",
        "path-stamps": "stray.path_stamps",
        "picture-size-years": "numbers.picture_size_years",
        "plain-words": "capitals.plain_words",
        "plus-teasers": "furniture.plus_teasers",
        "pronouns-of-translations": "persons.pronouns_of_translations",
        "quotation-marks": "quotes.quotation_marks",
        "related-links": "furniture.related_links",
        "relative-day-conflict": "calendar.relative_day_conflict",
        "resumed-subjects": "resumptives.resumed_subjects",
        "reopened-quotations": "quotes.reopened_quotations",
        "repeated-headline": "headlines.repeated_headline",
        "repetition-loop": "repetition.repetition_loop",
        "scrambled-capitals": "capitals.scrambled_capitals",
        "section-labels": "furniture.section_labels",
        "section-paths": "furniture.section_paths",
        "section-teasers": "furniture.section_teasers",
        "shapes-of-sentences": "order.shapes_of_sentences",
        "signed-teasers": "furniture.signed_teasers",
        "single-marks": "marks.single_marks",
        "site-chrome": "furniture.site_chrome",
        "slash-dates": "calendar.slash_dates",
        "small-words": "language.small_words",
        "small-names": "letter_case.small_names",
        "small-words-and-names": "glued.small_words_and_names",
        "speaker-labels": "layout.speaker_labels",
        "spun-pages": "wording.spun_pages",
        "stamp-lines": "stamps.stamp_lines",
        "stops-before-fragments": "stops.stops_before_fragments",
        "stops-before-rests": "stops.stops_before_rests",
        "stray-narrators": "pronouns.stray_narrators",
        "stray-sizes": "stray.stray_sizes",
        "stray-years": "stray.stray_years",
        "surnames-by-ear": "heard.surnames_by_ear",
        "thousands": "numbers.thousands",
        "translated-names": "names.translated_names",
        "translated-names-first": "names.translated_names_first",
        "translated-surnames": "surnames.translated_surnames",
        "translated-teasers": "furniture.translated_teasers",
        "turned-pronouns": "pronouns.turned_pronouns",
        "typed-for-apostrophe": "marks.typed_for_apostrophe",
        "unpaired-marks": "partners.unpaired_marks",
        "unknown-words": "language.unknown_words",
        "unproven-names": "names.unproven_names",
        "untranslated-lines": "language.untranslated_lines",
        "untranslated-words": "language.untranslated_words",
        "uppercase-articles": "letter_case.uppercase_articles",
        "wrong-by-others": "calendar.wrong_by_others",
        "weekday-conflict": "calendar.weekday_conflict",
        "witnessed": "names.witnessed",
        "words-in-other-scripts": "scripts.words_in_other_scripts",
        "worded-pointers": "pointers.worded_pointers",
        "wrong-pronouns": "persons.wrong_pronouns",
    }
)

# What makes the trigger of a detector out of the options of a rule for all languages. A rule
# for some languages needs none: few documents are in its language.
TRIGGERS: Mapping[str, str] = MappingProxyType(
    {
        "carried-over": "wording.any_phrase",
        "credit-lines": "captions.credit_trigger",
        "dead-pointers": "pointers.pointer_trigger",
        "dropped-letters": "spellings.dropped_trigger",
        "foreign-scale": "numbers.scale_trigger",
        "headline-labels": "headlines.label_trigger",
        "named-boxes": "furniture.named_boxes",
        "names-between-lines": "broken_lines.names_between_lines",
        "names-by-ear": "heard.names_by_ear",
        "out-of-place": "out_of_place.out_of_place",
        "outlet-names": "names.outlet_trigger",
        "picture-size-years": "numbers.year_trigger",
        "quotation-marks": "quotes.traces",
        "spun-pages": "wording.any_spun_phrase",
        "stamp-lines": "stamps.stamp_trigger",
        "untranslated-words": "language.left_words_trigger",
        "worded-pointers": "pointers.worded_pointers",
        "wrong-pronouns": "persons.pronoun_trigger",
    }
)

# Detectors that look at one line at a time: they find the same in a few paragraphs as in the
# whole document, whose date and language they may use. All others ask for more of the page.
LOCAL: frozenset[str] = frozenset(
    {
        "carried-over",
        "foreign-brackets",
        "foreign-scale",
        "full-width",
        "garbled-agencies",
        "indefinite-article",
        "mojibake",
        "relative-day-conflict",
        "shapes-of-sentences",
        "single-marks",
        "slash-dates",
        "thousands",
        "words-in-other-scripts",
        "wrong-pronouns",
    }
)

# Options with which they ask for more of the page, too.
OF_THE_PAGE: frozenset[str] = frozenset({"topic", "topics"})

REPAIRS: Mapping[str, str] = MappingProxyType(
    {
        "before-speaker": "quotes.before_speaker",
        "capitalised": "language.capitalised",
        "engine-token": "encoding.engine_token",
        "english-single-marks": "quotes.english_single_marks",
        "english-plural": "names.english_plural",
        "entity": "encoding.entity",
        "german-paper": "names.german_paper",
        "half-minute": "numbers.half_minute",
        "hour-mark": "numbers.hour_mark",
        "joined-apostrophe": "marks.joined_apostrophe",
        "joined-figure": "numbers.joined_figure",
        "lower-initial": "quotes.lower_initial",
        "misread-subject": "names.misread_subject",
        "money-sign": "numbers.money_sign",
        "ordinal-day": "calendar.ordinal_day",
        "place-preposition": "language.place_preposition",
        "scale-number": "numbers.scale_number",
        "windows-control": "encoding.windows_control",
    }
)
