"""Examples -> a model of subjects: ridge regression of each subject on the words of the texts, and what scores mean.

All subjects are solved at once over the likeness of the examples to each other, which also gives, for each example,
the score that a model trained without it would give: on these held-back scores the tables of confidence are measured
and the thresholds chosen, so that nothing of the years to come is needed. Paragraphs are held back together with
their document. Of very many examples an even sample is taken, which bounds the memory. Same examples, same model.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Final

from lexline.graph.learning_model import DOCUMENT, GOAL, PARAGRAPH, SUBJECT, Label, Scale, SubjectModel
from lexline.graph.learning_text import features
from lexline.ontology.errors import UsageError

if TYPE_CHECKING:
    from lexline.graph.learning_examples import Example

    #: Arrays, sparse matrices and scikit-learn's own classes, which carry no types.
    Matrix = Any

#: Fewer examples teach nothing.
FEWEST: Final = 20
#: How many points a table of confidences has at most.
_POINTS: Final = 60


@dataclass(frozen=True, slots=True)
class Settings:
    """How a model is trained.

    `smoothing` is the penalty of the regression. A subject is learned from `fewest` examples on; a word counts that
    stands in `rare` examples or more and in no more than the share `common` of them, `terms` words at most. At most
    `most` examples and `paragraphs` held-back paragraphs are taken. For documents a subject is proposed from the score
    on that gives the best F1; for paragraphs, and Goals, from the confidences `sure` and `sure_goal` on. What has no
    subject teaches nothing, unless `empty` says that it was looked at and has none.
    """

    smoothing: float = 0.3
    fewest: int = 3
    rare: int = 2
    common: float = 0.6
    terms: int = 150_000
    most: int = 6000
    paragraphs: int = 6000
    sure: float = 0.75
    sure_goal: float = 0.7
    empty: bool = False


def train(examples: Sequence[Example], settings: Settings | None = None) -> SubjectModel:
    """Train a model.

    Raises:
        UsageError: scikit-learn is not installed, or there are too few examples or none with a frequent subject.
    """
    settings = settings or Settings()
    try:
        import numpy as np
        from sklearn.feature_extraction.text import TfidfVectorizer
    except ImportError as error:
        raise UsageError(
            "Training needs scikit-learn, which is not installed.", "Install it: pip install 'lexline[learn]'"
        ) from error
    chosen = _sample([one for one in examples if one.labels or settings.empty], settings.most)
    counts = Counter(label for one in chosen for label in one.labels)
    labels = sorted(
        (label for label, count in counts.items() if count >= settings.fewest), key=lambda one: (one.family, one.name)
    )
    if len(chosen) < FEWEST or not labels:
        raise UsageError(
            f"{len(chosen)} instruments with subjects are too few to learn from.",
            "Build a store of documents together with the records that name their subjects.",
        )
    vectorizer = TfidfVectorizer(
        analyzer=features,
        sublinear_tf=True,
        min_df=settings.rare,
        max_df=settings.common,
        max_features=settings.terms,
        dtype=np.float32,
    )
    texts = vectorizer.fit_transform(one.text for one in chosen)
    given = _given(chosen, labels)
    base = given.mean(axis=0)
    inverse = np.linalg.inv((texts @ texts.T).toarray().astype(np.float64) + settings.smoothing * np.eye(len(chosen)))
    solved = inverse @ (given - base)
    held = given - solved / np.diag(inverse)[:, None]
    scales = {
        (SUBJECT, DOCUMENT): _scale(held, given, labels, SUBJECT),
        (GOAL, DOCUMENT): _scale(held, given, labels, GOAL, settings.sure_goal),
    }
    passages, truth = _held_passages(chosen, settings, vectorizer, texts, inverse, solved, given)
    scales[SUBJECT, PARAGRAPH] = _scale(passages, truth, labels, SUBJECT, settings.sure)
    by_term = texts.T.tocsr()
    by_term.sort_indices()
    dates = [one.date for one in chosen if one.date]
    model = SubjectModel(
        labels=tuple(labels),
        terms=tuple(vectorizer.get_feature_names_out().tolist()),
        rarity=vectorizer.idf_.astype(np.float32),
        starts=by_term.indptr.astype(np.int32),
        example_of=by_term.indices.astype(np.int32),
        shares=np.round(by_term.data, 4).astype(np.float32),
        influence=np.round(solved, 5).astype(np.float32),
        base=base.astype(np.float32),
        scales={key: scale for key, scale in scales.items() if scale is not None},
        told={
            "examples": len(chosen),
            "labels": len(labels),
            "since": min(dates, default=""),
            "until": max(dates, default=""),
        },
    )
    from lexline.graph.learning_files import identity_of

    return replace(model, identity=identity_of(model))


def _sample(examples: Sequence[Example], most: int) -> list[Example]:
    """Return at most so many examples, evenly spread over the years."""
    if len(examples) <= most:
        return list(examples)
    return [examples[place * len(examples) // most] for place in range(most)]


def _given(examples: Sequence[Example], labels: Sequence[Label]) -> Matrix:
    import numpy as np

    place = {label: number for number, label in enumerate(labels)}
    out = np.zeros((len(examples), len(labels)))
    for row, one in enumerate(examples):
        for label in one.labels:
            if label in place:
                out[row, place[label]] = 1.0
    return out


def _held_passages(
    examples: Sequence[Example],
    settings: Settings,
    vectorizer: Matrix,
    texts: Matrix,
    inverse: Matrix,
    solved: Matrix,
    given: Matrix,
) -> tuple[Matrix, Matrix]:
    """Score paragraphs by the words alone, each as if its document had not been learned from.

    What its document was given is taken for the truth: of the paragraphs alone, nobody has said what they are about.
    """
    import numpy as np

    every = [(row, one.text) for row, example in enumerate(examples) for one in example.passages if one.paragraph]
    step = max(1, -(-len(every) // settings.paragraphs))
    chosen = every[::step]
    if not chosen:
        return np.zeros((0, given.shape[1])), np.zeros((0, given.shape[1]))
    rows = np.array([row for row, _ in chosen])
    likeness = (vectorizer.transform(text for _, text in chosen) @ texts.T).toarray().astype(np.float64)
    own = (likeness @ inverse)[np.arange(len(rows)), rows] / np.diag(inverse)[rows]
    return likeness @ solved - own[:, None] * solved[rows], given[rows]


def _scale(
    scores: Matrix, truth: Matrix, labels: Sequence[Label], family: str, sure: float | None = None
) -> Scale | None:
    """Measure what scores mean; the threshold is the one with the best F1, or where the confidence is `sure`."""
    import numpy as np
    from sklearn.isotonic import IsotonicRegression

    columns = [place for place, label in enumerate(labels) if label.family == family]
    flat, right = scores[:, columns].ravel(), truth[:, columns].ravel()
    if not right.sum():
        return None
    order = np.argsort(-flat, kind="stable")
    # what ranks below all that could ever be proposed tells nothing, and would drown the rest
    order = order[: int(min(len(flat), 40 * right.sum()))]
    flat, right = flat[order], right[order]
    fitted = IsotonicRegression(y_min=0.0, y_max=1.0, out_of_bounds="clip").fit_transform(flat, right)
    places = np.unique(np.linspace(0, len(flat) - 1, 2000).astype(int))[::-1]
    points = _corners(flat[places], fitted[places])
    if sure is None:
        hits = np.cumsum(right)
        best = int(np.argmax(2 * hits / (np.arange(1, len(flat) + 1) + truth[:, columns].sum())))
        threshold = float(flat[best])
    else:
        enough = np.flatnonzero(fitted >= sure)
        threshold = float(flat[enough[-1]]) if len(enough) else float(flat[0])
    return Scale(
        tuple(round(float(x), 4) for x, _ in points), tuple(round(float(y), 4) for _, y in points), round(threshold, 4)
    )


def _corners(scores: Matrix, confidences: Matrix) -> list[tuple[float, float]]:
    """Return the points of a rising table that matter: the middle of each step, thinned out."""
    import numpy as np

    steps = np.unique(np.round(confidences, 3))
    middles = [(float(np.median(scores[np.round(confidences, 3) == step])), float(step)) for step in steps]
    thin = max(1, -(-len(middles) // _POINTS))
    return sorted(set(middles[::thin]) | {middles[-1]})
