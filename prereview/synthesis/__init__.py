"""Generated submissions with their truth: page types, facts, boxes, planted defects, the right pre-existing answer.

`<claim_id>.truth.json` stands beside the submission and is never part of it:

    claim_id, line, seed, archive
    files      what arrived: file, pages, each page with
        page         number in the file, from 1
        papers       what lies on it: document, doc_type, page_index (from 0), bbox; more than one on a collage
        doc_type, document, page_index   of the first of them
        repeated     true where the same page comes a second time
        rotation     clockwise turn that makes the stored picture upright; boxes are of the upright page, 0-1
        capture      digital, scan, photo, photocopy, app, illegible
        facts        name, value (canonical, names of documents.FACT_KINDS), bbox
        seals        bbox, colour, shape, issuer, kind
    documents  every paper: id, doc_type, holder (insured or relative), defects
    defects    what a reviewer should tell: code (D01-D22, or "missing"), document (null where missing), doc_type
    items      state of every item of the line's checklist (findings.ItemState), reckoned by `expectations`
    missing    document types that were left out
    preexisting, history   the right pre-existing answer, and what the papers say of the past

A planted defect stands on the paper to be seen, and changes how an item comes out; a paper that arrives as a grey copy
where a seal or an original has to be judged carries D03 whether planned or not.
"""

from prereview.synthesis.generation import write_claims
from prereview.synthesis.pages import SyntheticPage, generate_pages
from prereview.synthesis.submissions import SyntheticClaim, generate_claims
from prereview.synthesis.writing import write_submission

__all__ = ["SyntheticClaim", "SyntheticPage", "generate_claims", "generate_pages", "write_claims", "write_submission"]
