#!/usr/bin/env python3
"""Prints the notices of everything that is linked into the program: name, version, licence, and each licence's text once.

tools/notices.py > THIRD-PARTY-NOTICES.txt   (`./package` puts it into the packages)
"""

import json
import pathlib
import subprocess
import sys

PLATFORM = "x86_64-unknown-linux-gnu"
# How files of licences begin, in any case.
NAMES = ("license", "licence", "copying", "copyright", "notice", "unlicense", "ofl")


def metadata():
    command = ["cargo", "metadata", "--format-version", "1", "--locked", "--filter-platform", PLATFORM]
    return json.loads(subprocess.run(command, check=True, capture_output=True).stdout)


def linked(data):
    """Ids of the crates that the program is linked with: no build scripts, no tests, no macros' own needs."""
    nodes = {node["id"]: node for node in data["resolve"]["nodes"]}
    packages = {package["id"]: package for package in data["packages"]}
    root = data["resolve"]["root"]
    seen, waiting = {root}, [root]
    while waiting:
        for dependency in nodes[waiting.pop()]["deps"]:
            normal = any(kind["kind"] is None for kind in dependency["dep_kinds"])
            package = packages[dependency["pkg"]]
            is_macro = any("proc-macro" in target["kind"] for target in package["targets"])
            if normal and not is_macro and dependency["pkg"] not in seen:
                seen.add(dependency["pkg"])
                waiting.append(dependency["pkg"])
    seen.discard(root)
    return sorted((packages[key] for key in seen), key=lambda package: (package["name"], package["version"]))


def texts(package):
    folder = pathlib.Path(package["manifest_path"]).parent
    found = []
    for path in sorted(folder.iterdir()):
        if path.is_file() and path.name.lower().startswith(NAMES):
            text = path.read_text(encoding="utf-8", errors="replace").strip()
            if text:
                found.append(text)
    return found


def main():
    packages = linked(metadata())
    if len(packages) < 100:
        sys.exit("fewer crates than there can be: is Cargo.lock in place?")
    print("relata is linked with these crates. The texts of their licences follow.\n")
    by_text, silent = {}, []
    for package in packages:
        name = f"{package['name']} {package['version']}"
        print(f"{name}: {package['license']}")
        own = texts(package)
        if not own:
            silent.append((name, package))
        for text in own:
            by_text.setdefault(" ".join(text.split()), (text, []))[1].append(name)
    if silent:
        print("\nThese come without a file of their licence; it is the one named above, their authors are:\n")
        for name, package in silent:
            print(f"{name}: {', '.join(package['authors']) or package['repository'] or 'unknown'}")
    for text, names in by_text.values():
        print(f"\n{'-' * 100}\n{', '.join(names)}:\n\n{text}")


main()
