"""Java's trust store, made without its tools. Imported only where TLS is asked for."""

import warnings

from cryptography import x509
from cryptography.hazmat.primitives.serialization import BestAvailableEncryption, pkcs12

_END = "-----END CERTIFICATE-----"


def java_trust_store(bundle: str, password: str) -> bytes:
    """Return a PKCS 12 trust store of a bundle of PEM, less the certificates that are malformed."""
    found: list[pkcs12.PKCS12Certificate] = []
    for part in bundle.split(_END)[:-1]:
        with warnings.catch_warnings():
            warnings.simplefilter("error")  # some public authorities have bad serial numbers
            try:
                certificate = x509.load_pem_x509_certificate((part + _END).encode())
            except (ValueError, Warning):
                continue
        found.append(pkcs12.PKCS12Certificate(certificate, str(len(found)).encode()))
    return pkcs12.serialize_java_truststore(found, BestAvailableEncryption(password.encode()))
