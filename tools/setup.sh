#!/bin/sh
# Make the machine ready: Tesseract with Vietnamese, a font, and a Python environment from the lock file.
# Usage: sh tools/setup.sh [VENV]      A second run with nothing to do costs well under a second.
# PYTHON=/path/to/python3.12 chooses the interpreter.
set -eu
cd "$(dirname "$0")/.."
venv=${1:-.venv}
lock=requirements-dev.lock

say() { printf 'setup: %s\n' "$*" >&2; }
fail() { say "$*"; exit 1; }

# --- system packages ----------------------------------------------------------------------------

as_root() {
    if [ "$(id -u)" = 0 ]; then "$@"; else sudo -n "$@"; fi
}

can_install() {
    command -v apt-get >/dev/null 2>&1 || return 1
    [ "$(id -u)" = 0 ] || { command -v sudo >/dev/null 2>&1 && sudo -n true 2>/dev/null; }
}

apt_install() {
    say "installing $* with apt-get"
    as_root env DEBIAN_FRONTEND=noninteractive apt-get update -qq >&2 || say "apt-get update failed; trying with the lists at hand"
    as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "$@" >&2
}

tesseract_ready() {
    command -v tesseract >/dev/null 2>&1 || return 1
    languages=$(tesseract --list-langs 2>&1) || return 1
    for language in vie osd; do
        printf '%s\n' "$languages" | grep -qx "$language" || return 1
    done
}

tesseract_help() {
    say "Tesseract with the languages vie and osd is missing, and this user cannot install it. Ask for one of:"
    say "  Debian, Ubuntu:  sudo apt-get install tesseract-ocr tesseract-ocr-vie tesseract-ocr-osd"
    say "  Fedora:          sudo dnf install tesseract tesseract-langpack-vie tesseract-osd"
    say "  macOS:           brew install tesseract tesseract-lang"
    fail "then run make setup again"
}

if ! tesseract_ready; then
    can_install || tesseract_help
    apt_install tesseract-ocr tesseract-ocr-vie tesseract-ocr-osd || tesseract_help
    tesseract_ready || tesseract_help
fi

# --- Python -------------------------------------------------------------------------------------

suits() {
    "$1" -c 'import sys; raise SystemExit(not (3, 11) <= sys.version_info[:2] <= (3, 13))' >/dev/null 2>&1
}

find_python() {
    for candidate in ${PYTHON:-} python3 python3.13 python3.12 python3.11; do
        if suits "$candidate"; then
            printf '%s\n' "$candidate"
            return
        fi
    done
    return 1
}

checksum() {
    if command -v sha256sum >/dev/null 2>&1; then sha256sum; else shasum -a 256; fi | cut -d ' ' -f 1
}

# The stamp names everything the environment is made from; the place too, because scripts in it hold its path.
wanted=$( { cat "$lock" pyproject.toml tools/setup.sh; pwd; } | checksum)
stamp=$venv/.setup-stamp
if [ -f "$stamp" ] && [ "$(cat "$stamp")" = "$wanted" ] && suits "$venv/bin/python"; then
    exit 0
fi

if ! suits "$venv/bin/python" || ! "$venv/bin/python" -m pip --version >/dev/null 2>&1; then
    python=$(find_python) || fail "Python 3.11, 3.12 or 3.13 is needed. Install one (Debian, Ubuntu: sudo apt-get install python3 python3-venv), or name it: make setup PYTHON=/path/to/python3"
    if ! "$python" -c 'import ensurepip, venv' >/dev/null 2>&1; then
        package=$("$python" -c 'import sys; print("python%d.%d-venv" % sys.version_info[:2])')
        can_install || fail "the module venv of $python is missing. Run: sudo apt-get install $package    then make setup again"
        apt_install "$package" || fail "cannot install $package; install it by hand, then run make setup again"
    fi
    say "creating $venv with $("$python" --version)"
    "$python" -m venv --clear "$venv"
fi

say "installing the locked packages into $venv (some minutes the first time)"
"$venv/bin/python" -m pip install --quiet --disable-pip-version-check --require-hashes -r "$lock"
"$venv/bin/python" -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .
if ! "$venv/bin/python" -c 'from pipeline.audit.picture import font_file; font_file()' >/dev/null 2>&1; then
    # Pictures of traced tasks need a font with Vietnamese letters.
    if can_install; then
        apt_install fonts-dejavu-core || say "no font with Vietnamese letters; install fonts-dejavu-core by hand for pictures"
    else
        say "no font with Vietnamese letters was found; for pictures: sudo apt-get install fonts-dejavu-core"
    fi
fi
say "preparing the database of the flow engine (once)"
"$venv/bin/python" -m flows.server prepare || say "the database could not be prepared; the first run will do it"
printf '%s\n' "$wanted" >"$stamp"
say "ready"
