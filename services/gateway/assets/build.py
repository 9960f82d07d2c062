"""Takes the NHS design system's styles and icons from npm into ``gateway/static``.

    python services/gateway/assets/build.py            # writes the files
    python services/gateway/assets/build.py --check    # fails where they differ

What is taken is pinned by version and hash. Fonts are stripped (Frutiger is licensed to the NHS
alone), icons are addressed beside the styles, and the NHS logo and favicons are left out: these
pages are not the NHS's own.
"""

from __future__ import annotations

import argparse
import base64
import hashlib
import re
import shutil
import subprocess
import sys
import tarfile
import tempfile
from pathlib import Path

PACKAGE = "nhsuk-frontend"
VERSION = "10.6.1"
SHA512 = "PZorqQZjZx/A26yJoskCL9z0ib6AtkAyF0o4K/RHr8zRrJyXrUOCnMbjy0VNXsGO4tfTNMwqlkwATKs4a0xayw=="

STATIC = Path(__file__).parents[1] / "src" / "gateway" / "static"
STYLES = "nhsuk-frontend.css"
NOTICE = f"""/*
 * {PACKAGE} {VERSION}, MIT licence; see nhsuk-frontend.LICENCE.txt.
 * Changed: @font-face removed, icons addressed beside this file.
 * Made by services/gateway/assets/build.py; do not edit.
 */
"""

_FONT_FACE = re.compile(r"@font-face\{[^}]*\}")
_ICON = re.compile(r"url\((['\"]?)/assets/images/(nhsuk-icon-[a-z\-]+\.svg)\1\)")


def fetch(directory: Path) -> Path:
    """Download the package with npm, check its hash, unpack it."""
    npm = shutil.which("npm")
    if npm is None:
        raise SystemExit("npm is needed to build the assets; it comes with Node.js")
    command = [npm, "pack", "--silent", f"{PACKAGE}@{VERSION}"]
    subprocess.run(command, cwd=directory, check=True, capture_output=True)  # noqa: S603
    archive = directory / f"{PACKAGE}-{VERSION}.tgz"
    found = base64.b64encode(hashlib.sha512(archive.read_bytes()).digest()).decode()
    if found != SHA512:
        raise SystemExit(f"{archive.name} is not what it was: sha512 {found}")
    with tarfile.open(archive) as tar:
        tar.extractall(directory, filter="data")
    return directory / "package" / "dist" / "nhsuk"


def built(source: Path) -> dict[str, bytes]:
    """Give the files to keep, by name."""
    styles = (source / f"{PACKAGE}-{VERSION}.min.css").read_text()
    styles = _FONT_FACE.sub("", styles)
    styles = re.sub(r"/\*# sourceMappingURL=.*?\*/", "", styles)
    icons = sorted({match[2] for match in _ICON.finditer(styles)})
    styles = _ICON.sub(r"url(\2)", styles)
    if "https://" in re.sub(r"http://www\.w3\.org/[0-9a-z/]*", "", styles):
        raise SystemExit("the styles still address another server")
    files = {STYLES: (NOTICE + styles).encode()}
    for icon in icons:
        files[icon] = (source / "assets" / "images" / icon).read_bytes()
    return files


def main() -> None:
    """Write the files, or check that they are as they would be written."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--check", action="store_true", help="change nothing; fail on a difference")
    only_check = parser.parse_args().check
    with tempfile.TemporaryDirectory() as directory:
        files = built(fetch(Path(directory)))
    for name, content in files.items():
        path = STATIC / name
        if only_check and (not path.exists() or path.read_bytes() != content):
            raise SystemExit(f"{path} differs from what the build makes; run it without --check")
        if not only_check:
            path.write_bytes(content)
    sys.stdout.write(f"{len(files)} files of {PACKAGE} {VERSION} are in {STATIC}\n")


if __name__ == "__main__":
    main()
