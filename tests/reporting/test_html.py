from __future__ import annotations

import re
from collections.abc import Callable
from html.parser import HTMLParser

from prereview.documents import FACT_KINDS, Evidence
from prereview.findings import Finding, Notice
from prereview.report import DocumentEntry, PageRef, Provenance, Report
from prereview.reporting import to_html
from prereview.reporting.field_labels import FACTS
from prereview.reporting.html import content_policy
from prereview.reporting.pages import PageBook

Pictures = dict[tuple[str, int], bytes]
HOSTILE = "<script>alert(1)</script><img src=x onerror=alert(2)>\"'>{{7*7}}"


class Tags(HTMLParser):
    """Collects start tags with their attributes, and every id and fragment link."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))

    def named(self, tag: str) -> list[dict[str, str | None]]:
        return [attributes for name, attributes in self.tags if name == tag]


def test_the_page_needs_no_network(report: Report, pictures: Pictures) -> None:
    html = to_html(report, pictures)

    parsed = Tags(html)
    sources = [tag.get("src") for _, tag in parsed.tags if "src" in tag]
    assert len(sources) == 5
    assert all(source and source.startswith("data:image/jpeg;base64,") for source in sources)
    assert all((tag.get("href") or "#").startswith("#") for _, tag in parsed.tags)
    assert "http" not in html.replace('http-equiv="Content-Security-Policy"', "")


def test_every_evidence_link_leads_to_its_box(report: Report, pictures: Pictures) -> None:
    parsed = Tags(to_html(report, pictures))

    ids = [tag["id"] for _, tag in parsed.tags if "id" in tag]
    links = [tag["href"] for tag in parsed.named("a") if "data-page" in tag]
    assert len(ids) == len(set(ids))
    assert links
    assert {str(link).removeprefix("#") for link in links} <= set(ids)
    boxes = {tag["id"] for tag in parsed.named("rect") if "id" in tag}
    assert len(boxes & {str(link).removeprefix("#") for link in links}) >= 10


def test_page_text_is_inert(make_report: Callable[..., Report], report: Report) -> None:
    evidence = Evidence(file=HOSTILE, page=1, quote=HOSTILE)
    finding = Finding(code="D08", severity="warning", message_zh=HOSTILE, message_en=HOSTILE, evidence=(evidence,))
    item = report.items[0].model_copy(update={"name_zh": HOSTILE, "why_zh": HOSTILE, "evidence": (evidence,)})
    hostile = make_report(
        why=(HOSTILE,),
        findings=(finding,),
        items=(item,),
        notice=Notice(text_zh=HOSTILE, fingerprint="ab", item_ids=()),
        provenance=Provenance(package_version="1", engine=HOSTILE),
    )

    html = to_html(hostile, {})

    parsed = Tags(html)
    assert len(parsed.named("script")) == 1
    assert not any(key.startswith("on") for _, tag in parsed.tags for key in tag)
    assert not parsed.named("img")
    assert "alert(1)" in html
    assert "{{7*7}}" in html


def test_only_the_pages_own_script_may_run(report: Report) -> None:
    html = to_html(report, {})

    script = re.search(r"<script>(.*)</script>", html, re.DOTALL)
    policy = Tags(html).named("meta")[1]["content"]
    assert script
    assert policy == content_policy(script[1])
    assert "default-src 'none'" in str(policy)


def test_every_word_is_there_in_both_languages(report: Report, pictures: Pictures) -> None:
    html = to_html(report, pictures)

    assert '<span lang="zh-CN">材料清单</span><span lang="en">Checklist</span>' in html
    assert html.count('lang="zh-CN">') >= html.count('<span lang="en">') > 100
    assert set(FACT_KINDS) == set(FACTS)


def test_a_page_without_picture_is_still_listed(report: Report) -> None:
    html = to_html(report, {})

    assert html.count('class="no-picture"') == 5


def test_pages_are_listed_once_in_reading_order(report: Report, pictures: Pictures) -> None:
    book = PageBook(report, pictures)

    assert [(page.ref.file, page.ref.page) for page in book.pages] == [
        ("申请书.pdf", 1),
        ("病历.pdf", 1),
        ("病历.pdf", 2),
        ("发票 扫描.jpg", 1),
        ("卡.png", 1),
    ]
    assert [page.has_evidence for page in book.pages] == [True] * 5


def test_a_sheet_of_two_papers_bears_both_names(make_report: Callable[..., Report]) -> None:
    sheet = PageRef(file="卡.png", page=1)
    papers = tuple(
        DocumentEntry(id=f"doc-{number}", doc_type=kind, name_zh=kind, probability=0.99, pages=(sheet,), facts=())
        for number, kind in enumerate(("id_card", "bank_card"))
    )
    html = to_html(make_report(documents=papers), {})
    assert "身份证、银行卡" in html


def test_evidence_outside_the_pictures_is_shown_without_a_link(report: Report) -> None:
    book = PageBook(report, {})

    assert book.find(Evidence(file="claim.json", quote="等待期三十日")).target is None


def test_a_report_with_nothing_in_it_still_renders() -> None:
    empty = Report(
        claim_id="C-1",
        line=None,
        checklist=None,
        route="human_review",
        human_review_required=True,
        why=(),
        provenance=Provenance(package_version="0", engine="none"),
    )

    html = to_html(empty, {})

    assert "险种待确认" in html
    assert "未评分" in html


def test_accessible_structure(report: Report, pictures: Pictures) -> None:
    parsed = Tags(to_html(report, pictures))

    names = [name for name, _ in parsed.tags]
    assert {"header", "nav", "main", "aside", "footer", "h1"} <= set(names)
    assert all(tag.get("alt") for tag in parsed.named("img"))
    assert all(tag.get("scope") for tag in parsed.named("th"))
    labelled = [tag["aria-labelledby"] for tag in parsed.named("section")]
    assert set(labelled) <= {tag.get("id") for _, tag in parsed.tags}
