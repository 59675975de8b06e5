"""The page that the window shows when Fireside could not start."""

from __future__ import annotations

from html import escape

from backend.domain import Problem
from desktop.theme import Theme

PAGE = """<!doctype html>
<html lang="en"><meta charset="utf-8"><title>Fireside</title>
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<style>
  body {{ margin: 0; min-height: 100vh; display: grid; place-items: center; background: {theme.ground};
         color: {theme.text}; font: 15px/24px system-ui, sans-serif }}
  main {{ max-width: 36rem; padding: 2rem }}
  h1 {{ font: 24px/32px Georgia, serif; margin: 0 0 1rem }}
  p {{ margin: 0 0 .75rem; overflow-wrap: anywhere }}
  .quiet {{ color: {theme.quiet}; font-size: 13px; line-height: 20px }}
</style>
<main role="alert"><h1>Fireside could not start</h1><p>{message}</p><p>{hint}</p>
<p class="quiet">Nothing was changed. Your threads are in {home}</p></main></html>
"""


def problem_page(problem: Problem, theme: Theme, home: str) -> str:
    """A page in the theme's colours; it loads nothing."""
    return PAGE.format(theme=theme, message=escape(problem.message), hint=escape(problem.hint), home=escape(home))
