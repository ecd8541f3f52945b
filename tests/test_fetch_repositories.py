"""Repositories: of an archive the files that are wanted, and nothing that it tries."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from lexline.loaders.sources import settings as sources
from lexline.loaders.sources.download import NEW, UNCHANGED
from lexline.loaders.sources.library import Library
from lexline.loaders.sources.repositories import Choice
from lexline.ontology.errors import NetworkError, UnsafeInput
from tests.fetching import REPOSITORY, akn, repository
from tests.slow_server import Say, Server
from tests.test_archives import zipped

pytest_plugins = ["tests.fetching_fixtures"]
pytestmark = pytest.mark.usefixtures("no_settings")


def test_of_a_repository_the_files_wanted_are_taken(server: Server, mine: sources.Settings, tmp_path: Path) -> None:
    server.on("/UNxml/SCresolutions/archive/HEAD.zip", Say(302, headers={"Location": "/zip/HEAD"}))
    server.on("/zip/HEAD", Say(200, zipped(REPOSITORY), {"ETag": 'W/"9"'}, chunked=True))
    taken = repository(server, mine, tmp_path)
    assert (taken.archive.status, taken.files, taken.new) == (NEW, 3, 3)
    assert "leads out" in taken.refused[0]
    place = tmp_path / "library" / "unxml" / "SCresolutions"
    files = sorted(path.relative_to(place).as_posix() for path in place.rglob("*.*"))
    assert files == [
        "2021/English/S_RES_2596_(2021)-2113147E.xml",
        "Pre-2020/2008/S_RES_1820_N0839144.xml",
        "data_extract/2021.json",
    ]
    assert Library(tmp_path / "library").symbols("held", "en") == {"S/RES/1820(2008)", "S/RES/2596(2021)"}
    assert not (tmp_path / "evil.xml").exists()
    again = repository(server, mine, tmp_path)
    assert (again.archive.status, again.files, again.new) == (UNCHANGED, 3, 0)


def test_years_and_languages_are_chosen_from_what_is_held(
    server: Server, mine: sources.Settings, tmp_path: Path
) -> None:
    server.on("/UNxml/SCresolutions/archive/HEAD.zip", Say(200, zipped(REPOSITORY), {"ETag": '"9"'}))
    assert repository(server, mine, tmp_path, Choice("en", 2020)).files == 2
    assert repository(server, mine, tmp_path, Choice("fr")).files == 2  # and the data, which is in no language


def test_a_repository_that_is_no_archive_is_a_network_error(
    server: Server, mine: sources.Settings, tmp_path: Path
) -> None:
    server.on("/UNxml/SCresolutions/archive/HEAD.zip", Say(200, b"<html>sign in</html>", {"Content-Type": "text/html"}))
    with pytest.raises(NetworkError, match="something else"):
        repository(server, mine, tmp_path)


ARCHIVE = "/UNxml/SCresolutions/archive/HEAD.zip"


def place(tmp_path: Path) -> Path:
    return tmp_path / "library" / "unxml" / "SCresolutions"


@pytest.mark.parametrize(
    ("said", "language"),
    [
        ("eng", "en"),
        ("en", "en"),
        ("EN", "en"),
        ("en-GB", "en"),
        ("fra", "fr"),
        ("FR", "fr"),
        ("ara", "ar"),
        ("ar", "ar"),
        ("rus", "ru"),
        ("es", "es"),
        ("zho", "zh"),
        ("zh-Hans", "zh"),
    ],
)
def test_the_language_is_what_a_file_s_head_says(
    said: str, language: str, server: Server, mine: sources.Settings, tmp_path: Path
) -> None:
    files = {"r/a.xml": akn(1820, 2008, said), "r/b.xml": akn(1821, 2008, "und"), "r/c.xml": akn(1822, 2008, "deu")}
    server.on(ARCHIVE, Say(200, zipped(files), {"ETag": '"9"'}))
    repository(server, mine, tmp_path, Choice(language))
    names = {path.name for path in place(tmp_path).rglob("*.xml")}
    assert names == {"a.xml", "b.xml"}  # what is in no known language is taken; German is none of the six
    assert repository(server, mine, tmp_path / "other", Choice("fr" if language == "en" else "en")).files == 1


def test_files_whose_names_come_out_alike_do_not_meet(server: Server, mine: sources.Settings, tmp_path: Path) -> None:
    files = {"r/a b.xml": akn(1, 1946), "r/a_b.xml": akn(2, 1946), "r/A?b.xml": akn(3, 1946), "r/con.xml": akn(4, 1946)}
    server.on(ARCHIVE, Say(200, zipped(files), {"ETag": '"9"'}))
    assert repository(server, mine, tmp_path).new == 4
    found = sorted(path.name for path in place(tmp_path).iterdir())
    assert len({name.lower() for name in found}) == 4
    assert "_con.xml" in found
    assert {path.read_bytes() for path in place(tmp_path).iterdir()} == set(files.values())
    assert repository(server, mine, tmp_path).new == 0
    assert sorted(path.name for path in place(tmp_path).iterdir()) == found


def test_a_file_that_somebody_changed_is_not_written_over(
    server: Server, mine: sources.Settings, tmp_path: Path
) -> None:
    files = {"r/a.xml": akn(1, 1946), "r/b.xml": akn(2, 1946)}
    server.on(ARCHIVE, Say(200, zipped(files), {"ETag": '"9"'}))
    repository(server, mine, tmp_path)
    (place(tmp_path) / "a.xml").write_text("my own")
    server.on(ARCHIVE, Say(200, zipped(files | {"r/b.xml": akn(3, 1946)}), {"ETag": '"10"'}))
    taken = repository(server, mine, tmp_path)
    assert (taken.files, taken.new) == (1, 1)
    assert "a.xml is not as it was fetched" in taken.refused[0]
    assert (place(tmp_path) / "a.xml").read_text() == "my own"
    assert (place(tmp_path) / "b.xml").read_bytes() == akn(3, 1946)


def test_of_a_bomb_nothing_is_taken(server: Server, mine: sources.Settings, tmp_path: Path) -> None:
    server.on(ARCHIVE, Say(200, zipped({"r/a.xml": akn(1, 1946), "r/b.xml": bytes(30_000_000)}), {"ETag": '"9"'}))
    with pytest.raises(UnsafeInput):
        repository(server, mine, tmp_path)
    assert not place(tmp_path).exists() or list(place(tmp_path).iterdir()) == []
    assert Library(tmp_path / "library").symbols("held", "en") == set()


@pytest.mark.skipif(sys.platform == "win32", reason="links need a right there")
def test_a_link_in_the_library_is_not_followed_out_of_it(
    server: Server, mine: sources.Settings, tmp_path: Path
) -> None:
    (tmp_path / "elsewhere").mkdir()
    (tmp_path / "library" / "unxml").mkdir(parents=True)
    place(tmp_path).symlink_to(tmp_path / "elsewhere")
    server.on(ARCHIVE, Say(200, zipped(REPOSITORY), {"ETag": '"9"'}))
    with pytest.raises(UnsafeInput, match="leads out of the library"):
        repository(server, mine, tmp_path)
    assert list((tmp_path / "elsewhere").iterdir()) == []
