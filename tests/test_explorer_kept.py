"""What the explorer keeps: answers and pages, within bounds, and never what is not the same for all."""

from __future__ import annotations

import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from lexline.graph.answers import Results
from lexline.graph.explorer.app import create_app
from lexline.graph.explorer.kept import Kept, KeptPages, KeptStore
from lexline.graph.explorer.settings import Settings
from lexline.graph.explorer.site import KEPT, Site
from lexline.graph.store import Store, open_store


class Counting:
    """A store that counts what it is asked."""

    def __init__(self, store: Store) -> None:
        self.store = store
        self.asked: list[str] = []

    def query(self, sparql: str, **more: object) -> Results:
        self.asked.append(sparql)
        return self.store.query(sparql, **more)  # type: ignore[arg-type]

    def __getattr__(self, name: str) -> object:
        return getattr(self.store, name)


def test_those_used_longest_ago_leave() -> None:
    kept: Kept[str] = Kept(10)
    kept.put("a", "A", 4)
    kept.put("b", "B", 4)
    assert kept.get("a") == "A"
    kept.put("c", "C", 4)
    assert [kept.get(key) for key in "abc"] == ["A", None, "C"]
    kept.put("a", "AA", 2)
    assert (kept.get("a"), kept.weight) == ("AA", 6)
    kept.put("d", "D", 11)
    assert [kept.get(key) for key in "acd"] == [None, None, None]
    assert kept.weight == 0


def test_a_question_is_asked_once(sample_store: Path) -> None:
    with open_store(sample_store) as store:
        counting = Counting(store)
        kept = KeptStore(counting)  # type: ignore[arg-type]
        question = "SELECT ?i WHERE { ?i lx:loaded true } ORDER BY ?i"
        first = kept.query(question)
        assert kept.query(question) == first == store.query(question)
        assert counting.asked == [question]
        assert kept.query(question, timeout=60) == first
        assert len(counting.asked) == 2
        assert kept.size() == KeptStore(store).size() == store.size()


@pytest.mark.parametrize("path", ["/id/S-RES-1325-2000", "/mandates", "/id/nothing", "/suggest?q=res"])
def test_a_page_is_the_same_the_second_time(sample_store: Path, path: str) -> None:
    with open_store(sample_store) as store:
        app = create_app(store)
        with TestClient(app, base_url="http://127.0.0.1", headers={"Accept": "text/html"}) as client:
            first, second = client.get(path), client.get(path)
    assert (first.status_code, first.content) == (second.status_code, second.content)
    assert sorted(first.headers.items()) == sorted(second.headers.items())


def test_a_page_kept_for_a_browser_is_not_given_to_a_program(explorer: TestClient) -> None:
    path = "/id/S-RES-1325-2000"
    kinds = [
        explorer.get(path, headers={"Accept": kind}).headers["content-type"] for kind in ("text/html", "text/turtle")
    ]
    assert [kind.partition(";")[0] for kind in kinds] == ["text/html", "text/turtle"]


def test_what_is_of_the_whole_store_stays_and_is_made_once(sample_store: Path) -> None:
    with open_store(sample_store) as store:
        site = Site(store, Settings())
        made: list[str] = []

        def make() -> str:
            made.append("made")
            time.sleep(0.01)
            return "it"

        with ThreadPoolExecutor(8) as pool:
            assert {one.result() for one in [pool.submit(site.once, "whole", make) for _ in range(8)]} == {"it"}
        for number in range(KEPT + 10):
            site.once(("one of many", number), str)
        assert site.once(("one of many", 0), lambda: "again") == "again"
        assert site.once("whole", make) == "it"
        assert made == ["made"]


def test_what_was_asked_weighs_as_well(sample_store: Path) -> None:
    with open_store(sample_store) as store:
        pages = KeptPages(create_app(store))
        with TestClient(pages, base_url="http://127.0.0.1") as client:
            for length in (100, 5_000, 12_000):
                client.get("/suggest?q=res&x=" + "y" * length)
    weights = [weight for _, weight in pages._pages._held.values()]
    assert len(weights) == 2
    assert weights[1] - weights[0] == 4_900
