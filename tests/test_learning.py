"""Learned subjects: from a store's records to a model, its file, its proposals, and what is written into a store."""

from __future__ import annotations

import io
import json
import shutil
import zipfile
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

np = pytest.importorskip("numpy", reason="learned subjects need the extra `learn`")
pytest.importorskip("sklearn", reason="learned subjects need the extra `learn`")

from lexline.graph import learning  # noqa: E402
from lexline.graph.build import build  # noqa: E402
from lexline.graph.cli import main  # noqa: E402
from lexline.graph.cli.learning import MODEL  # noqa: E402
from lexline.graph.learned import withdraw, without_subjects, write  # noqa: E402
from lexline.graph.learning import GOAL, Example, Label, Passage, Settings, SubjectModel  # noqa: E402
from lexline.graph.learning_text import features, words  # noqa: E402
from lexline.graph.store import Store  # noqa: E402
from lexline.ontology.errors import InputError, UnsafeInput, UsageError  # noqa: E402
from lexline.ontology.vocabulary import SDG, UNBIST, instrument_iri  # noqa: E402

PEACE = Label("PEACEKEEPING OPERATIONS", UNBIST + "1004779")
MINES = Label("LAND MINES")
SCHOOLS = Label("EDUCATION", UNBIST + "1001893")
QUALITY = Label("SDG 4", SDG + "4", GOAL)

#: What texts of each subject say; every third example has two subjects.
TOLD = {
    PEACE: "Decides to extend the mandate of the mission and its military observers until the date below",
    MINES: "Calls for clearance of mines, fencing of minefields and help for those whom mines have maimed",
    SCHOOLS: "Urges that schools be open to every girl and that teachers be trained and paid in time",
}


def example(number: int, labels: tuple[Label, ...]) -> Example:
    said = [TOLD[label] + f", place {chr(97 + number % 7) * 4}" for label in labels]
    passages = tuple(Passage(f"urn:{number}--op_{place}", text, True) for place, text in enumerate(said, start=1))
    goals = {QUALITY} if SCHOOLS in labels else set()
    return Example(f"urn:{number}", passages, frozenset(labels) | goals, f"20{number % 20:02}-01-01", "SC")


def examples() -> list[Example]:
    every = list(TOLD)
    out = []
    for number in range(60):
        first, second = every[number % 3], every[(number + 1) % 3]
        out.append(example(number, (first, second) if number % 4 == 0 else (first,)))
    return out


@pytest.fixture(scope="module")
def model() -> SubjectModel:
    return learning.train(examples())


def test_it_proposes_what_the_words_speak_for_and_names_them(model: SubjectModel) -> None:
    first = model.propose("The fencing of minefields goes on; mines have maimed many.")[0]
    assert first.label == MINES
    assert first.confidence > 0.5
    named = [word for word, _ in first.words]
    assert {"mines", "minefields"} & set(named)
    assert [weight for _, weight in first.words] == sorted((weight for _, weight in first.words), reverse=True)


def test_goals_come_after_subjects_and_a_text_of_strange_words_gets_nothing(model: SubjectModel) -> None:
    found = model.propose(TOLD[SCHOOLS])
    assert [one.label for one in found] == [SCHOOLS, QUALITY]
    assert model.propose("Zzyx wobble quux") == ()
    assert model.propose("") == ()


def test_a_paragraph_is_judged_by_its_words_alone(model: SubjectModel) -> None:
    assert not model.scores("quux", paragraph=True).any()
    assert model.scores("quux").any()
    assert [one.label for one in model.propose(TOLD[PEACE], paragraph=True)] == [PEACE]


def test_most_bounds_the_proposals_and_confidences_fall(model: SubjectModel) -> None:
    both = f"{TOLD[PEACE]}. {TOLD[MINES]}."
    assert len(model.propose(both, 1)) == 1
    sure = [one.confidence for one in model.propose(both) if one.label.family != GOAL]
    assert len(sure) == 2
    assert sure == sorted(sure, reverse=True)
    assert all(0 <= one <= 1 for one in sure)


