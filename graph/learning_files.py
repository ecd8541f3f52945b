"""A model of subjects <-> one file: a .npz of plain arrays, and a header as JSON; nothing in it is ever run.

Written with the same bytes for the same model. What is read is checked before it is used: a file that is no model,
of another version, damaged, overlong, or made to mislead is refused with a reason. No pickle is read or written.
"""

from __future__ import annotations

import hashlib
import io
import json
import zipfile
from dataclasses import replace
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any, Final, cast

from lexline.graph.learning_model import DOCUMENT, GOAL, PARAGRAPH, SUBJECT, Label, Scale, SubjectModel
from lexline.graph.terms import web_address
from lexline.ontology.errors import InputError, UnsafeInput, UsageError

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    import numpy as np
    from numpy.typing import NDArray

    Array = NDArray[np.generic]

VERSION: Final = 1
_WHAT: Final = "lexline subjects"

#: The arrays of a file, and the kind of number in each; the header and the terms are bytes.
_ARRAYS: Final = {
    "header": "|u1",
    "terms": "|u1",
    "rarity": "<f4",
    "starts": "<i4",
    "example_of": "<i4",
    "shares": "<f4",
    "influence": "<f4",
    "base": "<f4",
}
_NUMBERS: Final = tuple(name for name in _ARRAYS if name not in ("header", "terms"))
#: No array has more bytes than this, and no model more labels and terms.
_LARGEST: Final = 256 * 1024 * 1024
_LABELS: Final = 20_000
_TERMS: Final = 1_000_000
_NAME: Final = 300
_FAMILIES: Final = (SUBJECT, GOAL)
_ASKED: Final = (DOCUMENT, PARAGRAPH)

_REMEDY: Final = "Train it again with `lexline themes train`."


def identity_of(model: SubjectModel) -> str:
    """Return a hash of all that a model says."""
    digest = hashlib.sha256()
    for name, array in _arrays(model).items():
        digest.update(name.encode() + b"\0" + array.tobytes())
    return digest.hexdigest()[:16]


def save(model: SubjectModel, path: Path) -> None:
    """Write a model to a file; the one that was there stays until the new one is whole."""
    import numpy as np

    draft = path.with_name(path.name + ".new")
    with draft.open("wb") as file:
        np.savez_compressed(file, allow_pickle=False, **_arrays(model))
    draft.replace(path)


def load(path: Path) -> SubjectModel:
    """Read a model from a file.

    Raises:
        InputError: it is not there, no model, of another version or damaged.
        UnsafeInput: it is larger than any model, or holds what no model has.
        UsageError: numpy is not installed.
    """
    try:
        import numpy  # noqa: F401
    except ImportError as error:
        raise UsageError(
            "A learned model needs numpy, which is not installed.", "Install it: pip install 'lexline[learn]'"
        ) from error
    try:
        with zipfile.ZipFile(path) as archive:
            arrays = _read(archive, path)
        model = _checked(arrays, _damaged(path))
    except FileNotFoundError as error:
        raise InputError(f"There is no model at {path}.", "Train one with `lexline themes train`.") from error
    except (
        zipfile.BadZipFile, zipfile.LargeZipFile, EOFError, ValueError, KeyError, TypeError, RecursionError,
        NotImplementedError, RuntimeError, OverflowError,
    ) as error:  # fmt: skip
        raise InputError(f"{path} is no model of subjects, or it is damaged.", _REMEDY) from error
    return replace(model, identity=identity_of(model))


