"""A locked file: whoever has one of the private keys opens it, and nobody can change, cut or swap it unseen.

The machine that makes backups holds public keys only, so who breaks into it reads no backup of last year. The design
is that of age (age-encryption.org): a fresh key for each file, wrapped for every public key (X25519), and the contents
in chunks (ChaCha20-Poly1305), numbered, the last one marked as the last.
"""

import hashlib
import io
import os
from collections.abc import Iterable, Sequence
from typing import BinaryIO

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

CHUNK = 256 * 1024
_TAG = 16
_MAGIC = b"keurmerk vault 1\n"
_NAME, _PUBLIC, _WRAPPED = 8, 32, 32 + _TAG


class VaultFault(Exception):
    """It cannot be opened with this key, or it is not what was written."""


def new_key() -> tuple[str, str]:
    """The private and the public half of a new key, as hexadecimal digits."""
    private = X25519PrivateKey.generate()
    return private.private_bytes_raw().hex(), private.public_key().public_bytes_raw().hex()


class Writer(io.BufferedIOBase):
    """Locks what is written to it into `file`. Only `finish` makes it whole: what broke off halfway opens never."""

    def __init__(self, file: BinaryIO, keys: Sequence[str], *, name: str) -> None:
        if not keys:
            raise VaultFault("There is no key to lock it with")
        super().__init__()
        self._file = file
        self._sum = hashlib.sha256()
        self.size = 0
        secret = os.urandom(32)
        head = _MAGIC + bytes([len(keys)]) + b"".join(_wrap(secret, key) for key in keys)
        self._put(head)
        self._lock = _Chunks(secret, head, name)
        self._waiting = bytearray()

    @property
    def digest(self) -> str:
        """SHA-256 of the locked bytes."""
        return self._sum.hexdigest()

    def writable(self) -> bool:
        return True

    def write(self, data: "bytes | bytearray | memoryview") -> int:  # type: ignore[override]
        self._waiting += data
        while len(self._waiting) > CHUNK:  # never the last one: that is for `finish` to mark
            self._put(self._lock.seal(bytes(self._waiting[:CHUNK]), last=False))
            del self._waiting[:CHUNK]
        return len(data)

    def finish(self) -> None:
        self._put(self._lock.seal(bytes(self._waiting), last=True))
        self._waiting.clear()

    def _put(self, data: bytes) -> None:
        self._file.write(data)
        self._sum.update(data)
        self.size += len(data)


class Reader(io.BufferedIOBase):
    """What was locked, chunk by chunk; each is checked before any byte of it is given."""

    def __init__(self, file: BinaryIO, private_key: str, *, name: str) -> None:
        super().__init__()
        self._file = file
        magic = file.read(len(_MAGIC) + 1)
        if magic[:-1] != _MAGIC or len(magic) != len(_MAGIC) + 1:
            raise VaultFault("This is no locked file")
        wraps = [file.read(_NAME + _PUBLIC + _WRAPPED) for _ in range(magic[-1])]
        self._lock = _Chunks(_unwrap(wraps, private_key), magic + b"".join(wraps), name)
        self._next = file.read(CHUNK + _TAG)
        self._open = b""
        self._ended = False

    def readable(self) -> bool:
        return True

    def read(self, size: int | None = -1) -> bytes:
        while not self._ended and (size is None or size < 0 or len(self._open) < size):
            self._open += self._chunk()
        wanted = len(self._open) if size is None or size < 0 else size
        given, self._open = self._open[:wanted], self._open[wanted:]
        return given

    def _chunk(self) -> bytes:
        """The last chunk is the one after which nothing comes; that it was meant to be is checked with its tag."""
        this, self._next = self._next, self._file.read(CHUNK + _TAG)
        self._ended = not self._next
        return self._lock.unseal(this, last=self._ended)


class _Chunks:
    """Seals and opens the chunks of one file in their order. Its key is bound to the head and the name of the file."""

    def __init__(self, secret: bytes, head: bytes, name: str) -> None:
        info = b"keurmerk vault contents " + name.encode()
        self._cipher = ChaCha20Poly1305(_derived(secret, hashlib.sha256(head).digest(), info))
        self._number = 0

    def seal(self, data: bytes, *, last: bool) -> bytes:
        return self._cipher.encrypt(self._nonce(last=last), data, None)

    def unseal(self, data: bytes, *, last: bool) -> bytes:
        try:
            return self._cipher.decrypt(self._nonce(last=last), data, None)
        except (InvalidTag, ValueError):
            raise VaultFault("It was cut off, changed, or belongs to another backup") from None

    def _nonce(self, *, last: bool) -> bytes:
        self._number += 1
        return self._number.to_bytes(11, "big") + bytes([last])


def _wrap(secret: bytes, key: str) -> bytes:
    theirs, ours = bytes.fromhex(key), X25519PrivateKey.generate()
    public = ours.public_key().public_bytes_raw()
    shared = ours.exchange(X25519PublicKey.from_public_bytes(theirs))
    return _name(theirs) + public + _wrapper(shared, public + theirs).encrypt(bytes(12), secret, None)


def _unwrap(wraps: Iterable[bytes], private_key: str) -> bytes:
    ours = X25519PrivateKey.from_private_bytes(bytes.fromhex(private_key))
    own = ours.public_key().public_bytes_raw()
    for wrap in wraps:
        name, public, wrapped = wrap[:_NAME], wrap[_NAME : _NAME + _PUBLIC], wrap[_NAME + _PUBLIC :]
        if name == _name(own) and len(wrapped) == _WRAPPED:
            try:
                shared = ours.exchange(X25519PublicKey.from_public_bytes(public))
                return _wrapper(shared, public + own).decrypt(bytes(12), wrapped, None)
            except (InvalidTag, ValueError):
                break
    raise VaultFault("It was not locked for this key")


def _name(public: bytes) -> bytes:
    return hashlib.sha256(b"keurmerk vault key " + public).digest()[:_NAME]


def _wrapper(shared: bytes, salt: bytes) -> ChaCha20Poly1305:
    return ChaCha20Poly1305(_derived(shared, salt, b"keurmerk vault wrap"))


def _derived(secret: bytes, salt: bytes, info: bytes) -> bytes:
    return HKDF(algorithm=SHA256(), length=32, salt=salt, info=info).derive(secret)