def test_each_word_named_speaks_for_the_subject(model: SubjectModel) -> None:
    text = TOLD[MINES]
    (found,) = (one for one in model.propose(text, paragraph=True) if one.label == MINES)
    alone = [model.scores(word, paragraph=True)[model.labels.index(MINES)] for word, _ in found.words]
    assert all(score > 0 for score in alone)


def test_training_is_the_same_each_time_to_the_byte(model: SubjectModel, tmp_path: Path) -> None:
    learning.save(model, tmp_path / "one.npz")
    learning.save(learning.train(examples()), tmp_path / "two.npz")
    assert (tmp_path / "one.npz").read_bytes() == (tmp_path / "two.npz").read_bytes()


def test_a_saved_model_proposes_the_same(model: SubjectModel, tmp_path: Path) -> None:
    learning.save(model, tmp_path / "model.npz")
    again = learning.load(tmp_path / "model.npz")
    assert again.identity == model.identity
    assert again.told == model.told
    for text in (*TOLD.values(), "mines and schools"):
        assert again.propose(text) == model.propose(text)


def test_too_few_examples_are_refused_with_what_to_do() -> None:
    with pytest.raises(UsageError, match="too few") as refused:
        learning.train(examples()[:5])
    assert "records" in refused.value.remedy


def test_a_subject_of_too_few_examples_is_not_learned() -> None:
    rare = Label("BOUNDARIES")
    one = examples()
    one[0] = Example("urn:x", one[0].passages, one[0].labels | {rare}, one[0].date)
    assert rare not in learning.train(one).labels


def test_a_sample_of_very_many_examples_bounds_the_memory() -> None:
    model = learning.train(examples(), Settings(most=30))
    assert model.told["examples"] == 30
    assert model.influence.shape[0] == 30
    assert str(model.told["since"]) < "2004" < "2016" < str(model.told["until"])


