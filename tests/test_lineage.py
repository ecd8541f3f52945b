"""Lineage, chains, rankings and neighbourhoods over a small store whose citations are known."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

import pytest

from lexline.graph.analytics import MEASURES, by_function, pagerank, ranking
from lexline.graph.lineage import CYCLE, MAX_DEPTH, REPEAT, Branch, lineage, paths
from lexline.graph.neighbourhood import neighbourhood
from lexline.graph.projection import Projection, describe, natural, project, year_of
from lexline.graph.store import Store
from lexline.ontology.errors import UsageError
from tests.small_store import AGENDA, document, recalling, store_of


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    with store_of(tmp_path_factory.mktemp("lineage"), AGENDA) as opened:
        yield opened


@pytest.fixture(scope="module")
def projection(store: Store) -> Projection:
    return project(store, functions=True)


def drawn(branch: Branch) -> list[str]:
    """The tree as indented lines."""
    return [f"{'  ' * depth}{at.instrument.id}{f' ({at.mark})' if at.mark else ''}" for depth, at in branch.walk()]


def test_what_an_instrument_recalls_and_what_those_recall(store: Store) -> None:
    assert drawn(lineage(store, "S/RES/1889(2009)", depth=2)) == [
        "S/RES/1889(2009)",
        "  S/RES/1325(2000)",
        "    S/RES/1261(1999)",
        "    S/RES/1265(1999)",
        "  S/RES/1820(2008)",
        "    S/RES/1325(2000) (repeat)",
    ]


def test_who_cites_it_comes_in_the_order_of_years(store: Store) -> None:
    assert drawn(lineage(store, "S/RES/1325(2000)", depth=1, forward=True)) == [
        "S/RES/1325(2000)",
        "  S/RES/1820(2008)",
        "  S/RES/1889(2009)",
        "  S/PRST/2015/25",
    ]


def test_a_link_carries_years_verbs_units_and_sentences(store: Store) -> None:
    tree = lineage(store, "S/RES/1889(2009)", depth=1)
    link = tree.children[0].link
    assert link is not None
    assert (link.citing, link.cited, link.year, link.count) == ("S/RES/1889(2009)", "S/RES/1325(2000)", 2009, 2)
    assert link.verbs == ("Reaffirming", "Recalls")
    assert link.functions == (("reaffirms", 1), ("recalls", 1))
    assert link.units == ("pre_1", "op_2")
    assert link.mentions[1].pinpoint == ("para. 8",)
    assert link.sentences[1].startswith("Recalls paragraph 8")


def test_instruments_that_cite_each_other_end_in_a_marked_cycle(store: Store) -> None:
    tree = lineage(store, "S/2016/949", depth=5)
    assert drawn(tree)[:3] == ["S/2016/949", "  S/PRST/2015/25", "    S/RES/1325(2000)"]
    assert "    S/2016/949 (cycle)" in drawn(tree)
    assert {branch.mark for _, branch in tree.walk()} <= {"", CYCLE, REPEAT}


def test_each_instrument_is_opened_once_and_at_its_shallowest_place(store: Store) -> None:
    opened = [
        branch.instrument.id for _, branch in lineage(store, "S/RES/2388(2017)", depth=6).walk() if not branch.mark
    ]
    assert len(opened) == len(set(opened))


def test_a_limit_and_a_depth_say_what_they_leave_out(store: Store) -> None:
    tree = lineage(store, "S/RES/1889(2009)", depth=1, limit=1)
    assert drawn(tree) == ["S/RES/1889(2009)", "  S/RES/1325(2000)"]
    assert tree.omitted == 1
    assert tree.children[0].beyond == 2


def test_what_is_cited_but_not_loaded_is_described_by_its_symbol(store: Store) -> None:
    tree = lineage(store, "S/RES/1325(2000)", depth=1)
    stub = tree.children[0].instrument
    assert (stub.id, stub.loaded, stub.year, stub.kind, stub.title) == (
        "S/RES/1261(1999)",
        False,
        1999,
        "resolution",
        "",
    )
    treaty = describe(store, ["treaty:palermo-protocol"])["treaty:palermo-protocol"]
    assert (treaty.kind, treaty.page) == ("treaty", None)


def test_an_instrument_without_citations_stands_alone(store: Store) -> None:
    assert drawn(lineage(store, "A/RES/64/293", depth=3)) == ["A/RES/64/293"]


@pytest.mark.parametrize(("depth", "limit"), [(0, None), (MAX_DEPTH + 1, None), (1, 0)])
def test_a_depth_or_limit_that_makes_no_sense_is_refused(store: Store, depth: int, limit: int | None) -> None:
    with pytest.raises(UsageError):
        lineage(store, "S/RES/1325(2000)", depth, limit=limit)


def chains(found: tuple[tuple[Branch, ...], ...]) -> list[str]:
    """Each chain as its numbers."""
    return [" > ".join(step.instrument.id.removeprefix("S/RES/")[:4] for step in chain) for chain in found]


def test_the_shortest_chains_come_first(store: Store) -> None:
    found = paths(store, "S/RES/2388(2017)", "S/RES/1325(2000)")
    assert chains(found) == ["2388 > 1889 > 1325", "2388 > 1889 > 1820 > 1325"]
    assert [step.link is not None for step in found[0]] == [False, True, True]
    assert found[0][1].link is not None
    assert found[0][1].link.sentences == ("Recalling its resolutions 1889 (2009),",)


def test_chains_are_found_whichever_end_is_named_first(store: Store) -> None:
    assert paths(store, "S/RES/1325(2000)", "S/RES/2388(2017)") == paths(store, "S/RES/2388(2017)", "S/RES/1325(2000)")


def test_a_chain_limit_holds_and_no_chain_is_no_error(store: Store) -> None:
    assert len(paths(store, "S/RES/2388(2017)", "S/RES/1325(2000)", limit=1)) == 1
    assert paths(store, "S/RES/1261(1999)", "S/RES/1265(1999)") == ()
    assert paths(store, "A/RES/64/293", "S/RES/1325(2000)") == ()
    assert paths(store, "S/RES/1325(2000)", "S/RES/1325(2000)") == ()


def test_rankings(projection: Projection) -> None:
    cited = ranking(projection, "cited", limit=2)
    assert [(line.place, line.id, line.score) for line in cited] == [
        (1, "S/RES/1325(2000)", 3.0),
        (2, "S/2016/949", 1.0),
    ]
    assert ranking(projection, "mentions", limit=1)[0].score == 4.0
    assert [(line.id, line.score) for line in ranking(projection, "citing", limit=1)] == [("S/PRST/2015/25", 2.0)]
    reaffirmed = ranking(projection, "cited", functions={"reaffirms"})
    assert [line.id for line in reaffirmed] == ["S/RES/1325(2000)", "S/RES/1820(2008)"]
    assert [line.id for line in ranking(projection, years=(2017, 2017))] == [
        "S/RES/1889(2009)",
        "treaty:palermo-protocol",
    ]


def test_equal_scores_share_a_place(projection: Projection) -> None:
    places = [line.place for line in ranking(projection, "cited", limit=4)]
    assert places == [1, 2, 2, 2]


def test_pagerank_shares_out_one_and_favours_the_root(projection: Projection) -> None:
    ranks = pagerank(projection.graph)
    assert sum(ranks.values()) == pytest.approx(1.0, abs=1e-6)
    assert ranks["S/RES/1325(2000)"] > ranks["S/RES/1889(2009)"]
    assert ranking(projection, "pagerank") == ranking(projection, "pagerank")


def test_an_unknown_measure_is_refused_with_the_known_ones(projection: Projection) -> None:
    with pytest.raises(UsageError, match=", ".join(MEASURES)):
        ranking(projection, "fame")


def test_citations_are_counted_by_function(projection: Projection) -> None:
    assert by_function(projection, "S/RES/1325(2000)") == (("recalls", 3), ("reaffirms", 1))


def test_a_neighbourhood_is_limited_and_counts_what_it_leaves_out(projection: Projection) -> None:
    near = neighbourhood(projection, ["S/RES/1325(2000)"], limit=4)
    assert near.members[0] == "S/RES/1325(2000)"
    assert len(near.members) == 4
    assert near.found == 6
    assert {"S/RES/1261(1999)", "S/RES/1820(2008)"} < set(near.members)
    wider = neighbourhood(projection, ["S/RES/1325(2000)"], limit=50, depth=2)
    assert "S/RES/2388(2017)" in wider.members


def test_a_neighbourhood_without_focus_is_the_most_cited(projection: Projection) -> None:
    assert neighbourhood(projection, [], limit=1).members == ("S/RES/1325(2000)",)


def test_a_neighbourhood_of_nothing_known_is_the_focus_alone(projection: Projection) -> None:
    assert neighbourhood(projection, ["A/RES/64/293"]).members == ("A/RES/64/293",)


def test_the_same_store_gives_the_same_projection_whatever_the_order_of_writing(
    tmp_path_factory: pytest.TempPathFactory, projection: Projection
) -> None:
    with store_of(tmp_path_factory.mktemp("backwards"), reversed(AGENDA)) as other:
        again = project(other, functions=True)
    assert list(again.graph.edges(data=True)) == list(projection.graph.edges(data=True))
    assert list(again.graph) == list(projection.graph)


@pytest.mark.parametrize(
    ("identifier", "year"),
    [
        ("S/RES/1325(2000)", 2000),
        ("A/RES/64/293", 2009),
        ("A/RES/1514(XV)", 1960),
        ("A/HRC/RES/35/5", 2017),
        ("A/HRC/32/41/Add.1", 2016),
        ("S/2016/949", 2016),
        ("A/73/171", 2018),
        ("A/RES/S-13/2", None),
        ("A/HRC/S-17/1", None),
        ("A/HRC/RES/S-28/1", None),
        ("treaty:cedaw", None),
    ],
)
def test_a_symbol_tells_its_year(identifier: str, year: int | None) -> None:
    assert year_of(identifier) == year


def test_numbers_are_sorted_as_numbers() -> None:
    assert sorted(["S/RES/1000(1995)", "S/RES/99(1950)", "S/RES/242(1967)"], key=natural)[0] == "S/RES/99(1950)"


def test_a_deep_chain_is_no_trouble(tmp_path_factory: pytest.TempPathFactory) -> None:
    numbers = [f"{number} ({year})" for number, year in ((1325, 2000), (1373, 2001), (1441, 2002), (1483, 2003))]
    chain = [
        document(f"S/RES/{number}".replace(" ", ""), f"{number[-5:-1]}-01-01", "", [recalling("pre_1", before)])
        for before, number in pairwise(numbers)
    ]
    with store_of(tmp_path_factory.mktemp("chain"), chain) as store:
        assert chains(paths(store, "S/RES/1483(2003)", "S/RES/1325(2000)")) == ["1483 > 1441 > 1373 > 1325"]
        assert len(drawn(lineage(store, "S/RES/1483(2003)", depth=12))) == 4
