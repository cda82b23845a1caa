"""What is locked opens with its key only, and not at all when a byte of it is missing, changed or elsewhere."""

import io

import pytest

from keurmerk.backup.vault import CHUNK, Reader, VaultFault, Writer, new_key

PRIVATE, PUBLIC = new_key()
NAME = "20260302T090000Z/database.vault"


def locked(data: bytes, *keys: str, name: str = NAME) -> bytes:
    file = io.BytesIO()
    writer = Writer(file, keys or [PUBLIC], name=name)
    for start in range(0, len(data), 100_000):
        writer.write(data[start : start + 100_000])
    writer.finish()
    assert writer.size == len(file.getvalue())
    return file.getvalue()


def opened(data: bytes, key: str = PRIVATE, *, name: str = NAME) -> bytes:
    return Reader(io.BytesIO(data), key, name=name).read()


class TestOpens:
    @pytest.mark.parametrize("size", [0, 1, CHUNK - 1, CHUNK, CHUNK + 1, 2 * CHUNK, 2 * CHUNK + 7])
    def test_as_it_was(self, size):
        data = bytes(range(251)) * (size // 251 + 1)
        assert opened(locked(data[:size])) == data[:size]

    def test_in_pieces_too(self):
        reader = Reader(io.BytesIO(locked(b"abcdef" * 100_000)), PRIVATE, name=NAME)
        assert reader.read(3) + reader.read(CHUNK) == (b"abcdef" * 100_000)[: CHUNK + 3]

    def test_with_each_of_its_keys(self):
        other, of_other = new_key()
        both = locked(b"the books", PUBLIC, of_other)
        assert opened(both) == opened(both, other) == b"the books"


class TestStaysShut:
    @pytest.mark.rule("PA backups")
    def test_for_who_has_no_key_of_it(self):
        secret = b"anna@example.nl" * 1000
        with pytest.raises(VaultFault):
            opened(locked(secret), new_key()[0])
        assert b"anna@example.nl" not in locked(secret)

    @pytest.mark.parametrize("whole", [CHUNK // 2, CHUNK, 2 * CHUNK, 2 * CHUNK + 5])
    @pytest.mark.parametrize("cut", [1, 16, 17, CHUNK + 16])
    def test_when_its_end_is_gone(self, whole, cut):
        data = locked(bytes(whole))
        with pytest.raises(VaultFault):
            opened(data[: max(len(data) - cut, 0)])

    def test_when_one_broke_off_while_it_was_made(self):
        file = io.BytesIO()
        Writer(file, [PUBLIC], name=NAME).write(bytes(3 * CHUNK))
        with pytest.raises(VaultFault):
            opened(file.getvalue())

    @pytest.mark.parametrize("place", [0, 17, 20, 40, 70, 110, -1, -CHUNK])
    def test_when_a_byte_was_changed(self, place):
        data = bytearray(locked(bytes(2 * CHUNK)))
        data[place] ^= 1
        with pytest.raises(VaultFault):
            opened(bytes(data))

    def test_when_more_was_put_behind_it(self):
        with pytest.raises(VaultFault):
            opened(locked(b"one") + b"more")

    def test_when_two_chunks_changed_places(self):
        data = locked(bytes(CHUNK) + bytes([1]) * CHUNK + b"end")
        head = len(data) - (2 * (CHUNK + 16) + 3 + 16)
        one, two = data[head : head + CHUNK + 16], data[head + CHUNK + 16 : head + 2 * (CHUNK + 16)]
        with pytest.raises(VaultFault):
            opened(data[:head] + two + one + data[head + 2 * (CHUNK + 16) :])

    def test_under_the_name_of_another_backup(self):
        with pytest.raises(VaultFault):
            opened(locked(b"old"), name="20260303T090000Z/database.vault")

    @pytest.mark.parametrize("data", [b"", b"PGDMP", b"keurmerk vault 1\n", b"keurmerk vault 1\n\xff" + bytes(90)])
    def test_when_it_is_something_else(self, data):
        with pytest.raises(VaultFault):
            opened(data)

    def test_is_not_made_without_a_key(self):
        with pytest.raises(VaultFault):
            Writer(io.BytesIO(), [], name=NAME)
