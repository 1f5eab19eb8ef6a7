"""What a page says, as its reader sees it."""

import re
from typing import Any

HEADING = re.compile(r"<h[12][^>]*>(.*?)</h[12]>", re.DOTALL)


def headings(response: Any) -> list[str]:
    """The first two levels of headings, in their order, without what is marked up in them.
    The desk's sidebar has its own, and is left out."""
    text = re.sub(r"<nav.*?</nav>", "", response.content.decode(), flags=re.DOTALL)
    return [
        " ".join(re.sub(r"<[^>]+>", "", found).replace("&#x27;", "'").split())
        for found in HEADING.findall(text)
    ]