# --- files that are no models ------------------------------------------------------------------------------
def members(model: SubjectModel, folder: Path) -> dict[str, bytes]:
    learning.save(model, folder / "model.npz")
    with zipfile.ZipFile(folder / "model.npz") as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def written(folder: Path, parts: dict[str, bytes]) -> Path:
    place = folder / "made.npz"
    with zipfile.ZipFile(place, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in parts.items():
            archive.writestr(name, data)
    return place


def array(values: object, kind: str) -> bytes:
    out = io.BytesIO()
    np.lib.format.write_array(out, np.asarray(values, kind), allow_pickle=False)
    return out.getvalue()


def header_with(parts: dict[str, bytes], **other: object) -> bytes:
    told = json.loads(np.load(io.BytesIO(parts["header.npy"])).tobytes())
    return array(np.frombuffer(json.dumps(told | other).encode(), np.uint8), "u1")


def test_what_is_no_model_is_refused(model: SubjectModel, tmp_path: Path) -> None:
    (tmp_path / "text.npz").write_text("no archive")
    good = members(model, tmp_path)
    labels = len(model.labels)
    strange = [
        {"other.npy": b""},
        {name: data for name, data in good.items() if name != "base.npy"},
        good | {"more.npy": b""},
        good | {"base.npy": b"\x93NUMPY\x01\x00"},
        good | {"base.npy": good["base.npy"][:-4]},
        good | {"base.npy": array([float("nan")] * labels, "f4")},
        good | {"base.npy": array([0.0] * (labels + 1), "f4")},
        good | {"base.npy": array([0.0] * labels, "f8")},
        good | {"example_of.npy": array([10**6] * len(model.example_of), "i4")},
        good | {"example_of.npy": array([-1] * len(model.example_of), "i4")},
        good | {"starts.npy": array(sorted(model.starts.tolist(), reverse=True), "i4")},
        good | {"header.npy": array(np.frombuffer(b"[[[[", np.uint8), "u1")},
        good | {"header.npy": array(np.frombuffer(b"[" * 100_000, np.uint8), "u1")},
        good | {"header.npy": header_with(good, version=99)},
        good | {"header.npy": header_with(good, labels=[["A", "javascript:1", "subject"]] * labels)},
        good | {"header.npy": header_with(good, labels=[["A", "", "subject"]] * labels)},
        good | {"header.npy": header_with(good, scales=[["subject", "document", [1, 0], [0, 1], 0.5]])},
        good | {"header.npy": header_with(good, scales=[["subject", "document", [0, 1], [0, 7], 0.5]])},
        good | {"terms.npy": array(np.frombuffer(b"same\n" * len(model.terms), np.uint8), "u1")},
    ]
    for place in (tmp_path / "absent.npz", tmp_path / "text.npz", *(written(tmp_path, one) for one in strange[:1])):
        with pytest.raises(InputError):
            learning.load(place)
    for number, parts in enumerate(strange):
        place = written(tmp_path, parts)
        with pytest.raises(InputError, match="model of subjects") as refused:
            learning.load(place)
        assert refused.value.remedy, number


def test_an_array_of_objects_is_never_unpickled(model: SubjectModel, tmp_path: Path) -> None:
    class Trap:
        def __reduce__(self) -> tuple[object, ...]:
            return (Path.touch, (tmp_path / "sprung",))

    out = io.BytesIO()
    np.lib.format.write_array(out, np.array([Trap()], object), allow_pickle=True)
    place = written(tmp_path, members(model, tmp_path) | {"base.npy": out.getvalue()})
    with pytest.raises(InputError):
        learning.load(place)
    assert not (tmp_path / "sprung").exists()


def test_an_overlong_array_is_refused_before_it_is_read(model: SubjectModel, tmp_path: Path) -> None:
    place = tmp_path / "bomb.npz"
    good = members(model, tmp_path)
    with zipfile.ZipFile(place, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in good.items():
            if name != "base.npy":
                archive.writestr(name, data)
        with archive.open("base.npy", "w") as file:
            for _ in range(257):
                file.write(bytes(1024 * 1024))
    with pytest.raises(UnsafeInput):
        learning.load(place)


# --- words -------------------------------------------------------------------------------------------------
@given(st.text(max_size=300))
def test_any_text_has_words_of_plain_letters(text: str) -> None:
    assert all(word.isascii() and word[0].isalpha() and word == word.lower() for word in words(text))
    assert len(features(text)) == max(0, 2 * len(words(text)) - 1)


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("Côte d’Ivoire", ["cote", "d'ivoire"]),
        ("the Secretary-General’s report of 12 May", ["secretary-general", "report", "may"]),
        ("women’s and girls’ rights", ["women", "girls", "rights"]),
    ],
)
def test_words_are_folded(text: str, wanted: list[str]) -> None:
    assert words(text) == [word for word in wanted if word != "may"]


# --- in a store --------------------------------------------------------------------------------------------
@pytest.fixture
def described(sample_store: Path, tmp_path: Path) -> Path:
    """A copy of the sample, of which a catalogue describes a part of the Council's resolutions."""
    location = tmp_path / "sample.db"
    shutil.copytree(sample_store, location)
    names = [f"S/RES/{number}" for number in SAMPLED]
    rows = [{"symbol": name, "adoption_type": "vote", "subjects": SUBJECTS, "SDGs": ["5"]} for name in names]
    (tmp_path / "records.json").write_text("\n".join(map(json.dumps, rows)), encoding="utf-8")
    build([tmp_path / "records.json"], location, workers=0)
    return location


SUBJECTS = [
    ["WOMEN", "UNBIS Thesaurus"],
    ["PEACE AGREEMENTS.", "UNBIS Thesaurus"],
    ["UNHCR", "DHLAUTH"],
    ["Some Body (Geneva)", "DHLAUTH"],
]
SAMPLED = ("1325(2000)", "1820(2008)", "1888(2009)", "1889(2009)", "2106(2013)", "2122(2013)", "2242(2015)")


