"""The wheel holds the module, all of it and nothing else, and pip can install it."""

import ast
import fnmatch
import subprocess
import sys
import zipfile
from pathlib import PurePosixPath

import pytest

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib

PREFIX = "odoo/addons/estate_service/"

# Top-level entries that serve development only.
NOT_SHIPPED = {
    "CONTRIBUTING.md",
    "bench",
    "dev",
    "pyproject.toml",
    "requirements",
    "ruff.toml",
    "tools",
}


def _run(*command, **options):
    run = subprocess.run(
        [str(part) for part in command], capture_output=True, text=True, **options
    )
    assert run.returncode == 0, run.stdout + run.stderr
    return run.stdout


def _tracked(root):
    return _run("git", "ls-files", cwd=root).splitlines()


@pytest.fixture(scope="module")
def settings(root):
    return tomllib.loads((root / "pyproject.toml").read_text())


@pytest.fixture(scope="module")
def manifest(root):
    return ast.literal_eval((root / "__manifest__.py").read_text())


@pytest.fixture(scope="module")
def wheel(root, tmp_path_factory):
    """The wheel as built from the tracked files, as in a fresh clone."""
    source = tmp_path_factory.mktemp("source") / "clone"
    names = "\0".join(name for name in _tracked(root) if (root / name).is_file())
    source.mkdir()
    _run("xargs", "-0", "cp", "--parents", "-t", source, input=names, cwd=root)
    target = tmp_path_factory.mktemp("wheel")
    _run(
        sys.executable,
        "-m",
        "build",
        "--wheel",
        "--no-isolation",
        "-o",
        target,
        source,
    )
    (path,) = target.glob("*.whl")
    return path


def test_every_top_level_entry_is_shipped_or_known_not_to_be(root, settings):
    listed = set(settings["tool"]["hatch"]["build"]["targets"]["wheel"]["only-include"])
    top = {name.split("/")[0] for name in _tracked(root)}
    unsorted = {name for name in top - listed - NOT_SHIPPED if not name.startswith(".")}
    assert not unsorted, "list them in pyproject.toml or in NOT_SHIPPED"


def test_wheel_holds_the_tracked_files_of_the_module(root, settings, wheel):
    options = settings["tool"]["hatch"]["build"]["targets"]["wheel"]
    expected = {
        name
        for name in _tracked(root)
        if name.split("/")[0] in options["only-include"]
        and not any(
            fnmatch.fnmatch(name, f"{excluded}/*") for excluded in options["exclude"]
        )
        and (root / name).is_file()
    }
    names = zipfile.ZipFile(wheel).namelist()
    packed = {name.removeprefix(PREFIX) for name in names if name.startswith(PREFIX)}
    assert packed == expected
    rest = {PurePosixPath(name).parts[0] for name in names if name not in packed}
    assert rest == {"odoo", f"{wheel.name.split('-py3')[0]}.dist-info"}


def test_wheel_carries_the_manifest_version_and_its_dependencies(
    manifest, settings, wheel
):
    archive = zipfile.ZipFile(wheel)
    (name,) = [name for name in archive.namelist() if name.endswith("/METADATA")]
    lines = archive.read(name).decode().splitlines()
    assert f"Version: {manifest['version']}" in lines
    assert f"Name: {settings['project']['name']}" in lines
    assert "Requires-Dist: odoo==19.0.*" in lines
    assert "base_tier_validation" in manifest["depends"]
    assert "Requires-Dist: odoo-addon-base-tier-validation==19.0.*" in lines


def test_pip_installs_the_wheel_into_a_clean_environment(wheel, tmp_path, manifest):
    _run(sys.executable, "-m", "venv", tmp_path / "venv")
    python = tmp_path / "venv" / "bin" / "python"
    _run(python, "-m", "pip", "install", "-q", "--no-deps", "--no-index", wheel)
    # `odoo.addons` is a namespace: the module is found in it even without Odoo.
    script = (
        "import pathlib, odoo.addons;"
        "path = [pathlib.Path(p, 'estate_service', '__manifest__.py')"
        "        for p in odoo.addons.__path__];"
        "print([p for p in path if p.is_file()][0].read_text())"
    )
    assert ast.literal_eval(_run(python, "-c", script)) == manifest
