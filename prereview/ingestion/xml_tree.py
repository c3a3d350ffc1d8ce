"""XML of unknown origin, parsed without entities, DTDs or network (defusedxml)."""

from __future__ import annotations

import re
from xml.etree.ElementTree import Element, ParseError

from defusedxml import DefusedXmlException
from defusedxml.ElementTree import fromstring

_MAX_BYTES = 10_000_000  #: elements cost fifty times their bytes in memory
_CHINESE = re.compile(rb"\s*<\?xml[^>]*encoding=.(?:gb2312|gbk|gb18030).[^>]*\?>", re.IGNORECASE)


class BadXml(ValueError):
    """Not well-formed, too large, or using what hostile files use."""


def parse_xml(data: bytes) -> Element:
    """The root element.

    Raises:
        BadXml: the bytes are no harmless XML.
    """
    if len(data) > _MAX_BYTES:
        raise BadXml("too large")
    try:
        root: Element = fromstring(_as_utf8(data), forbid_dtd=True)
    except (ParseError, DefusedXmlException, ValueError, LookupError, RecursionError) as error:
        raise BadXml(type(error).__name__) from error
    return root


def _as_utf8(data: bytes) -> bytes:
    """Expat knows no Chinese encodings, which many e-invoice programs still declare."""
    declared = _CHINESE.match(data[:200])
    if not declared:
        return data
    text = data[declared.end() :].decode("gb18030")
    return b'<?xml version="1.0" encoding="UTF-8"?>' + text.encode()


def local(element: Element) -> str:
    """The element's name without its namespace."""
    return str(element.tag).rpartition("}")[2]


def child(element: Element | None, *names: str) -> Element | None:
    """The descendant along `names`, or None."""
    for name in names:
        if element is None:
            return None
        element = next((entry for entry in element if local(entry) == name), None)
    return element


def child_text(element: Element | None, *names: str) -> str:
    """The text of that descendant, stripped; "" if there is none."""
    found = child(element, *names)
    return (found.text or "").strip() if found is not None else ""