def test_examples_have_the_text_of_the_document_and_the_concepts_of_the_record(described: Path) -> None:
    with Store.open(described) as store:
        found = learning.examples(store)
        until = learning.examples(store, until=date(2009, 12, 31))
    assert [one.instrument for one in found] == [instrument_iri(f"S/RES/{name}") for name in SAMPLED]
    assert [one.instrument for one in until] == [instrument_iri(f"S/RES/{name}") for name in SAMPLED[:4]]
    assert {label.name for label in found[0].labels} == {"WOMEN", "PEACE AGREEMENTS", "SDG 5"}
    assert found[0].date == "2000-10-31"
    assert found[0].body == "SC"
    assert any(passage.paragraph for passage in found[0].passages)


def test_proposals_stand_apart_and_go_when_they_are_withdrawn(described: Path) -> None:
    women = Label("WOMEN", UNBIST + "1007033")
    peace = Label("PEACE", UNBIST + "1004784")
    with Store.open(described) as store:
        read = learning.examples(store)
        wanted = without_subjects(store)
    made = [
        Example(f"{one.instrument}-{again}", one.passages, frozenset({women, peace}), one.date)
        for again in range(2)
        for one in read
    ]
    made += [example(number, (MINES,)) for number in range(20)]
    model = learning.train(made)
    assert instrument_iri("S/RES/1325(2000)") not in wanted
    with Store.open(described, read_only=False) as store:
        before = _triples(store)
        done = write(store, model)
        assert done.documents == done.worked_out == len(wanted)
        assert done.assignments > 0
        assert _triples(store) > before
        again = write(store, model)
        assert (again.worked_out, again.removed) == (0, 0)
        rows = store.query(
            "SELECT ?i ?c ?sure ?word WHERE { ?a a lx:ThemeAssignment ; lx:method 'learned' ; lx:about ?i ; "
            "lx:theme ?c ; lx:confidence ?sure ; lx:because ?word . ?i lx:proposes ?c }"
        ).rows
        assert {row[0].value for row in rows} <= set(wanted)
        assert {row[1].value for row in rows} <= {women.concept, peace.concept}
        apart = store.query("SELECT DISTINCT ?g WHERE { GRAPH ?g { ?a lx:method 'learned' } }").rows
        said = store.query("SELECT DISTINCT ?g WHERE { GRAPH ?g { ?i lx:loaded true } }").rows
        assert not {row[0].value for row in apart} & {row[0].value for row in said}
        other = write(store, learning.train([*made, example(99, (MINES,))]))
        assert other.worked_out == len(wanted)
        assert withdraw(store) == len(wanted)
        assert _triples(store) == before


def _triples(store: Store) -> int:
    (row,) = store.query("SELECT (COUNT(*) AS ?n) WHERE { ?s ?p ?o }").rows
    return int(row[0].value)


# --- the verbs ---------------------------------------------------------------------------------------------
def test_the_verbs_train_keep_a_model_and_propose(
    described: Path, model: SubjectModel, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def said(*given: str) -> tuple[int, str, str]:
        with pytest.raises(SystemExit) as left:
            main(["--store", str(described), *given])
        told = capsys.readouterr()
        return int(str(left.value.code)), told.out, told.err

    code, _, complaint = said("themes", "propose", "1325")
    assert code == InputError.exit_code
    assert "themes train" in complaint
    code, _, complaint = said("themes", "train")
    assert code == UsageError.exit_code
    assert "too few" in complaint
    learning.save(model, described / MODEL)
    monkeypatch.setattr("sys.stdin", io.StringIO(TOLD[MINES]))
    code, out, _ = said("themes", "propose", "-", "--format", "jsonl")
    assert code == 0
    assert json.loads(out.splitlines()[0])["subject"] == MINES.name
    assert said("themes", "propose", "--write", "1325")[0] == UsageError.exit_code
    assert said("themes", "propose", "--write", "--format", "json")[0] == 0
    code, out, _ = said("themes", "propose", "--withdraw", "--format", "json")
    assert json.loads(out)[0]["removed"] > 0
