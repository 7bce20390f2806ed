"""Remove what machine translation and scraping leave behind in English news; report every change.

The public door: `clean` for one text, `Cleaner` for many documents, `undo` to take it back.
"""

from cleaner.document import Document
from cleaner.edits import Edit, Finding, undo
from cleaner.pipeline import Cleaner, Report, clean
from cleaner.rules import RuleError

__version__ = "0.1.0"
__all__ = ["Cleaner", "Document", "Edit", "Finding", "Report", "RuleError", "clean", "undo"]
