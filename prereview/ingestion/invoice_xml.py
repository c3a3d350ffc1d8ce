"""Structured e-invoices (fiscal medical receipts, VAT) as XML → lines as they would be printed."""

from __future__ import annotations

from xml.etree.ElementTree import Element

from prereview.ingestion.plain_text import text_pages
from prereview.ingestion.problems import problem
from prereview.ingestion.stored import Opened, StoredFile, content_hash
from prereview.ingestion.xml_tree import BadXml, local, parse_xml
from prereview.settings import Limits

_MAX_LINES = 20_000

#: Element → the words printed beside the value on paper. Fiscal receipts use the element names of the electronic
#: fiscal note (CZ-EI), VAT ones those of the fully digital e-invoice; any other name stands for itself.
_LABELS: dict[str, str] = {
    # fiscal (medical) receipts
    "EInvoiceCode": "票据代码", "EInvoiceNumber": "票据号码", "RandomNumber": "校验码", "IssueDate": "开票日期",
    "IssueTime": "开票时间", "TotalAmount": "金额合计(小写)", "InvoicingPartyName": "收款单位",
    "InvoicingPartyCode": "收款单位代码", "PayerPartyName": "交款人", "PayerPartyCode": "交款人统一社会信用代码",
    "HandlingPerson": "收款人", "Checker": "复核人", "ItemName": "项目名称", "ItemCode": "项目编码",
    "ItemQuantity": "数量", "ItemUnit": "单位", "ItemStd": "标准", "ItemAmount": "金额", "ItemRemark": "备注",
    # VAT
    "EIid": "发票号码", "InvoiceNumber": "发票号码", "InvoiceCode": "发票代码", "BuyerName": "购买方名称",
    "BuyerIdNum": "购买方纳税人识别号", "SellerName": "销售方名称", "SellerIdNum": "销售方纳税人识别号",
    "TotalAmWithoutTax": "合计金额", "TotalTaxAm": "合计税额", "TotalTax-includedAmount": "价税合计(小写)",
    "TotalTax-includedAmountInChinese": "价税合计(大写)", "RequestTime": "开票日期", "Drawer": "开票人",
    "Amount": "金额", "Quantity": "数量", "UnPrice": "单价", "TaxRate": "税率", "ComTaxAm": "税额",
    "SpecMod": "规格型号", "MeaUnits": "单位", "Remark": "备注",
}  # fmt: skip
_TITLES = frozenset({"EInvoiceName", "InvoiceName", "Title"})


def open_xml(stored: StoredFile, data: bytes, limits: Limits) -> Opened:
    """Pages of an XML file: its values as labelled lines, repeated entries one line each."""
    try:
        root = parse_xml(data)
    except BadXml:
        return Opened(findings=(problem("file_damaged", stored.name),))
    lines = xml_lines(root)
    if not lines:
        return Opened(findings=(problem("file_empty", stored.name),))
    return text_pages(stored.name, content_hash(data), lines, kind="xml", limit=limits.max_pages)


def xml_lines(root: Element) -> list[str]:
    """The lines: the title first, then values in document order."""
    titles: list[str] = []
    lines: list[str] = []
    pending = [root]
    while pending and len(lines) < _MAX_LINES:
        element = pending.pop()
        text = (element.text or "").strip()
        if local(element) in _TITLES and text:
            titles.append(text)
        elif not len(element):
            lines += [_labelled(element)] if text else []
        elif _is_entry(element):
            lines.append("  ".join(_labelled(part) for part in element if (part.text or "").strip()))
        else:
            pending.extend(reversed(element))
    return [line for line in (*titles, *lines) if line]


def _labelled(element: Element) -> str:
    name = local(element)
    return f"{_LABELS.get(name, name)}: {' '.join((element.text or '').split())}"


def _is_entry(element: Element) -> bool:
    """Whether an element is one row of a list: leaves only, one of them naming an item."""
    names = {local(part) for part in element}
    return bool(names & {"ItemName", "AuxItemName"}) and not any(len(part) for part in element)
