from __future__ import annotations

import io
from datetime import UTC, datetime, timedelta
from pathlib import Path

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

from prereview.errors import ConfigurationError
from prereview.ingestion import load_trusted, open_submission
from prereview.ingestion.signatures import examine_signatures
from prereview.settings import Limits, load_settings

canvas = pytest.importorskip("reportlab.pdfgen.canvas")


Signed = tuple[x509.Certificate, rsa.RSAPrivateKey]
TODAY = datetime.now(UTC)


def make_pdf() -> bytes:
    stream = io.BytesIO()
    page = canvas.Canvas(stream)
    page.drawString(100, 700, "invoice 00012345 total 120.50")
    page.save()
    return stream.getvalue()


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> tuple[bytes, signers.SimpleSigner]:
    """A self-made certificate (DER) and a signer that uses it."""
    made = issue("Invented Invoice Platform")
    return made[0].public_bytes(serialization.Encoding.DER), signer_of(made, tmp_path_factory.mktemp("cert"))


def sign(signer: signers.SimpleSigner) -> bytes:
    writer = IncrementalPdfFileWriter(io.BytesIO(make_pdf()))
    fields.append_signature_field(writer, fields.SigFieldSpec("Signature1"))
    signed = signers.sign_pdf(writer, signers.PdfSignatureMetadata(field_name="Signature1"), signer=signer)
    return bytes(signed.getvalue())


def codes(data: bytes, **options: object) -> list[str]:
    return [finding.code for finding in examine_signatures("发票.pdf", data, **options)]  # type: ignore[arg-type]


def issue(common_name: str, issuer: Signed | None = None) -> Signed:
    """A certificate and its key, signed by the issuer or by itself."""
    key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, common_name)])
    signing_name, signing_key = (issuer[0].subject, issuer[1]) if issuer else (name, key)
    usage = x509.KeyUsage(
        digital_signature=True, content_commitment=True, key_encipherment=False, data_encipherment=False,
        key_agreement=False, key_cert_sign=issuer is None, crl_sign=False, encipher_only=False, decipher_only=False,
    )  # fmt: skip
    made = (
        x509.CertificateBuilder().subject_name(name).issuer_name(signing_name).public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(TODAY - timedelta(days=1)).not_valid_after(TODAY + timedelta(days=30))
        .add_extension(usage, critical=True)
        .add_extension(x509.BasicConstraints(ca=issuer is None, path_length=None), critical=True)
        .sign(signing_key, hashes.SHA256())
    )  # fmt: skip
    return made, key


def signer_of(made: Signed, folder: Path) -> signers.SimpleSigner:
    path = folder / "signer.pem"
    path.write_bytes(made[0].public_bytes(serialization.Encoding.PEM))
    pem = made[1].private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    return signers.SimpleSigner(
        signing_cert=load_cert_from_pemder(str(path)),
        signing_key=load_private_key_from_pemder_data(pem, passphrase=None),
        cert_registry=SimpleCertificateStore(),
    )


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


def test_whom_a_submission_is_signed_by_depends_on_the_trust_list(tmp_path: Path) -> None:
    issuer = issue("Invented Root")
    invoice = tmp_path / "claim" / "发票.pdf"
    invoice.parent.mkdir()
    invoice.write_bytes(sign(signer_of(issue("Invented Invoice Platform", issuer), tmp_path)))
    listed = tmp_path / "issuers" / "root.crt"
    listed.parent.mkdir()
    listed.write_bytes(issuer[0].public_bytes(serialization.Encoding.PEM))

    def told(trusted: Path | None) -> list[str]:
        settings = load_settings(environ={}, trusted_certificates=trusted)
        known = load_trusted(settings.trusted_certificates)
        return [finding.code for finding in open_submission(invoice.parent, limits=Limits(), trusted=known).findings]

    assert told(None) == ["signature_unknown_signer"]
    assert told(listed) == told(listed.parent) == ["signature_intact"]


def test_pem_files_may_hold_several_certificates_and_other_files_are_left_alone(tmp_path: Path) -> None:
    one, other = (issue(name)[0] for name in ("One", "Other"))
    pem, der = serialization.Encoding.PEM, serialization.Encoding.DER
    (tmp_path / "both.pem").write_bytes(one.public_bytes(pem) + other.public_bytes(pem))
    (tmp_path / "one.cer").write_bytes(one.public_bytes(der))
    (tmp_path / "README.txt").write_text("who put these here")
    assert load_trusted(tmp_path) == tuple(each.public_bytes(der) for each in (one, other, one))


@pytest.mark.parametrize(
    ("content", "complaint"),
    [(b"no certificate", "is not a certificate"), (b"", "is not a certificate"), (None, "No such file"),
     (b"-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n", "is not a certificate")],
)  # fmt: skip
def test_a_broken_certificate_is_named_with_what_to_do(tmp_path: Path, content: bytes | None, complaint: str) -> None:
    file = tmp_path / "platform.pem"
    if content is not None:
        file.write_bytes(content)
    with pytest.raises(ConfigurationError, match=f"platform.pem.*{complaint}") as raised:
        load_trusted(file)
    assert raised.value.remedy


def test_a_folder_without_a_certificate_is_a_mistake(tmp_path: Path) -> None:
    with pytest.raises(ConfigurationError, match="no certificate in"):
        load_trusted(tmp_path)
