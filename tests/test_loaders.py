"""What every loader keeps to, whatever its format; and which files of a folder are read."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lexline.loaders import LOADERS, Loader, limits, load, load_bytes, loader_for
from lexline.loaders.document import UNIT_KINDS, Document
from lexline.loaders.folders import Skipped, Unreadable, WorkItem, walk
from lexline.loaders.naming import made_up, stem
from lexline.loaders.records import catalogue_for
from lexline.ontology.errors import InputError
from lexline.ontology.symbols import slug, unslug
from lexline.ontology.vocabulary import instrument_iri, parse_iri, unit_iri
from tests import hostile_markup, pdf_writer, same_text, spoiling

FIXTURES = Path(__file__).parent / "fixtures"
#: Formats whose directory stands at the end, so that little or nothing of a cut file can be told.
WHOLE = ("docx", "odt", "pdf")


class Case(NamedTuple):
    loader: Loader
    name: str
    data: bytes


def cases() -> list[Case]:
    """The fixtures, and a sound file of every format that is not kept as one."""
    found = {path.name: path.read_bytes() for path in sorted(FIXTURES.rglob("*.*")) if path.suffix in (".txt", ".xml")}
    read = []
    for name, data in {**found, **spoiling.good()}.items():
        loader = loader_for(name, data[:4096])
        if loader is None or catalogue_for(name, data[:4096]) is not None:
            continue
        try:
            loader.load(data, name)
        except InputError:
            continue  # fixtures of broken files belong to other tests
        read.append(Case(loader, name, data))
    return read


def names(case: Case) -> str:
    return f"{case.loader.NAME}:{case.name}"


def check(document: Document) -> None:
    """The rules of `document.py` that types alone do not state."""
    eids = [unit.eid for unit in document.units]
    assert len(eids) == len(set(eids))
    for unit in document.units:
        assert unit.kind in UNIT_KINDS
        assert unit.parent is None or unit.parent in eids
        assert all(0 <= link.span.start <= link.span.end <= len(unit.text) for link in unit.links)
        assert not set("\ue000\ue001") & set(unit.text)
    for note in document.footnotes:
        assert note.eid in eids
        if note.anchor is not None:
            anchor = document.unit(note.anchor)
            assert anchor is not None
            assert note.offset is not None
            assert 0 <= note.offset <= len(anchor.text)
    assert "/" not in document.source.file
    assert document.id


@pytest.mark.parametrize("case", cases(), ids=names)
def test_documents_keep_the_contract(case: Case) -> None:
    for document in case.loader.load(case.data, case.name):
        check(document)
        assert document.units
        assert document.source.format == case.loader.NAME


@pytest.mark.parametrize("case", cases(), ids=names)
def test_the_same_bytes_give_the_same_document(case: Case) -> None:
    data = case.data
    assert case.loader.load(data, "x.y") == case.loader.load(data, "x.y")


@pytest.mark.parametrize("case", cases(), ids=names)
@pytest.mark.parametrize("share", [0.0, 0.3, 0.7, 0.97])
def test_a_cut_file_is_read_or_refused(case: Case, share: float) -> None:
    data = case.data
    try:
        documents = case.loader.load(data[: int(len(data) * share)], case.name)
    except InputError:
        documents = ()  # refused: nothing to check but that the error is of this kind
    for document in documents:
        check(document)


def mostly_text(case: Case) -> bool:
    """Whether a file is more than a header with a line of text below it."""
    return sum(len(unit.text) for one in case.loader.load(case.data, case.name) for unit in one.units) > 200


@pytest.mark.parametrize(
    "case", [case for case in cases() if case.loader.NAME not in WHOLE and mostly_text(case)], ids=names
)
@pytest.mark.parametrize("share", [0.7, 0.97])
def test_most_of_a_file_is_read_as_far_as_it_goes(case: Case, share: float) -> None:
    def length(documents: tuple[Document, ...]) -> int:
        return sum(len(unit.text) for document in documents for unit in document.units)

    data = case.data
    whole = case.loader.load(data, case.name)
    cut = case.loader.load(data[: int(len(data) * share)], case.name)
    assert length(cut) > 0.8 * share * length(whole)
    assert cut[0].id == whole[0].id or cut[0].id.startswith("doc:")


@pytest.mark.parametrize("data", [b"", b" \n\t ", b"\x00\x01\x02" * 50, b"%PDF-1.4 \x00\xff", b"\xff\xfe"])
@pytest.mark.parametrize("loader", LOADERS, ids=lambda loader: loader.NAME)
def test_what_is_no_text_is_refused(loader: Loader, data: bytes) -> None:
    with pytest.raises(InputError) as caught:
        loader.load(data, "x.bin")
    assert caught.value.remedy


def test_every_format_keeps_to_this() -> None:
    assert {case.loader.NAME for case in cases()} == {loader.NAME for loader in LOADERS}
    assert len({loader.NAME for loader in LOADERS}) == len(LOADERS)


def test_an_unknown_format_names_the_known_ones() -> None:
    with pytest.raises(InputError, match="plain-text"):
        load_bytes(b"a,b\n1,2\n", "table.csv")


def test_a_missing_file_is_an_input_error(tmp_path: Path) -> None:
    with pytest.raises(InputError) as caught:
        load(tmp_path / "no.txt")
    assert caught.value.exit_code == 3


#: A file of each format around a text.
SYMBOLLESS: dict[str, Callable[[str], bytes]] = {
    "plain-text": str.encode,
    "treaty-text": str.encode,
    "akoma-ntoso": lambda text: (
        '<akomaNtoso xmlns="http://docs.oasis-open.org/legaldocml/ns/akn/3.0"><statement>'
        f"<mainBody><p>{text}</p></mainBody></statement></akomaNtoso>"
    ).encode(),
    "docx": lambda text: same_text.docx(same_text.p(same_text.run(text))),
    "html": lambda text: same_text.page(f"<p>{text}</p>"),
    "odt": lambda text: same_text.odt(f"<text:p>{text}</text:p>"),
    "rtf": same_text.rtf,
    "pdf": lambda text: pdf_writer.raw([pdf_writer.stream(pdf_writer.words(text.encode()))]),
}


@pytest.mark.parametrize("loader", LOADERS, ids=lambda loader: loader.NAME)
def test_texts_without_symbol_keep_apart_whatever_their_files_are_called(loader: Loader) -> None:
    write = SYMBOLLESS[loader.NAME]
    ids = set()
    for name in ("a/note.x", "b/note.x", "Записка.x", "报告.x", "---.x", ""):
        for subject in ("peas", "beans"):
            (document,) = loader.load(write(f"A note about {subject}, which names no symbol of its own."), name)
            ids.add(document.id)
    assert len(ids) == 2 * len({"note", "Записка", "报告", "unnamed"})
    assert all(identifier.startswith("doc:") for identifier in ids)


def test_an_id_keeps_the_letters_of_every_script() -> None:
    assert made_up("Записка № 3 (final)", "5f2e9c0d" * 8) == "doc:записка-no-3-final-5f2e9c0d"
    assert made_up("Ünité", "5f2e9c0d" * 8) == made_up("Ünité", "5f2e9c0d" * 8)
    assert made_up("?" * 80, "5f2e9c0d" * 8) == "doc:unnamed-5f2e9c0d"
    assert stem("C:\\notes\\draft.v2.txt") == stem("notes/draft.v2.xml") == "draft.v2"


@given(st.text(max_size=90), st.binary(max_size=4))
def test_a_made_up_id_survives_its_iri(words: str, content: bytes) -> None:
    identifier = made_up(words, hashlib.sha256(content).hexdigest())
    assert "--" not in identifier
    assert not identifier.endswith("-")
    assert unslug(slug(identifier)) == identifier
    assert parse_iri(instrument_iri(identifier)) == (identifier, None)
    assert parse_iri(unit_iri(identifier, "op_5__a")) == (identifier, "op_5__a")


@pytest.mark.parametrize("name", ["long.txt", "long.xml"])
def test_one_limit_holds_however_a_file_comes(name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "MAX_BYTES", 10)
    path = tmp_path / name
    path.write_text("eleven byte")
    (walked,) = walk([path])
    assert isinstance(walked, Unreadable)
    for read in (lambda: load(path), lambda: load_bytes(path.read_bytes(), name)):
        with pytest.raises(InputError, match="limit is 10") as caught:
            read()
        assert caught.value.message == walked.error.message


MANY: dict[str, bytes] = {
    "many.txt": b"A word.\n" * 101,
    "many.md": spoiling.TREATY + b"(a) x\n" * 101,
    "many.rtf": same_text.rtf("\\pard x\\par" * 101),
    "many.docx": same_text.docx(same_text.p(same_text.run("A word.")) * 101),
    "many.odt": same_text.odt("<text:p>A word.</text:p>" * 101),
    "many.html": same_text.page("<p>A word.</p>" * 101),
    "breaks.html": same_text.page(f"<pre>{'A word.' + chr(10) * 2}</pre>" * 101),
    "tags.html": same_text.page("<p>A <b>word</b>.</p>" * 1001),
    "tags.docx": same_text.docx(same_text.p(same_text.run("A word.") * 1001)),
    "tags.odt": same_text.odt(f"<text:p>{'<text:span>A word.</text:span>' * 1001}</text:p>"),
    "tags.xml": hostile_markup.AKN.format("<p>A word.</p>" * 1001).encode(),
}


@pytest.mark.parametrize("name", MANY)
def test_files_of_very_many_lines_or_tags_are_refused(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    load_bytes(MANY[name], name)
    monkeypatch.setattr(limits, "MAX_LINES", 100)
    monkeypatch.setattr(limits, "MAX_TAGS", 2000)
    with pytest.raises(InputError, match=r"(lines or paragraphs|tags of markup); the limit is") as caught:
        load_bytes(MANY[name], name)
    assert "Split" in caught.value.remedy


def test_a_document_of_very_much_text_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "MAX_LETTERS", 100)
    for name, data in spoiling.good().items():
        if catalogue_for(name, data[:4096]) is None:
            with pytest.raises(InputError, match="letters of text; the limit is 100"):
                load_bytes(data, name)


def test_a_list_that_begins_again_and_again_is_named_in_short() -> None:
    (document,) = load_bytes(spoiling.TREATY + b"(a) x\n" * 3_000, "treaty.md")
    check(document)
    assert len(document.units) > 3_000
    assert max(len(unit.eid) for unit in document.units) < 60


def test_a_folder_is_walked_in_order_with_reasons(tmp_path: Path) -> None:
    (tmp_path / "b").mkdir()
    (tmp_path / "b" / "two.txt").write_text("Two words.")
    (tmp_path / "a.txt").write_text("One.")
    (tmp_path / "README.md").write_text("notes")
    (tmp_path / "x.json").write_text("{}")
    (tmp_path / "desktop.ini").write_text("[x]")
    (tmp_path / "empty.txt").write_text("")
    (tmp_path / "bin.txt").write_bytes(b"\x00\x01" * 9)
    (tmp_path / "b" / "loop").symlink_to(tmp_path, target_is_directory=True)
    found = list(walk([tmp_path, tmp_path / "a.txt", tmp_path / "gone"]))
    assert [item.name for item in found if isinstance(item, WorkItem)] == ["a.txt", "b/two.txt"]
    assert {item.name for item in found if isinstance(item, Skipped)} == {
        "README.md",
        "x.json",
        "desktop.ini",
        "b/loop",
    }
    failed = [item for item in found if isinstance(item, Unreadable)]
    assert {item.name for item in failed} == {"empty.txt", "bin.txt", "gone"}
    assert all(item.error.remedy for item in failed)
