"""
How words become index terms.

Chinese has no blanks between words, and most search words have two characters, which trigram
indexes cannot find. So every pair of neighbouring characters is a term. Terms are written in
ASCII (hexadecimal code points), because full-text parsers differ by locale in what they take
for a letter.
"""

import itertools
import re
import unicodedata

RUN = re.compile(r"[a-z0-9]+|[^\W_a-z0-9]+")
MAX_TERMS = 4000
MAX_QUERY_TERMS = 24


def terms_of(text: str) -> list[str]:
    """Index terms of a text: pairs of Chinese characters, whole Latin words and numbers."""
    folded = unicodedata.normalize("NFKC", text).lower()
    terms: list[str] = []
    for run in RUN.findall(folded):
        if run.isascii():
            terms.append(run)
            # A number inside a code is looked for by its parts, a code as a whole.
        else:
            terms += _pairs(run)
    return list(dict.fromkeys(terms))[:MAX_TERMS]


def _pairs(run: str) -> list[str]:
    """Every single character and every pair of neighbours of a run."""
    singles = [f"x{ord(letter):x}" for letter in run]
    doubles = [f"x{ord(a):x}x{ord(b):x}" for a, b in itertools.pairwise(run)]
    return singles + doubles


def query_terms(words: str) -> list[str]:
    """
    What must all stand in a record for it to match.

    A run of one character is looked up as it is; a longer one by its pairs only.
    """
    folded = unicodedata.normalize("NFKC", words).lower()
    terms: list[str] = []
    for run in RUN.findall(folded):
        if run.isascii():
            terms.append(run)
        elif len(run) == 1:
            terms.append(f"x{ord(run):x}")
        else:
            terms += [f"x{ord(a):x}x{ord(b):x}" for a, b in itertools.pairwise(run)]
    return list(dict.fromkeys(terms))[:MAX_QUERY_TERMS]


# T-2026-000123, SJ-2026-0001; 吉突指〔2026〕1号 with brackets of any kind.
NUMBER = re.compile(r"[a-z]{1,6}-\d{4}-\d{1,9}|[^\W\d_]{1,12}[\[(〔【]\d{4}[\])〕】]\d{1,6}号")


def is_number(words: str) -> bool:
    """True when the words are the number of a record or of a document and nothing else."""
    return NUMBER.fullmatch(_folded(words)) is not None


def same_number(one: str, other: str) -> bool:
    """True when two numbers differ only in width, case and kind of brackets."""
    return bool(one) and _brackets(_folded(one)) == _brackets(_folded(other))


def _folded(words: str) -> str:
    return unicodedata.normalize("NFKC", words).strip().lower()


def _brackets(words: str) -> str:
    return re.sub(r"[\])〕】]", ")", re.sub(r"[\[(〔【]", "(", words))
