"""Settings of fetching: what is bundled, and what a user puts over it and gets wrong."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from lexline.loaders.sources import settings as sources
from lexline.ontology.errors import UsageError
from tests.fetching import run

pytest_plugins = ["tests.fetching_fixtures"]
pytestmark = pytest.mark.usefixtures("no_settings")


def test_the_bundled_settings_name_official_hosts_only_over_https() -> None:
    bundled = sources.load()
    urls = [*bundled.documents.urls, *(one.url for ones in bundled.collections.values() for one in ones)]
    assert all(url.startswith("https://") for url in urls)
    assert bundled.client.private_hosts == ()
    assert set(bundled.collections) == {"unxml", "cr-unsc", "treaties", "unbis"}
    hosts = {*bundled.documents.hosts, *bundled.hosts}
    assert {url.split("/")[2] for url in urls} <= hosts


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("[client]\nattempts = 'many'", "client.attempts"),
        ("[client]\nspeed = 3", "client.speed"),
        ("[documents]\nhosts = [1]", "documents.hosts"),
        ("[[collections.mine]]\nname = 'x'", "collections.mine"),
        ("[client", "cannot be read"),
        ("client = 3", "setting client is no table"),
        ("documents = []", "setting documents is no table"),
        ("collections = 3", "setting collections is no table"),
        ("[collections]\nunxml = 3", "collections.unxml is no list of tables"),
        ("[collections]\nunxml = [3]", "collections.unxml is no table"),
        ("[collections.mine]\nname = 'x'", "collections.mine is no list of tables"),
        ("colections = 3", "no setting colections"),
        ("[client]\nattempts = 0", "client.attempts is 0"),
        ("[client]\nattempts = true", "client.attempts"),
        ("[client]\nrequests_per_second = -1", "client.requests_per_second is -1"),
        ("[client]\nread_timeout = 0", "client.read_timeout is 0"),
        ("[client]\nback_off = nan", "client.back_off is nan"),
        ("[client]\nlongest_download = inf", "client.longest_download is inf"),
        ("[documents]\nurls = []", "documents.urls names no address"),
        ("[documents]\nurls = ['https://undocs.org/']", "without {symbol}"),
        ("[documents]\nmax_bytes = 0", "documents.max_bytes is 0"),
        ("[documents]\nformat = '../x'", "documents.format"),
        (
            "[[collections.mine]]\nname = 'x'\nurl = 'https://github.com/'\ninclude = ['*']\ncontains = '('",
            "contains is no regular expression",
        ),
    ],
)
def test_settings_that_make_no_sense_are_told_by_name(text: str, why: str, tmp_path: Path) -> None:
    (tmp_path / "s.toml").write_text(text)
    with pytest.raises(UsageError, match=re.escape(why)) as told:
        sources.load(tmp_path / "s.toml")
    assert told.value.remedy


def test_settings_that_make_no_sense_are_a_usage_error_of_the_command(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "s.toml").write_text("client = 3")
    monkeypatch.setenv("LEXLINE_SOURCES", str(tmp_path / "s.toml"))
    assert run("fetch", "S/RES/1325(2000)") == 2
    assert "client is no table" in capsys.readouterr().err
