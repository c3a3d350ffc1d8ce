"""Whatever stands on a page, extraction answers with valid facts."""

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from prereview.catalogue import document_types
from prereview.documents import BoundingBox, Document, Line, Page, number_lines
from prereview.extraction import extract_facts, infer_line
from prereview.extraction.profiles import label_file

WORDS = sorted({alias for aliases in label_file().facts.values() for alias in aliases})
PIECES = st.one_of(
    st.sampled_from(WORDS),
    st.sampled_from(
        ("：", ":", " ", "2026-01-05", "张小满", "男", "￥12.50", "壹佰元整", "☑", "□", "1、胃炎", "第1页", "\n")
    ),
    st.text(max_size=6),
)
LINES = st.lists(
    st.tuples(st.lists(PIECES, max_size=6).map("".join), st.floats(0, 0.9), st.floats(0, 0.9), st.floats(0, 1)),
    max_size=12,
)


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(LINES, st.sampled_from(sorted(document_types())))
def test_any_page_of_any_type_gives_valid_facts(lines, doc_type):
    made = [
        Line(text=text, bbox=BoundingBox(x, y, min(1, x + 0.02 * len(text)), min(1, y + 0.02)), confidence=sure)
        for text, x, y, sure in lines
    ]
    page = Page(file="a.jpg", number=1, source="ocr", lines=number_lines(made))
    document = Document(id="doc-1", doc_type=doc_type, probability=None, pages=(page,))
    facts = extract_facts(document)
    assert extract_facts(document) == facts
    for fact in facts:
        assert fact.confidence is None or 0 <= fact.confidence <= 1
        assert fact.evidence.page == 1
        assert fact.evidence.bbox is not None
    infer_line([document.model_copy(update={"facts": facts})])
