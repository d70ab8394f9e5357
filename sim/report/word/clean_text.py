"""Text as a document may hold it."""

from __future__ import annotations

import re

NOT_IN_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def clean(text: str) -> str:
    """Without control characters, which a planner's name may hold and XML may not."""
    return NOT_IN_XML.sub("\ufffd", text)
