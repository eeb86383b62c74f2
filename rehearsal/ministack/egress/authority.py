"""The certificate authority of one emulator process. Its private key is never written to a file."""

import datetime
import os
import ssl
import tempfile
import threading

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

from .hosts import AWS_SUFFIXES

DAY = datetime.timedelta(days=1)
VALIDITY = 366 * DAY
# Hosts whose certificates are kept. Beyond that, all are made again.
MAX_HOSTS = 500


class Authority:
    """Signs certificates of AWS's hosts for the forwarder. Functions alone trust it."""

    def __init__(self, folder):
        self.folder = folder
        self.lock = threading.Lock()
        self.contexts = {}
        self.key = ec.generate_private_key(ec.SECP256R1())
        self.server_key = ec.generate_private_key(ec.SECP256R1())
        self.certificate = self._authority_certificate()
        self.file = os.path.join(folder, "ca.pem")
        with open(os.open(self.file, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as file:
            file.write(self.certificate.public_bytes(serialization.Encoding.PEM))

    def context(self, host):
        """The TLS settings of a server that is `host`."""
        with self.lock:
            context = self.contexts.get(host)
            if context is None:
                if len(self.contexts) >= MAX_HOSTS:
                    self.contexts.clear()
                context = self.contexts[host] = self._context(host)
            return context

    def _context(self, host):
        context = new_context()
        # Python's ssl takes keys from files only. This one is readable by its owner, and removed at once.
        with tempfile.NamedTemporaryFile(dir=self.folder) as file:
            file.write(self._server_certificate(host).public_bytes(serialization.Encoding.PEM))
            file.write(
                self.server_key.private_bytes(
                    serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
                )
            )
            file.flush()
            context.load_cert_chain(file.name)
        return context

    def _authority_certificate(self):
        name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "ListBackup rehearsal, trusted by its functions only")])
        permitted = [x509.DNSName(suffix) for suffix in AWS_SUFFIXES]
        return (
            certificate(name, name, self.key.public_key())
            .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
            .add_extension(key_usage(signs_certificates=True), critical=True)
            .add_extension(x509.NameConstraints(permitted, None), critical=True)
            .add_extension(x509.SubjectKeyIdentifier.from_public_key(self.key.public_key()), critical=False)
            .sign(self.key, hashes.SHA256())
        )

    def _server_certificate(self, host):
        name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "ListBackup rehearsal")])
        return (
            certificate(name, self.certificate.subject, self.server_key.public_key())
            .add_extension(x509.SubjectAlternativeName([x509.DNSName(host)]), critical=False)
            .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
            .add_extension(key_usage(signs_certificates=False), critical=True)
            .add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.SERVER_AUTH]), critical=False)
            .add_extension(x509.AuthorityKeyIdentifier.from_issuer_public_key(self.key.public_key()), critical=False)
            .sign(self.key, hashes.SHA256())
        )


def new_context():
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.set_alpn_protocols(["http/1.1"])
    return context


def certificate(subject, issuer, public_key):
    now = datetime.datetime.now(datetime.timezone.utc)
    return (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer)
        .public_key(public_key)
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - DAY)
        .not_valid_after(now + VALIDITY)
    )


def key_usage(signs_certificates):
    return x509.KeyUsage(
        digital_signature=not signs_certificates,
        content_commitment=False,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        key_cert_sign=signs_certificates,
        crl_sign=False,
        encipher_only=False,
        decipher_only=False,
    )
