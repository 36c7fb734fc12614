"""How Sphinx makes the pages and the reference: `make docs`. It needs no network."""

from __future__ import annotations

from typing import Any

from docutils.nodes import Element
from sphinx.addnodes import pending_xref
from sphinx.application import Sphinx
from sphinx.domains.python import PythonDomain, PyXRefRole
from sphinx.environment import BuildEnvironment

import barnabas

project = "Barnabas"
author = "the authors of Barnabas"
version = release = barnabas.__version__
extensions = ["sphinx.ext.autodoc", "sphinx.ext.napoleon", "myst_parser"]
exclude_patterns: list[str] = []
html_theme = "alabaster"
html_theme_options = {"description": "A Kafka client for Python", "page_width": "1100px"}
html_show_copyright = False
html_copy_source = False

# A name in single backticks is looked for among what is documented; what is found becomes a link.
default_role = "py:name"
nitpick_ignore_regex = [
    (
        "py:(class|data|meth|attr|func|mod|const)",
        ".*",
    ),  # of signatures: most are Python's own, whose pages are elsewhere
    ("py:obj", r".*\.[KV]"),  # type variables
    ("py:name", "[^A-Z].*"),  # options, arguments, methods of the class at hand
    ("py:exc", "(OSError|RuntimeError|TypeError|ValueError)"),
]
suppress_warnings = ["ref.python"]  # attributes of several classes with one name
autodoc_member_order = "bysource"
autodoc_typehints = "signature"
autodoc_preserve_defaults = True
autodoc_default_options = {"members": True}
smartquotes = False
napoleon_numpy_docstring = False
napoleon_use_ivar = True
napoleon_custom_sections = [("Options", "params_style")]
python_display_short_literal_types = True
python_maximum_signature_line_length = 100
myst_heading_anchors = 3

NOT_FOR_USERS = ("engine", "consumer", "*_args", "message")  # the first argument where it is not the user who calls


def without_inner_arguments(
    app: Sphinx, what: str, name: str, value: object, options: Any, signature: str | None, result: str | None
) -> tuple[str | None, str | None] | None:
    """Classes that `Client` makes, and errors, are shown without what they are made of."""
    first = (signature or "()").strip("()").split(",")[0].split(":")[0]
    return ("", None) if what in ("class", "exception") and first in NOT_FOR_USERS else None


def by_its_last_words(app: Sphinx, env: BuildEnvironment, node: pending_xref, inside: Element) -> Element | None:
    """Finds `Consumer.poll` and `TlsError` wherever they are documented."""
    domain = env.domains["py"]
    assert isinstance(domain, PythonDomain)
    if node.get("refdomain") != "py" or not node["reftarget"][:1].isupper():
        return None
    found = {name for name in domain.objects if name.endswith("." + node["reftarget"])}
    if not found:
        return None
    node["reftarget"] = min(found, key=lambda name: (len(name), name))
    return domain.resolve_xref(env, node["refdoc"], app.builder, node["reftype"], node["reftarget"], node, inside)


class Name(PyXRefRole):
    """A name as it is written, perhaps with the parentheses of a call."""

    def process_link(
        self, env: BuildEnvironment, refnode: Element, has_explicit_title: bool, title: str, target: str
    ) -> tuple[str, str]:
        """What is shown, and what is looked for."""
        return title, super().process_link(env, refnode, True, title, target.partition("(")[0])[1]


def setup(app: Sphinx) -> None:
    """Called by Sphinx."""
    app.add_role_to_domain("py", "name", Name())
    app.connect("autodoc-process-signature", without_inner_arguments)
    app.connect("missing-reference", by_its_last_words)
