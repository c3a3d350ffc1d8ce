"""The certificates whose signatures on invoices count as known: a file or folder of PEM or DER, read once."""

from __future__ import annotations

from pathlib import Path

from prereview.errors import ConfigurationError

_SUFFIXES = frozenset({".pem", ".crt", ".cer", ".der"})
_REMEDY = "Give certificates in PEM or DER (.pem, .crt, .cer, .der), of the signer or of whoever issued the signer's."


def load_trusted(path: Path | None) -> tuple[bytes, ...]:
    """The trusted certificates as DER, in the order of file names; none when no path is set.

    Args:
        path: one file, or a folder of which every file with the suffix of a certificate counts. A PEM file may hold
            several.

    Raises:
        ConfigurationError: the path or a file in it cannot be read, is no certificate, or there is none at all.
    """
    if path is None:
        return ()
    files = [path]
    if path.is_dir():
        files = sorted(file for file in path.iterdir() if file.suffix.lower() in _SUFFIXES)
    if not files:
        raise ConfigurationError(f"trusted_certificates: no certificate in {path}", remedy=_REMEDY)
    return tuple(certificate for file in files for certificate in _certificates(file))


def _certificates(file: Path) -> list[bytes]:
    from pyhanko.keys.pemder import load_certs_from_pemder_data  # noqa: PLC0415 loading it takes half a second

    try:
        certificates = list(load_certs_from_pemder_data(file.read_bytes()))
        for certificate in certificates:
            certificate.native  # noqa: B018 parsed to its last field here, not in the middle of somebody's claim
    except OSError as error:
        raise ConfigurationError(f"trusted_certificates: {file}: {error.strerror}", remedy="Check the path.") from error
    except (ValueError, TypeError, KeyError) as error:  # what the parser raises on bytes that are something else
        raise ConfigurationError(f"trusted_certificates: {file} is not a certificate", remedy=_REMEDY) from error
    if not certificates:
        raise ConfigurationError(f"trusted_certificates: {file} holds no certificate", remedy=_REMEDY)
    return [certificate.dump() for certificate in certificates]
