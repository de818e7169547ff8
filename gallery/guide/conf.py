"""Sphinx' settings."""

from importlib.metadata import version as _version

project = "thalweg"
release = version = _version("thalweg")
copyright = "the authors of thalweg"
extensions = ["myst_parser", "sphinx.ext.autodoc", "sphinx.ext.napoleon", "gallery.guide.living"]
exclude_patterns = ["__pycache__"]
html_theme = "furo"
html_title = f"thalweg {version}"
html_static_path = ["static"]
html_css_files = ["guide.css"]
html_copy_source = False
myst_enable_extensions = ["colon_fence", "deflist"]
myst_heading_anchors = 3
napoleon_google_docstring = False
napoleon_use_ivar = True
autodoc_typehints = "none"
autodoc_member_order = "bysource"
default_role = "code"
suppress_warnings = ["config.cache", "ref.python"]
