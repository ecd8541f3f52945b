"""Where the client goes and where it does not: redirects, private addresses, proxies, pace."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from lexline.loaders.sources import client as clients
from lexline.loaders.sources import settings as sources
from lexline.loaders.sources.client import Client
from lexline.loaders.sources.download import NEW, Wanted, download
from lexline.ontology.errors import NetworkError
from tests.fetching import PDF, TYPE, Time, got
from tests.slow_server import Say, Server, running

pytest_plugins = ["tests.fetching_fixtures"]
pytestmark = pytest.mark.usefixtures("no_settings")


def test_the_user_agent_names_the_version() -> None:
    from importlib.metadata import version

    assert clients.user_agent("https://here.example") == f"lexline/{version('lexline')} (+https://here.example)"


def test_redirects_are_followed_where_they_may_lead(server: Server, mine: sources.Settings, tmp_path: Path) -> None:
    server.on("/a.pdf", Say(302, headers={"Location": "/doc/undoc/a.pdf"}))
    server.on("/doc/undoc/a.pdf", Say(307, headers={"Location": server.url + "/b.pdf"}))
    server.on("/b.pdf", Say(200, PDF, TYPE))
    assert got(server, mine, tmp_path).url == server.url + "/b.pdf"


@pytest.mark.parametrize(
    ("location", "why"),
    [
        ("https://example.org/a.pdf", "not among the hosts meant"),
        ("http://undocs.org/a.pdf", "only https"),
        ("file:///etc/passwd", "only https"),
        ("ftp://undocs.org/a", "only https"),
        ("https://user:secret@undocs.org/a", "without a password"),
        ("https://[::1/", "an address that is none"),
        ("https://169.254.169.254/latest/meta-data", "not among the hosts meant"),
    ],
)
def test_redirects_that_lead_elsewhere_are_refused(
    location: str, why: str, server: Server, mine: sources.Settings, tmp_path: Path
) -> None:
    server.on("/a.pdf", Say(302, headers={"Location": location}))
    wanted = Wanted(server.url + "/a.pdf", ("undocs.org",), b"%PDF-", 10_000_000)
    with Client(mine.client, Time().clock()) as client, pytest.raises(NetworkError, match=why):
        download(client, wanted, tmp_path / "a.pdf")
    assert len(server.asked) == 1


@pytest.mark.parametrize(
    "host", ["localhost", "127.0.0.1", "10.0.0.1", "[::1]", "[::ffff:192.168.0.1]", "169.254.169.254"]
)
def test_a_private_address_is_refused_though_its_host_is_meant(
    host: str, mine: sources.Settings, tmp_path: Path
) -> None:
    public = replace(mine.client, private_hosts=())
    wanted = Wanted(f"https://{host}/a.pdf", (host.strip("[]"),), b"%PDF-", 1000)
    with Client(public, Time().clock()) as client, pytest.raises(NetworkError, match="private address"):
        download(client, wanted, tmp_path / "a.pdf")


def test_redirects_in_circles_end(server: Server, mine: sources.Settings, tmp_path: Path) -> None:
    server.on("/a.pdf", Say(301, headers={"Location": "/a.pdf"}))
    with pytest.raises(NetworkError, match="more than 8 redirects"):
        got(server, mine, tmp_path)
    assert len(server.asked) == 9


def test_a_proxy_of_the_system_is_used(
    server: Server, mine: sources.Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("NO_PROXY")
    monkeypatch.setenv("http_proxy", server.url)
    address = "http://documents.example/a.pdf"
    server.answers[address] = [Say(200, PDF, TYPE)]
    there = replace(mine.client, private_hosts=("documents.example",))
    with Client(there, Time().clock()) as client:
        found = download(client, Wanted(address, ("documents.example",), b"%PDF-", 10_000_000), tmp_path / "a.pdf")
    assert (found.status, server.asked[0].path) == (NEW, address)


def test_passwords_that_lie_about_are_not_sent(
    server: Server, mine: sources.Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "netrc").write_text("machine 127.0.0.1 login me password secret\n")
    monkeypatch.setenv("NETRC", str(tmp_path / "netrc"))
    server.on("/a.pdf", Say(200, PDF, TYPE))
    got(server, mine, tmp_path)
    assert "authorization" not in server.asked[0].headers


def test_no_more_requests_a_second_than_allowed(server: Server, mine: sources.Settings, tmp_path: Path) -> None:
    server.on("/a.pdf", Say(302, headers={"Location": "/b.pdf"}))
    server.on("/b.pdf", Say(200, PDF, TYPE))
    time_ = Time()
    with Client(replace(mine.client, requests_per_second=0.5), time_.clock()) as client:
        for name in ("1.pdf", "2.pdf"):
            download(client, Wanted(server.url + "/a.pdf", (), b"%PDF-", 10_000_000), tmp_path / name)
    assert time_.slept == [2.0, 2.0, 2.0]


def test_a_server_that_is_not_there_is_a_network_error(mine: sources.Settings, tmp_path: Path) -> None:
    with running() as gone:
        pass
    with pytest.raises(NetworkError, match=r"cannot be reached \(2 attempts\)"):
        got(gone, mine, tmp_path)


def test_each_host_has_a_pace_of_its_own(server: Server, mine: sources.Settings, tmp_path: Path) -> None:
    with running() as second:
        server.on("/a.pdf", Say(302, headers={"Location": second.url + "/b.pdf"}))
        second.on("/b.pdf", Say(200, PDF, TYPE))
        time_ = Time()
        with Client(replace(mine.client, requests_per_second=0.5), time_.clock()) as client:
            for name in ("1.pdf", "2.pdf"):
                download(client, Wanted(server.url + "/a.pdf", (), b"%PDF-", 10_000_000), tmp_path / name)
    assert time_.slept == [2.0]  # before the second request of the first host; the other had its pause meanwhile


def test_a_proxy_that_lets_nobody_through_is_told(
    server: Server, mine: sources.Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("https_proxy", server.url)
    wanted = Wanted("https://documents.example/a.pdf", ("documents.example",), b"%PDF-", 1000)
    with Client(mine.client, Time().clock()) as client, pytest.raises(NetworkError, match="proxy does not let it"):
        download(client, wanted, tmp_path / "a.pdf")
    assert {asked.path for asked in server.asked} == {"documents.example:443"}


def test_a_host_that_no_proxy_is_for_is_asked_itself(
    server: Server, mine: sources.Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with running() as proxy:
        monkeypatch.setenv("http_proxy", proxy.url)  # NO_PROXY names the loopback
        server.on("/a.pdf", Say(200, PDF, TYPE))
        assert got(server, mine, tmp_path).status == "new"
        assert proxy.asked == []


def test_a_redirect_to_a_private_address_is_refused_unless_the_settings_name_it(
    server: Server, mine: sources.Settings, tmp_path: Path
) -> None:
    server.on("/a.pdf", Say(302, headers={"Location": "https://localhost/a.pdf"}))
    wanted = Wanted(server.url + "/a.pdf", ("localhost",), b"%PDF-", 1000)
    with Client(mine.client, Time().clock()) as client, pytest.raises(NetworkError, match="private address"):
        download(client, wanted, tmp_path / "a.pdf")


def test_two_addresses_that_lead_to_one_another_end(server: Server, mine: sources.Settings, tmp_path: Path) -> None:
    server.on("/a.pdf", Say(302, headers={"Location": "/b.pdf"}))
    server.on("/b.pdf", Say(302, headers={"Location": "/a.pdf"}))
    with pytest.raises(NetworkError, match="more than 8 redirects"):
        got(server, mine, tmp_path)
