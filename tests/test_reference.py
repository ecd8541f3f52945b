"""A reference as people write it finds its instrument and unit; what names nothing is told with near misses."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lexline.graph.reference import MAX_LENGTH, Reference, resolve
from lexline.graph.store import Store
from lexline.ontology.errors import UnknownReference
from lexline.ontology.vocabulary import ID, instrument_iri, unit_iri
from tests.small_store import AGENDA, store_of


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    with store_of(tmp_path_factory.mktemp("reference"), AGENDA) as opened:
        yield opened


@pytest.mark.parametrize(
    ("written", "identifier"),
    [
        ("1325", "S/RES/1325(2000)"),
        ("SCR 1325", "S/RES/1325(2000)"),
        ("UNSCR 1325", "S/RES/1325(2000)"),
        ("S/RES/1325", "S/RES/1325(2000)"),
        ("s/res/1325 (2000)", "S/RES/1325(2000)"),
        ("res 1325 (2000)", "S/RES/1325(2000)"),
        ("Security Council resolution 1325", "S/RES/1325(2000)"),
        ("  “1325 (2000)”. ", "S/RES/1325(2000)"),
        ("resolution 64/293", "A/RES/64/293"),
        ("A/RES/64/293", "A/RES/64/293"),
        ("GA 64/293", "A/RES/64/293"),
        ("PRST 2015/25", "S/PRST/2015/25"),
        ("presidential statement 2015/25", "S/PRST/2015/25"),
        ("S/2016/949", "S/2016/949"),
        ("palermo protocol", "treaty:palermo-protocol"),
        ("treaty:palermo-protocol", "treaty:palermo-protocol"),
        ("women and peace and security", "S/RES/1325(2000)"),
        (instrument_iri("S/RES/1325(2000)"), "S/RES/1325(2000)"),
        ("S-RES-1325-2000", "S/RES/1325(2000)"),
        ("id:S-RES-1325-2000", "S/RES/1325(2000)"),
        ("https://undocs.org/S/RES/1325(2000)", "S/RES/1325(2000)"),
        ("https://undocs.org/en/S/RES/1325%20(2000)", "S/RES/1325(2000)"),
        ("1261", "S/RES/1261(1999)"),
    ],
)
def test_an_instrument_is_found(store: Store, written: str, identifier: str) -> None:
    assert resolve(store, written) == Reference(identifier)


@pytest.mark.parametrize(
    ("written", "identifier", "eid"),
    [
        ("S/RES/1325(2000) op 8", "S/RES/1325(2000)", "op_8"),
        ("1325 op 8 (a)", "S/RES/1325(2000)", "op_8__a"),
        ("1325, paragraph 8 (a)", "S/RES/1325(2000)", "op_8__a"),
        ("1325 OP8", "S/RES/1325(2000)", "op_8"),
        ("1325 § 1", "S/RES/1325(2000)", "op_1"),
        ("2388 pre 2", "S/RES/2388(2017)", "pre_2"),
        ("2388 pp2", "S/RES/2388(2017)", "pre_2"),
        ("S/RES/2388(2017) op 16 (a)", "S/RES/2388(2017)", "op_16__a"),
        ("PRST 2015/25 para 1", "S/PRST/2015/25", "para_1"),
        ("S/2016/949 para. 12", "S/2016/949", "para_12"),
        ("women and peace and security op 8", "S/RES/1325(2000)", "op_8"),
        ("1325 op_8__a", "S/RES/1325(2000)", "op_8__a"),
        ("S-RES-1325-2000--op_8", "S/RES/1325(2000)", "op_8"),
        (unit_iri("S/RES/1325(2000)", "op_8__a"), "S/RES/1325(2000)", "op_8__a"),
    ],
)
def test_a_paragraph_is_found(store: Store, written: str, identifier: str, eid: str) -> None:
    found = resolve(store, written)
    assert found == Reference(identifier, eid)
    assert found.iri == unit_iri(identifier, eid)


@pytest.mark.parametrize(
    ("written", "near"),
    [
        ("1325 (1999)", "S/RES/1325(2000)"),
        ("13250", "S/RES/1325(2000)"),
        ("S/PRST/2015/26", "S/PRST/2015/25"),
        ("palermo protocoll", "treaty:palermo-protocol"),
        ("women peace and securty", "S/RES/1325(2000)"),
        ("A/RES/64/294", "A/RES/64/293"),
        ("1325 op 88", "S/RES/1325(2000) op_8"),
    ],
)
def test_a_near_miss_is_told(store: Store, written: str, near: str) -> None:
    with pytest.raises(UnknownReference) as caught:
        resolve(store, written)
    assert near in caught.value.near
    assert len(caught.value.near) <= 5
    assert near in str(caught.value)


def test_the_right_year_comes_first(store: Store) -> None:
    with pytest.raises(UnknownReference) as caught:
        resolve(store, "resolution 1325 (1999)")
    assert caught.value.near[0] == "S/RES/1325(2000)"


def test_a_paragraph_of_what_is_not_loaded_must_be_cited(store: Store) -> None:
    with pytest.raises(UnknownReference) as caught:
        resolve(store, "1261 op 3")
    assert caught.value.near == ("S/RES/1261(1999)",)


@pytest.mark.parametrize("written", ["", "   ", "x" * (MAX_LENGTH + 1), "zzzz qqqq", '"} ; DROP ALL #', ID, "op 8"])
def test_what_names_nothing_is_refused(store: Store, written: str) -> None:
    with pytest.raises(UnknownReference):
        resolve(store, written)


@settings(max_examples=60, deadline=None)
@given(st.text(max_size=60) | st.from_regex(r"[0-9 ()/A-Za-z\[\]<>\"{}.§_-]{0,40}", fullmatch=True))
def test_any_text_is_answered_or_refused(store: Store, written: str) -> None:
    try:
        found = resolve(store, written)
    except UnknownReference:
        return
    assert store.query(f"ASK {{ <{found.iri}> ?p ?o }}").boolean
