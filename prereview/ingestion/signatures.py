"""Signatures of born-digital invoices: what a kept library can say about them offline.

Four answers: unchanged since signing, changed after signing, signer not known here, not checked. Each is a finding that
names the file and concludes nothing: an altered file may have an innocent history, and an intact one proves only that
nobody changed it since it was signed.
"""

from __future__ import annotations

import io
import logging
from collections.abc import Sequence
from typing import Any

from prereview.documents import Evidence
from prereview.findings import Finding, Severity

log = logging.getLogger(__name__)
#: It logs a traceback for every signature it does not know; here that is the finding `signature_not_checked`.
logging.getLogger("pyhanko").setLevel(logging.CRITICAL)

#: code -> (severity, zh, en)
_WORDS: dict[str, tuple[Severity, str, str]] = {
    "signature_intact": (
        "info",
        "文件“{file}”的电子签名完好：签名后未被改动，签名证书可信。",
        "The electronic signature of '{file}' is intact: unchanged since signing, by a trusted certificate.",
    ),
    "signature_unknown_signer": (
        "info",
        "文件“{file}”签名后未被改动；签名证书不在本机的信任名单内，签名人身份未核实。",
        "'{file}' is unchanged since signing; its certificate is not on this machine's trust list, "
        "so who signed it was not established.",
    ),
    "signature_changed_after": (
        "warning",
        "文件“{file}”在电子签名之后有改动，请人工向开票方或财政票据平台查验。",
        "'{file}' was changed after it was signed; a person should verify it with the issuer or the invoice platform.",
    ),
    "signature_not_checked": (
        "info",
        "文件“{file}”带有电子签名，但其签名格式本机无法核验（例如国密 SM2），请按需人工查验。",
        "'{file}' carries an electronic signature of a kind that cannot be checked here (for example SM2); "
        "a person may verify it.",
    ),
}


def examine_signatures(file: str, data: bytes, *, trusted: Sequence[bytes] = ()) -> tuple[Finding, ...]:
    """One finding per signature of a PDF; none for an unsigned file.

    Args:
        file: name of the file inside the submission.
        data: its bytes.
        trusted: DER certificates whose signatures count as known. Nothing is ever fetched.
    """
    if b"/ByteRange" not in data:
        return ()
    try:
        codes = _judge(data, trusted)
    except Exception as error:  # noqa: BLE001 the parser meets hostile files; an unchecked signature is its own answer
        log.info("signature not checked: %s", type(error).__name__)
        codes = ["signature_not_checked"]
    return tuple(_finding(file, code) for code in codes)


def _judge(data: bytes, trusted: Sequence[bytes]) -> list[str]:
    # Loading the library takes half a second, and few files are signed.
    from asn1crypto.x509 import Certificate  # noqa: PLC0415
    from pyhanko.pdf_utils.reader import PdfFileReader  # noqa: PLC0415
    from pyhanko_certvalidator import ValidationContext  # noqa: PLC0415

    roots = [Certificate.load(certificate) for certificate in trusted]
    context = ValidationContext(trust_roots=roots, allow_fetching=False)
    reader = PdfFileReader(io.BytesIO(data))
    return [_judge_one(signature, context) for signature in reader.embedded_signatures]


def _judge_one(signature: Any, context: Any) -> str:
    from pyhanko.sign.validation import SignatureCoverageLevel, validate_pdf_signature  # noqa: PLC0415

    try:
        status = validate_pdf_signature(signature, context)
    except Exception as error:  # noqa: BLE001 unknown algorithms raise many types; none of them says "changed"
        log.info("signature not checked: %s", type(error).__name__)
        return "signature_not_checked"
    covered = status.coverage in (SignatureCoverageLevel.ENTIRE_FILE, SignatureCoverageLevel.ENTIRE_REVISION)
    if not (status.intact and status.valid and covered and status.docmdp_ok):
        return "signature_changed_after"
    return "signature_intact" if status.trusted else "signature_unknown_signer"


def _finding(file: str, code: str) -> Finding:
    severity, zh, en = _WORDS[code]
    return Finding(
        code=code,
        severity=severity,
        message_zh=zh.format(file=file),
        message_en=en.format(file=file),
        evidence=(Evidence(file=file),),
    )
