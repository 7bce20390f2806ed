"""The day of publication, as a page tells it at its top."""

from __future__ import annotations

import datetime

import pytest

from cleaner.detectors.calendar import published_date

TOLD = {
    "the crawler's prefix": (" date 2022-03-15 The ferry is late.", "2022-03-15"),
    "a stamp, month first": ("posted on 10/18/2022 15:54\n\nThe ferry is late.", "2022-10-18"),
    "the prefix before the stamp": (" date 2022-10-19 posted on 10/18/2022 05:40", "2022-10-19"),
    "a line of date and time": ("The ferry\n\n3/14/2023, 7:02:41 AM\n", "2023-03-14"),
    "AM puts the month first": ("3/4/2023, 7:02:41 AM", "2023-03-04"),
    "an ISO stamp": ("2022-04-01T07:31:16.786Z\nThe ferry is late.", "2022-04-01"),
    "Korean order": ("The ferry\n2024.11.11. PM 12:07\n", "2024-11-11"),
    "German order": ("The ferry\n14.03.2023 18:22\n", "2023-03-14"),
    "a month by its name": ("Published on March 14, 2023 at 10:05\n", "2023-03-14"),
    "a weekday before it": ("Tuesday, 14 March 2023, 10:05 GMT\n", "2023-03-14"),
    "an agency's line": ("Press text | 17/9/2023\n", "2023-09-17"),
    "another date shows the order": ("posted 05/06/2022, updated 05/28/2022", "2022-05-06"),
    "both readings are one day": ("posted on 05/05/2022 15:54", "2022-05-05"),
}
NOT_TOLD = {
    "the order does not show": "Published: 03/02/2022 - 11:09\n",
    "a date in a sentence": "On March 14, 2023 the king died.\n",
    "no such day": "posted on 13/13/2022\n",
    "a prefix without a day": " date 2022-03 The ferry is late.",
    "too far down": "One line.\n" * 9 + "posted on 10/18/2022\n",
    "empty": "",
}


@pytest.mark.parametrize(("text", "day"), TOLD.values(), ids=TOLD)
def test_a_page_tells_its_day(text: str, day: str) -> None:
    assert published_date(text) == datetime.date.fromisoformat(day)


@pytest.mark.parametrize("text", NOT_TOLD.values(), ids=NOT_TOLD)
def test_a_page_does_not_tell_its_day(text: str) -> None:
    assert published_date(text) is None