def _arrays(model: SubjectModel) -> dict[str, Any]:
    import numpy as np

    header = {
        "what": _WHAT,
        "version": VERSION,
        "told": model.told,
        "labels": [[one.name, one.concept, one.family] for one in model.labels],
        "scales": [
            [family, asked, list(scale.scores), list(scale.confidences), scale.threshold]
            for (family, asked), scale in sorted(model.scales.items())
        ],
    }
    written = json.dumps(header, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return {
        "header": np.frombuffer(written.encode("utf-8"), np.uint8),
        "terms": np.frombuffer("\n".join(model.terms).encode("utf-8"), np.uint8),
        **{name: getattr(model, name).ravel() for name in _NUMBERS},
    }


def _read(archive: zipfile.ZipFile, path: Path) -> dict[str, Any]:
    """Read the arrays, each no larger than it may be."""
    members = {one.filename: one for one in archive.infolist()}
    if set(members) != {f"{name}.npy" for name in _ARRAYS} or len(archive.infolist()) != len(members):
        raise InputError(f"{path} is no model of subjects.", _REMEDY)
    if any(one.file_size > _LARGEST for one in members.values()):
        raise UnsafeInput(f"{path} is larger than any model of subjects.", _REMEDY)
    out = {}
    for name, kind in _ARRAYS.items():
        with archive.open(members[f"{name}.npy"]) as file:
            out[name] = _array(file, kind, path)
    return out


def _array(file: IO[bytes], kind: str, path: Path) -> Array:
    """Read one array of one dimension: numbers only, as many as there are bytes for."""
    import numpy as np

    data = file.read(_LARGEST + 1)
    if len(data) > _LARGEST:
        raise UnsafeInput(f"{path} is larger than any model of subjects.", _REMEDY)
    stream = io.BytesIO(data)
    if np.lib.format.read_magic(stream) != (1, 0):
        raise ValueError("another format of arrays")
    shape, _, dtype = np.lib.format.read_array_header_1_0(stream)
    body = data[stream.tell() :]
    if dtype.str != kind or len(shape) != 1 or shape[0] * dtype.itemsize != len(body):
        raise ValueError("not the array it should be")
    return np.frombuffer(body, dtype)


def _damaged(path: Path) -> Callable[[bool], None]:
    def require(holds: bool) -> None:
        if not holds:
            raise InputError(f"{path} is no model of subjects, or it is damaged.", _REMEDY)

    return require


def _checked(arrays: Mapping[str, Any], require: Callable[[bool], None]) -> SubjectModel:
    """Make a model of arrays that agree with each other."""
    import numpy as np

    header = json.loads(arrays["header"].tobytes().decode("utf-8"))
    require(isinstance(header, dict) and header.get("what") == _WHAT and header.get("version") == VERSION)
    labels = tuple(_label(one, require) for one in header["labels"])
    terms = tuple(arrays["terms"].tobytes().decode("utf-8").split("\n"))
    starts, example_of, influence = arrays["starts"], arrays["example_of"], arrays["influence"]
    require(0 < len(labels) <= _LABELS and len(set(labels)) == len(labels) == len(arrays["base"]))
    require(len(terms) <= _TERMS and len(set(terms)) == len(terms) == len(arrays["rarity"]) == len(starts) - 1)
    require(int(starts[0]) == 0 and int(starts[-1]) == len(example_of) == len(arrays["shares"]))
    require(bool((np.diff(starts) > 0).all()) and len(influence) > 0 and len(influence) % len(labels) == 0)
    require(int(example_of.min()) >= 0 and int(example_of.max()) < len(influence) // len(labels))
    require(all(bool(np.isfinite(arrays[name]).all()) for name in ("rarity", "shares", "influence", "base")))
    scales = dict(_scale(one, require) for one in header["scales"])
    told = {str(key)[:_NAME]: value for key, value in header["told"].items() if isinstance(value, (str, int, float))}
    return SubjectModel(
        labels=labels,
        terms=terms,
        scales=scales,
        told=told,
        **{**{name: arrays[name] for name in _NUMBERS}, "influence": arrays["influence"].reshape(-1, len(labels))},
    )


def _label(one: object, require: Callable[[bool], None]) -> Label:
    require(isinstance(one, list) and len(one) == 3)
    name, concept, family = cast(list[Any], one)
    require(isinstance(name, str) and 0 < len(name) <= _NAME and family in _FAMILIES and isinstance(concept, str))
    require(not concept or web_address(concept) is not None)
    return Label(name, concept, family)


def _scale(one: object, require: Callable[[bool], None]) -> tuple[tuple[str, str], Scale]:
    import numpy as np

    require(isinstance(one, list) and len(one) == 5)
    family, asked, scores, confidences, threshold = cast(list[Any], one)
    require(family in _FAMILIES and asked in _ASKED)
    x, y = np.array(scores, np.float64), np.array(confidences, np.float64)
    require(x.ndim == 1 and 0 < len(x) == len(y) and bool((np.diff(x) >= 0).all()) and bool((np.diff(y) >= 0).all()))
    require(bool(np.isfinite(x).all()) and float(y[0]) >= 0 and float(y[-1]) <= 1 and bool(np.isfinite(threshold)))
    return (family, asked), Scale(tuple(x.tolist()), tuple(y.tolist()), float(threshold))
