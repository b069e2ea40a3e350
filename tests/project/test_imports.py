"""Imports run one way. import-linter judges by the contracts in pyproject.toml; here it is seen to judge."""

from __future__ import annotations

import ast
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.project.rooms import PRODUCT, ROOT

LINTER = "import sys; from importlinter.cli import lint_imports_command; sys.exit(lint_imports_command(['--no-cache']))"


def lint(checkout: Path) -> tuple[bool, str]:
    """Are the contracts kept there, and what was said?"""
    done = subprocess.run(
        [sys.executable, "-c", LINTER], cwd=checkout, capture_output=True, text=True, check=False
    )
    return done.returncode == 0, done.stdout + done.stderr


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    """A copy of the product's code, to spoil."""
    shutil.copytree(PRODUCT, tmp_path / "recobro", ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    return tmp_path


def test_it_imports_one_way() -> None:
    kept, said = lint(ROOT)
    assert kept, said


def test_it_notices_an_import_to_the_right(copy: Path) -> None:
    with (copy / "recobro" / "kernel" / "money.py").open("a") as written:
        written.write("\nfrom recobro.outbox import models\n")
    kept, said = lint(copy)
    assert not kept
    assert "recobro.kernel is not allowed to import recobro.outbox" in said


def test_it_notices_a_room_without_a_place(copy: Path) -> None:
    (copy / "recobro" / "attic").mkdir()
    (copy / "recobro" / "attic" / "__init__.py").touch()
    kept, said = lint(copy)
    assert not kept
    assert "attic" in said


def test_it_notices_siblings_that_know_each_other(copy: Path) -> None:
    with (copy / "recobro" / "insight" / "__init__.py").open("a") as written:
        written.write("\nimport recobro.connectors\n")
    kept, said = lint(copy)
    assert not kept
    assert "recobro.insight is not allowed to import recobro.connectors" in said


@pytest.mark.parametrize(
    "module", ["kernel/money.py", "letters/__init__.py", "policy/ladder.py", "evaluation/outcomes.py"]
)
def test_it_notices_django_where_it_must_not_be(copy: Path, module: str) -> None:
    with (copy / "recobro" / module).open("a") as written:
        written.write("\nimport django.db\n")
    kept, said = lint(copy)
    assert not kept
    assert "is not allowed to import django" in said


def test_it_lets_tests_import_anything(copy: Path) -> None:
    with (copy / "recobro" / "kernel" / "tests" / "__init__.py").open("a") as written:
        written.write("\nimport recobro.outbox\n")
    (copy / "recobro" / "kernel" / "tests" / "test_more.py").write_text("import recobro.outbox, django.db\n")
    kept, said = lint(copy)
    assert kept, said


# The contracts leave the tests out, so nothing of the product may come in through them.


def imports_of_tests(code: str) -> list[str]:
    """The modules under a `tests` package that this code imports."""
    found: list[str] = []
    for node in ast.walk(ast.parse(code)):
        if isinstance(node, ast.Import):
            found += [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            found += [f"{node.module or ''}.{alias.name}" for alias in node.names]
    return [name for name in found if "tests" in name.split(".")]


def test_it_imports_no_tests_into_the_product() -> None:
    product = [path for path in PRODUCT.rglob("*.py") if "tests" not in path.relative_to(PRODUCT).parts]
    assert product
    assert {str(path): imports for path in product if (imports := imports_of_tests(path.read_text()))} == {}


@pytest.mark.parametrize(
    "code",
    [
        "import tests.smtp",
        "from recobro.evaluation.tests import model",
        "from recobro.evaluation import tests",
    ],
)
def test_it_notices_an_import_of_tests(code: str) -> None:
    assert len(imports_of_tests(code)) == 1
