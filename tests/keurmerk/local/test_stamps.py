from keurmerk.local import paths, stamps


class TestDigest:
    def test_knows_contents_and_names_apart(self, tmp_path):
        one, other = tmp_path / "one", tmp_path / "other"
        one.write_text("a")
        other.write_text("a")
        assert stamps.digest([one]) == stamps.digest([one])
        assert stamps.digest([one]) != stamps.digest([other])
        before = stamps.digest([one])
        one.write_text("b")
        assert stamps.digest([one]) != before

    def test_changes_with_the_facts(self, tmp_path):
        assert stamps.digest([], "this database") != stamps.digest([], "another")


class TestCode:
    def test_holds_the_code_and_not_what_an_installation_made(self):
        files = list(stamps.code())
        assert paths.ROOT / "keurmerk" / "settings.py" in files
        assert not [file for file in files if ".local" in file.parts or "tests" in file.relative_to(paths.ROOT).parts]


class TestWords:
    def test_miss_a_catalogue_whose_compiled_form_is_gone(self, tmp_path, monkeypatch):
        catalogue, compiled = tmp_path / "django.po", tmp_path / "django.mo"
        catalogue.touch()
        compiled.touch()
        monkeypatch.setattr(stamps, "code", lambda: [catalogue])
        before = stamps.words()
        compiled.unlink()
        assert stamps.words() != before


class TestStyled:
    def test_leaves_out_what_collectstatic_gathered_before(self):
        assert not [file for file in stamps.styled() if ".local" in file.parts]


class TestIsDone:
    def test_holds_for_the_very_same_files_only(self, tmp_path, monkeypatch):
        monkeypatch.setenv("KEURMERK_LOCAL", str(tmp_path))
        assert not stamps.is_done("data", "abc")
        stamps.note_done("data", "abc")
        assert stamps.is_done("data", "abc")
        assert not stamps.is_done("data", "abd")
