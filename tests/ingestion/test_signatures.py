from __future__ import annotations

import io
from datetime import UTC, datetime, timedelta

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.x509.oid import NameOID
from pyhanko.keys import load_cert_from_pemder, load_private_key_from_pemder_data
from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.sign import fields, signers
from pyhanko_certvalidator.registry import SimpleCertificateStore

from prereview.ingestion.signatures import examine_signatures

canvas = pytest.importorskip("reportlab.pdfgen.canvas")


def make_pdf() -> bytes:
    stream = io.BytesIO()
    page = canvas.Canvas(stream)
    page.drawString(100, 700, "invoice 00012345 total 120.50")
    page.save()
    return stream.getvalue()


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> tuple[bytes, signers.SimpleSigner]:
    """A self-made certificate (DER) and a signer that uses it."""
    key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "Invented Invoice Platform")])
    now = datetime.now(UTC)
    usage = x509.KeyUsage(
        digital_signature=True, content_commitment=True, key_encipherment=False, data_encipherment=False,
        key_agreement=False, key_cert_sign=True, crl_sign=False, encipher_only=False, decipher_only=False,
    )  # fmt: skip
    made = (
        x509.CertificateBuilder().subject_name(name).issuer_name(name).public_key(key.public_key())
        .serial_number(1).not_valid_before(now - timedelta(days=1)).not_valid_after(now + timedelta(days=30))
        .add_extension(usage, critical=True)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )  # fmt: skip
    path = tmp_path_factory.mktemp("cert") / "cert.pem"
    path.write_bytes(made.public_bytes(serialization.Encoding.PEM))
    pem = key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    signer = signers.SimpleSigner(
        signing_cert=load_cert_from_pemder(str(path)),
        signing_key=load_private_key_from_pemder_data(pem, passphrase=None),
        cert_registry=SimpleCertificateStore(),
    )
    return made.public_bytes(serialization.Encoding.DER), signer


def sign(signer: signers.SimpleSigner) -> bytes:
    writer = IncrementalPdfFileWriter(io.BytesIO(make_pdf()))
    fields.append_signature_field(writer, fields.SigFieldSpec("Signature1"))
    signed = signers.sign_pdf(writer, signers.PdfSignatureMetadata(field_name="Signature1"), signer=signer)
    return bytes(signed.getvalue())


def codes(data: bytes, **options: object) -> list[str]:
    return [finding.code for finding in examine_signatures("发票.pdf", data, **options)]  # type: ignore[arg-type]


def test_an_unsigned_file_has_no_signature_finding() -> None:
    assert codes(make_pdf()) == []


def test_intact_and_trusted(certificate: tuple[bytes, signers.SimpleSigner]) -> None:
    der, signer = certificate
    assert codes(sign(signer), trusted=(der,)) == ["signature_intact"]


def test_intact_but_signer_unknown(certificate: tuple[bytes, signers.SimpleSigner]) -> None:
    assert codes(sign(certificate[1])) == ["signature_unknown_signer"]


def test_one_changed_byte_is_seen(certificate: tuple[bytes, signers.SimpleSigner]) -> None:
    changed = bytearray(sign(certificate[1]))
    changed[20] ^= 1  # inside the signed range
    assert codes(bytes(changed)) in (["signature_changed_after"], ["signature_not_checked"])


def test_an_addition_after_signing_is_seen(certificate: tuple[bytes, signers.SimpleSigner]) -> None:
    der, signer = certificate
    writer = IncrementalPdfFileWriter(io.BytesIO(sign(signer)))
    writer.root["/Evil"] = generic.pdf_name("/Yes")
    writer.update_root()
    out = io.BytesIO()
    writer.write(out)
    assert codes(out.getvalue(), trusted=(der,)) == ["signature_changed_after"]


def test_a_foreign_signature_is_not_checked_rather_than_called_changed() -> None:
    assert codes(b"%PDF-1.4\n/ByteRange [0 1 2 3] garbage") == ["signature_not_checked"]
