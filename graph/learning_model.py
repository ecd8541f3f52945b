"""A learned model of subjects: a text -> the subjects it proposes, how sure they are, and the words that weigh most.

The model is linear: each word (or pair of words) of a text adds its weight to the score of each subject. A score
becomes a confidence by a table that was measured on texts the model had not seen: of the proposals with confidence
0.8, about eight in ten agreed with the librarians. What is below the threshold of its kind is not proposed. A
paragraph has a table and a threshold of its own, and nothing is supposed of it for being frequent: only its words
count. Needs numpy, and nothing of what the training needs.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from lexline.graph.learning_text import features

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Floats = NDArray[np.float32]
    Whole = NDArray[np.int32]

#: The families of labels, and what is asked about.
SUBJECT: Final = "subject"
GOAL: Final = "goal"
DOCUMENT: Final = "document"
PARAGRAPH: Final = "paragraph"

#: So many words are named for a proposal.
_NAMED: Final = 5


@dataclass(frozen=True, slots=True)
class Label:
    """A subject that a model can propose: what librarians call it, its concept where one is known, its family."""

    name: str
    concept: str = ""
    family: str = SUBJECT


@dataclass(frozen=True, slots=True)
class Scale:
    """How scores become confidences: the points of a table between which lines are drawn, and the lowest to propose."""

    scores: tuple[float, ...]
    confidences: tuple[float, ...]
    threshold: float


@dataclass(frozen=True, slots=True)
class Proposal:
    """A proposed subject: its label, how sure it is, and the words of the text that weigh most, with their weight."""

    label: Label
    confidence: float
    words: tuple[tuple[str, float], ...]

    @property
    def concept(self) -> str:
        """The IRI of the concept; empty where only the label is known."""
        return self.label.concept


@dataclass(frozen=True, slots=True)
class SubjectModel:
    """A trained model.

    `rarity` is the weight of each of `terms` in any text. The examples in which the term at place t stands are
    `example_of[starts[t]:starts[t + 1]]`, with its share of each at the same places of `shares`; `influence` says what
    a text that is like an example gains for each label. So a word's weight for a label is the sum of its shares times
    their influence, kept apart because the product would be a hundred times as large. `base` is each label's score in
    a text without a known word. `scales` has a Scale for each family and thing asked about. `told` says what the model
    was trained on, and `identity` is a hash of all of it.
    """

    labels: tuple[Label, ...]
    terms: tuple[str, ...]
    rarity: Floats
    starts: Whole
    example_of: Whole
    shares: Floats
    influence: Floats
    base: Floats
    scales: dict[tuple[str, str], Scale]
    told: dict[str, str | int | float]
    identity: str = ""
    _places: dict[str, int] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        """Make the index of the terms."""
        object.__setattr__(self, "_places", {term: place for place, term in enumerate(self.terms)})

    def scores(self, text: str, *, paragraph: bool = False) -> Floats:
        """Return the score of every label for a text."""
        return self._scores(self._known(text), paragraph)

    def propose(self, text: str, most: int = 8, *, paragraph: bool = False) -> tuple[Proposal, ...]:
        """Propose subjects, the surest first, and after them Sustainable Development Goals; `most` of each at most."""
        import numpy as np

        known = self._known(text)
        scores = self._scores(known, paragraph)
        out: list[Proposal] = []
        for family in (SUBJECT, GOAL):
            scale = self.scales.get((family, PARAGRAPH if paragraph else DOCUMENT))
            if scale is None:
                continue
            reach = [
                place for place in np.flatnonzero(scores >= scale.threshold) if self.labels[place].family == family
            ]
            best = sorted(reach, key=lambda place: (-scores[place], self.labels[place].name))[:most]
            sure = np.interp(scores[best], scale.scores, scale.confidences) if best else ()
            out.extend(
                Proposal(self.labels[place], round(float(confidence), 4), self._because(known, int(place)))
                for place, confidence in zip(best, sure, strict=True)
            )
        return tuple(out)

    def _known(self, text: str) -> _Known:
        """Look up the terms of a text; the squares of what they count add up to one."""
        import numpy as np

        found = Counter(features(text))
        counts = {self._places[each]: count for each, count in found.items() if each in self._places}
        places = np.array(sorted(counts), np.int32)
        often = np.array([counts[place] for place in places.tolist()], np.float32)
        values = (1 + np.log(often)) * self.rarity[places] if len(places) else often
        if len(places):
            values /= np.sqrt((values * values).sum())
        first = self.starts[places]
        lengths = self.starts[places + 1] - first
        before = np.cumsum(lengths) - lengths
        spans = np.arange(lengths.sum(), dtype=np.int64) + np.repeat(first - before, lengths)
        examples = self.example_of[spans].astype(np.intp)
        return _Known(places, before, examples, self.shares[spans] * np.repeat(values, lengths))

    def _scores(self, known: _Known, paragraph: bool) -> Floats:
        import numpy as np

        likeness = np.bincount(known.examples, known.gained, len(self.influence)).astype(np.float32)
        gained = likeness @ self.influence
        return gained if paragraph else gained + self.base

    def _because(self, known: _Known, label: int) -> tuple[tuple[str, float], ...]:
        """Name the words of a text that speak most for a label."""
        import numpy as np

        if not len(known.places):
            return ()
        influence = np.ascontiguousarray(self.influence[:, label])
        weights = np.add.reduceat(known.gained * influence.take(known.examples), known.before)
        best = np.lexsort((known.places, -np.round(weights, 6)))[:_NAMED]
        return tuple((self.terms[known.places[at]], round(float(weights[at]), 4)) for at in best if weights[at] > 0)


@dataclass(frozen=True, slots=True)
class _Known:
    """The known terms of a text (their places), and what they have in common with each example.

    `examples` and `gained` run over the terms, in each over the examples that have it; `before` says where each
    term's begin.
    """

    places: Whole
    before: Whole
    examples: Whole
    gained: Floats
