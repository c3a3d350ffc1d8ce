"""What people see of a report: HTML, spreadsheet, text, schema; and the masked report."""

from prereview.reporting.html import to_html
from prereview.reporting.index import write_index
from prereview.reporting.masking import mask_report, mask_text
from prereview.reporting.notices import NOTICE_SUFFIXES, write_notice_files
from prereview.reporting.ordering import worklist_order
from prereview.reporting.printing import to_pdf, to_print_page
from prereview.reporting.schema import report_schema
from prereview.reporting.text import to_text
from prereview.reporting.worklist import write_worklist

__all__ = [
    "NOTICE_SUFFIXES",
    "mask_report",
    "mask_text",
    "report_schema",
    "to_html",
    "to_pdf",
    "to_print_page",
    "to_text",
    "worklist_order",
    "write_index",
    "write_notice_files",
    "write_worklist",
]
