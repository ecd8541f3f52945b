"""Check that a wheel holds every file of the three floors, under `lexline/` and nowhere else.

Usage: check_wheel.py CHECKOUT WHEEL
"""

from __future__ import annotations

import sys
from pathlib import Path
from zipfile import ZipFile

FLOORS = ("ontology", "loaders", "graph")


def main(checkout: Path, wheel: Path) -> str:
    """Return what is wrong with the wheel, "" for nothing."""
    held = set(ZipFile(wheel).namelist())
    files = (file for floor in FLOORS for file in (checkout / floor).rglob("*") if file.is_file())
    wanted = {f"lexline/{file.relative_to(checkout).as_posix()}" for file in files if "__pycache__" not in file.parts}
    stray = {name for name in held if name.split("/")[0] != "lexline" and ".dist-info/" not in name}
    wrong = []
    if missing := sorted(wanted - held):
        wrong.append(f"not in the wheel: {', '.join(missing)}")
    if stray:
        wrong.append(f"outside lexline/: {', '.join(sorted(stray))}")
    endings = ("LICENSE", "entry_points.txt")
    wrong += [f"no {ending}" for ending in endings if not any(name.endswith(ending) for name in held)]
    sys.stdout.write(f"{wheel.name}: {len(held)} files, {wheel.stat().st_size:,} bytes\n")
    return "\n".join(wrong)


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1]), Path(sys.argv[2])) or 0)
