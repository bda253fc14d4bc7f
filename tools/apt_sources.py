"""Write an apt sources file for sid beside the machine's own Debian suite.

Usage: apt_sources.py TARGET; prints the name of the machine's own suite.

The mirror is whatever this machine's own sources name, in either of apt's two formats:
no host name is written down here, and a company's mirror keeps being used.
"""

import re
import sys
from pathlib import Path

APT = Path("/etc/apt")


def codename():
    """The suite's name in /etc/os-release; testing and sid have none there."""
    release = Path("/etc/os-release").read_text()
    found = re.search(r"^VERSION_CODENAME=\"?([\w-]+)", release, re.MULTILINE)
    return found.group(1) if found else "sid"


def deb822_entries():
    for path in sorted((APT / "sources.list.d").glob("*.sources")):
        for stanza in re.split(r"\n\s*\n", path.read_text()):
            lines = [line for line in stanza.splitlines() if not line.startswith("#")]
            text = re.sub(r"\n[ \t]+", " ", "\n".join(lines))
            fields = dict(re.findall(r"^([\w-]+):[ \t]*(.*)$", text, re.MULTILINE))
            fields = {name.lower(): value.strip() for name, value in fields.items()}
            if "uris" in fields and fields.get("enabled", "yes") != "no":
                yield (
                    fields.get("types", "deb").split(),
                    fields["uris"].split(),
                    fields.get("suites", "").split(),
                    fields.get("components", "").split(),
                    fields.get("signed-by"),
                )


def one_line_entries():
    paths = [APT / "sources.list", *sorted((APT / "sources.list.d").glob("*.list"))]
    pattern = re.compile(r"^(deb)\s+(?:\[([^\]]*)\]\s+)?(\S+)\s+(\S+)\s+(.+)$")
    for path in paths:
        for line in path.read_text().splitlines() if path.exists() else ():
            if found := pattern.match(line.strip()):
                kind, options, uri, suite, components = found.groups()
                signed = re.search(r"signed-by=(\S+)", options or "")
                yield [kind], [uri], [suite], components.split(), signed and signed[1]


def own_entry():
    """The mirror of the machine's main archive: URIs, suite and keyring."""
    names = {codename(), "stable", "testing", "unstable", "sid"}
    for types, uris, suites, components, signed in [
        *deb822_entries(),
        *one_line_entries(),
    ]:
        suite = next((name for name in suites if name in names), None)
        if suite and "deb" in types and "main" in components:
            return uris, suite, signed
    return None


def main(target):
    entry = own_entry()
    if not entry:
        sys.exit("no Debian mirror in /etc/apt: set ODOO_SRC to a source of Odoo 19.0")
    uris, suite, signed = entry
    keyring = "/usr/share/keyrings/debian-archive-keyring.gpg"
    lines = [
        "Types: deb",
        f"URIs: {' '.join(uris)}",
        f"Suites: {' '.join(sorted({suite, 'sid'}))}",
        "Components: main",
        f"Signed-By: {signed or keyring}",
    ]
    Path(target).write_text("\n".join(lines) + "\n")
    print(suite)


if __name__ == "__main__":
    main(sys.argv[1])
