"""Whether learned subjects agree with librarians on years that the model has not seen, against matching of labels.

    python benchmarks/subjects.py STORE [--until 2018] [--to 2022]

STORE holds documents and the records that name their subjects. Trains on what is dated up to the end of the first
year and asks about what is dated after it, up to the end of the second; then, because some bodies have no records
before that year, once more within each body: on its years but the last two, tested on those. Figures: precision,
recall and micro-F1 of what is proposed against all subjects that librarians gave (also those that no example had);
precision of the three surest; and the share of the librarians' subjects that could be proposed at all. The baseline
proposes each subject of the training years whose label stands in the text as words, singular or plural, ranked by how
often. Learned Goals are measured apart, and so is what confidences are worth.
"""

from __future__ import annotations

import argparse
import re
import time
from collections.abc import Callable, Sequence
from datetime import date

from lexline.graph import learning
from lexline.graph.learning import GOAL, SUBJECT, Example, SubjectModel
from lexline.graph.store import Store

#: Names of proposed subjects for a text, the likeliest first: those proposed, and the three that would come first.
Proposer = Callable[[str], tuple[list[str], list[str]]]


def singular(word: str) -> str:
    """Take the plural ending from a word.

    >>> [singular(word) for word in ("armies", "losses", "women", "states")]
    ['army', 'loss', 'women', 'state']
    """
    for ending, instead in (("ies", "y"), ("sses", "ss"), ("ches", "ch"), ("xes", "x")):
        if word.endswith(ending) and len(word) > len(ending) + 1:
            return word.removesuffix(ending) + instead
    return word[:-1] if word.endswith("s") and not word.endswith("ss") and len(word) > 3 else word


def plain(text: str) -> str:
    """Return the words of a text, each in the singular, with a space before and behind each."""
    return " " + " ".join(singular(word) for word in re.findall(r"[\w’'-]+", text.lower())) + " "


def matching(labels: Sequence[str]) -> Proposer:
    """Make the baseline: labels found as words, without what they say in brackets."""
    looked_for = {label: plain(re.sub(r"\([^()]*\)", "", label)) for label in labels}

    def propose(text: str) -> tuple[list[str], list[str]]:
        words = plain(text)
        counts = {label: words.count(form) for label, form in looked_for.items() if form in words}
        ranked = sorted(counts, key=lambda label: (-counts[label], label))
        return ranked, ranked[:3]

    return propose


def learned(model: SubjectModel, family: str) -> Proposer:
    """Make a model propose the labels of a family; the first three whatever their confidence."""

    def propose(text: str) -> tuple[list[str], list[str]]:
        names = [one.label.name for one in model.propose(text, len(model.labels)) if one.label.family == family]
        scores = model.scores(text)
        first = sorted(
            (place for place, label in enumerate(model.labels) if label.family == family),
            key=lambda place: -scores[place],
        )
        return names, [model.labels[place].name for place in first[:3]]

    return propose


def measure(name: str, tests: Sequence[Example], propose: Proposer, family: str, learnt: set[str]) -> None:
    """Print the figures of a proposer."""
    right = proposed = wanted = reachable = 0
    first: list[float] = []
    for one in tests:
        gold = {label.name for label in one.labels if label.family == family}
        names, three = propose(one.text)
        right += len(gold & set(names))
        proposed += len(names)
        wanted += len(gold)
        reachable += len(gold & learnt)
        if gold:
            first.append(sum(each in gold for each in three) / 3)
    precision, recall = right / max(1, proposed), right / max(1, wanted)
    f1 = 2 * right / max(1, proposed + wanted)
    print(
        f"  {name:26} {len(tests):5} documents  P {precision:.3f}  R {recall:.3f}  F1 {f1:.3f}  "
        f"P@3 {sum(first) / max(1, len(first)):.3f}  reachable {reachable / max(1, wanted):.2f}"
    )


def worth(name: str, model: SubjectModel, tests: Sequence[Example]) -> None:
    """Print how many of the proposals of each confidence agree with librarians."""
    bins: dict[int, list[bool]] = {}
    for one in tests:
        gold = {label.name for label in one.labels}
        for proposal in model.propose(one.text, len(model.labels)):
            if proposal.label.family == SUBJECT:
                bins.setdefault(min(9, int(proposal.confidence * 10)), []).append(proposal.label.name in gold)
    told = (f"{place / 10:.1f}+: {sum(hits) / len(hits):.2f} ({len(hits)})" for place, hits in sorted(bins.items()))
    print(f"  {name}: confidence -> agreement:", ", ".join(told))


def compare(title: str, train: Sequence[Example], tests: Sequence[Example], *, bodies: bool) -> None:
    """Train on examples, and print figures for others."""
    print(title)
    started = time.perf_counter()
    model = learning.train(train)
    seconds = time.perf_counter() - started
    names = [label.name for label in model.labels if label.family == SUBJECT]
    print(f"  {len(train)} examples, {len(names)} subjects, {len(model.terms)} words, trained in {seconds:.0f} s")
    groups = {"all": list(tests)}
    if bodies:
        groups |= {body: [one for one in tests if one.body == body] for body in sorted({one.body for one in tests})}
    for group, asked in groups.items():
        measure(f"{group}: learned", asked, learned(model, SUBJECT), SUBJECT, set(names))
        measure(f"{group}: labels matched", asked, matching(names), SUBJECT, set(names))
    goals = {label.name for label in model.labels if label.family == GOAL}
    if goals:
        measure("all: Goals learned", tests, learned(model, GOAL), GOAL, goals)
    for group, asked in groups.items():
        worth(group, model, asked)
    started = time.perf_counter()
    for one in tests:
        model.propose(one.text)
    print(f"  {len(tests) / max(1e-9, time.perf_counter() - started):.0f} documents a second, with reasons")


def main() -> None:
    """Read the command line and measure."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("store")
    parser.add_argument("--until", type=int, default=2018)
    parser.add_argument("--to", type=int, default=2022)
    options = parser.parse_args()
    with Store.open(options.store) as store:
        every = [one for one in learning.examples(store, since=date(1, 1, 1)) if one.date]
    last = date(options.until, 12, 31).isoformat()
    early = [one for one in every if one.date <= last]
    late = [one for one in every if last < one.date <= date(options.to, 12, 31).isoformat()]
    compare(f"Until {options.until}, then to {options.to}", early, late, bodies=True)
    for body in sorted({one.body for one in every if one.body}):
        own = [one for one in every if one.body == body]
        final = max(int(one.date[:4]) for one in own)
        train = [one for one in every if int(one.date[:4]) <= final - 2]
        tests = [one for one in own if int(one.date[:4]) > final - 2]
        if sum(one.body == body for one in train) >= 100:
            compare(f"{body}: until {final - 2}, then {final - 1} and {final}", train, tests, bodies=False)


if __name__ == "__main__":
    main()
