"""Files that people sent, kept from the first look to the import: in the home, outside every folder that is served, under a name nobody
can guess, and for a day at most. They are read by the connectors and never executed.
"""

from __future__ import annotations

import re
import secrets
import shutil
import zipfile
import zlib
from collections.abc import Iterable
from datetime import datetime, timedelta
from pathlib import Path

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile

from recobro.connectors import xlsx
from recobro.connectors.content import HEAD
from recobro.connectors.recognise import recognise
from recobro.kernel.home import home, made
from recobro.kernel.problems import Refused, refuse

FILES_MAX = 200
NAME_MAX = 120
TOKEN = re.compile(r"[0-9a-f]{32}")
A_DAY = timedelta(days=1)
BLOCK = 1 << 20


def keep(files: Iterable[UploadedFile], *, at: datetime) -> list[tuple[str, str]]:
    """Keeps the files, a ZIP archive unpacked. Gives what can be imported, each as a token and a name in it; "" is the whole folder.

    Files that belong together (an extract in several files) are one; else each is its own. Old ones are thrown away first.
    """
    _sweep(at)
    token = secrets.token_hex(16)
    folder = made(home() / "uploads") / token
    folder.mkdir(mode=0o700)
    try:
        for one in files:
            path = folder / _free(folder, safe_name(one.name or ""))
            with path.open("xb") as kept:
                for block in one.chunks():
                    kept.write(block)
            if _is_archive(path):
                _unpack(path, folder)
        names = sorted(path.name for path in folder.iterdir())
        if not names:
            raise refuse("upload", "There is no file.", "Choose one, or drop it on the frame.")
    except BaseException:
        shutil.rmtree(folder, ignore_errors=True)
        raise
    if len(names) > 1 and _is_one(folder):
        return [(token, "")]
    return [(token, name) for name in names]


def path_of(token: str, name: str) -> Path | None:
    """The file, or the folder; None when it is not kept any more."""
    if not TOKEN.fullmatch(token) or (name and name != safe_name(name)):
        return None
    path = home() / "uploads" / token / name
    return path if path.exists() else None


def size_of(path: Path) -> int:
    """How many bytes it has, or all files in it have."""
    return sum(one.stat().st_size for one in path.iterdir()) if path.is_dir() else path.stat().st_size


def throw_away(token: str, name: str) -> None:
    """The file is not needed any more; with the last one of its folder the folder goes too."""
    path = path_of(token, name)
    if path is None:
        return
    if path.is_dir():
        shutil.rmtree(path, ignore_errors=True)
        return
    path.unlink(missing_ok=True)
    if not any(path.parent.iterdir()):
        path.parent.rmdir()


def safe_name(name: str) -> str:
    """The name without folders and without what file systems or people may stumble over; never empty, never hidden."""
    plain = re.sub(r"[^\w.,;()\[\] +@-]+", "-", name.replace("\\", "/").rpartition("/")[2]).strip(" .-")
    stem, dot, ending = plain.rpartition(".")
    return f"{stem[: NAME_MAX - 10]}{dot}{ending[:9]}" if len(plain) > NAME_MAX else plain or "file"


def _free(folder: Path, name: str) -> str:
    """The name, or one like it that is not taken."""
    path, number = Path(name), 1
    while (folder / name).exists():
        number += 1
        name = f"{path.stem}-{number}{path.suffix}"
    return name


def _is_archive(path: Path) -> bool:
    with path.open("rb") as file:
        head = file.read(HEAD)
    return head.startswith(b"PK\x03\x04") and not xlsx.FORMAT.recognise(head, path)


def _unpack(archive: Path, folder: Path) -> None:
    """Takes the files out of the archive, without its folders, and deletes it. Refuses what unpacks to more than may be sent."""
    left = settings.UPLOAD_MAX_BYTES
    try:
        with zipfile.ZipFile(archive) as opened:
            inside = [one for one in opened.infolist() if not one.is_dir() and _is_wanted(one.filename)]
            if len(inside) > FILES_MAX:
                raise refuse(
                    archive.name, f"The archive has {len(inside)} files.", f"At most {FILES_MAX} are taken."
                )
            for one in inside:
                path = folder / _free(folder, safe_name(one.filename))
                with opened.open(one) as packed, path.open("xb") as file:
                    while block := packed.read(BLOCK):
                        left -= len(block)
                        if left < 0:
                            raise refuse(
                                archive.name,
                                "What is in the archive is too large.",
                                "Send the files one by one.",
                            )
                        file.write(block)
    except (zipfile.BadZipFile, zlib.error, EOFError, RuntimeError, NotImplementedError, OSError) as error:
        said = "it is under a password" if "password" in str(error) else "it is damaged"
        raise refuse(
            archive.name, f"The archive cannot be unpacked: {said}.", "Pack it again, or send the files."
        ) from None
    archive.unlink()


def _is_wanted(name: str) -> bool:
    """Not what systems put into archives beside the files."""
    parts = [part for part in name.replace("\\", "/").split("/") if part not in (".", "..")]
    return not any(part.startswith((".", "__MACOSX")) for part in parts)


def _is_one(folder: Path) -> bool:
    """Is the folder as a whole something that a connector reads?"""
    try:
        recognise(folder)
    except Refused:
        return False
    return True


def _sweep(at: datetime) -> None:
    """Throws away what was kept for more than a day."""
    folder = home() / "uploads"
    for one in folder.iterdir() if folder.exists() else ():
        if datetime.fromtimestamp(one.stat().st_mtime, at.tzinfo) < at - A_DAY:
            shutil.rmtree(one, ignore_errors=True)
