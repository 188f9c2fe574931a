#!/usr/bin/env python3
"""Clusters out of links: brat folders whose N lines say what a mention names become folders that `relata eval --clusters`
can take for gold. Usage: nerel_clusters.py FOLDER OUT

OUT gets the entities that have an entry (NULL is none), an Equiv line for those of one entry in a document, and
identities.json, document -> mention -> entry, for clusters across documents.
"""
import collections
import json
import pathlib
import shutil
import sys

source, out = map(pathlib.Path, sys.argv[1:])
out.mkdir(parents=True)
identities = {}
for ann in sorted(source.glob("*.ann")):
    lines = ann.read_text("utf-8").splitlines()
    entry = {}
    for line in lines:
        if line.startswith("N"):
            _, mention, reference = line.split("\t")[1].split()
            if not reference.endswith(":NULL"):
                entry.setdefault(mention, reference)
    clusters = collections.defaultdict(list)
    with open(out / ann.name, "w", encoding="utf-8") as file:
        for line in lines:
            name, _, rest = line.partition("\t")
            if line.startswith("T") and name in entry:
                file.write(line + "\n")
                # Mentions of two types are two things.
                clusters[entry[name], rest.split()[0]].append(name)
        for members in clusters.values():
            if len(members) > 1:
                file.write("*\tEquiv " + " ".join(members) + "\n")
    shutil.copy(ann.with_suffix(".txt"), out)
    identities[ann.stem] = {m: f"{kind} {e}" for (e, kind), ms in clusters.items() for m in ms}
(out / "identities.json").write_text(json.dumps(identities, ensure_ascii=False, indent=0), "utf-8")
