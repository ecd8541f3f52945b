"""Subjects learned from what librarians gave to other instruments: examples, training, models, and their files.

`examples` reads a store, `train` makes a model, whose `propose` answers for any text; `save` and `load` keep it in a
file. `lexline.graph.learned` writes what a model proposes into a store.
"""

from __future__ import annotations

from lexline.graph.learning_examples import Example, Passage, concepts, examples, texts
from lexline.graph.learning_files import load, save
from lexline.graph.learning_model import GOAL, SUBJECT, Label, Proposal, Scale, SubjectModel
from lexline.graph.learning_training import Settings, train

__all__ = [
    "GOAL",
    "SUBJECT",
    "Example",
    "Label",
    "Passage",
    "Proposal",
    "Scale",
    "Settings",
    "SubjectModel",
    "concepts",
    "examples",
    "load",
    "save",
    "texts",
    "train",
]
