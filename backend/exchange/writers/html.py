"""A thread as one HTML file: no scripts, nothing loaded from anywhere, light and dark, made to be read and printed."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from html import escape
from typing import TYPE_CHECKING, Any

from backend.domain import (
    DocumentPart,
    ImagePart,
    Part,
    ReasoningPart,
    SourcePart,
    TextPart,
    ToolCallPart,
    ToolResultPart,
    WholeThread,
    now,
)
from backend.exchange.labels import Labels, writers_of
from backend.exchange.writers.markdown import thought
from backend.images import data_url

if TYPE_CHECKING:
    from markdown_it import MarkdownIt

STYLE = """
:root { color-scheme: light dark; --ground: #faf7f2; --surface: #fff; --line: #e4dcd2; --text: #221c17;
  --quiet: #6e6358; --ember: #bf4415; }
@media (prefers-color-scheme: dark) { :root { --ground: #161311; --surface: #1e1a17; --line: #2c2622; --text: #f1eae3;
  --quiet: #a79b8f; --ember: #f26b3a; } }
* { box-sizing: border-box; }
body { margin: 0; background: var(--ground); color: var(--text); font: 16px/1.6 system-ui, sans-serif;
  overflow-wrap: anywhere; }
main { max-width: 46rem; margin: 0 auto; padding: 3rem 1.25rem; }
h1 { margin: 0; font-size: 1.6rem; line-height: 1.25; }
.about, header, summary { color: var(--quiet); font-size: 0.85rem; }
article { margin-top: 2rem; }
article > header { display: flex; gap: 0.75rem; align-items: baseline; margin-bottom: 0.25rem; }
article > header h2 { margin: 0; font-size: 0.85rem; color: var(--text); }
.user .said { background: var(--surface); border: 1px solid var(--line); border-radius: 14px; padding: 0.1rem 1rem; }
.said :is(h1, h2, h3, h4, h5, h6) { font-size: 1.05rem; margin: 1.2em 0 0.4em; }
p { margin: 0.7em 0; }
img { display: block; max-width: 100%; max-height: 26rem; width: auto; height: auto; border-radius: 8px; }
pre { overflow-x: auto; white-space: pre-wrap; padding: 0.75rem 1rem; background: var(--surface);
  border: 1px solid var(--line); border-radius: 8px; font-size: 0.85rem; line-height: 1.5; }
code { font-family: ui-monospace, Consolas, monospace; font-size: 0.9em; }
table { border-collapse: collapse; margin: 1em 0; }
th, td { border: 1px solid var(--line); padding: 0.3rem 0.6rem; text-align: start; }
blockquote { margin: 1em 0; padding-inline-start: 1rem; border-inline-start: 3px solid var(--line);
  color: var(--quiet); }
details { margin: 0.7em 0; }
summary { cursor: pointer; }
a { color: var(--ember); }
hr { border: 0; border-top: 1px solid var(--line); }
@page { margin: 18mm; }
@media print {
  :root { color-scheme: light; --ground: #fff; --surface: #fff; --line: #ccc; --text: #000; --quiet: #555;
    --ember: #000; }
  main { max-width: none; padding: 0; }
  body { font-size: 11pt; }
  h2, header { break-after: avoid; }
  pre, blockquote, tr, img { break-inside: avoid; }
}
"""
POLICY = "default-src 'none'; style-src 'unsafe-inline'; img-src data:"


def written(thread: WholeThread, labels: Labels, images: Mapping[str, bytes]) -> str:
    """The file."""
    return "".join(_pieces(thread, labels, images, _markdown()))


def _pieces(thread: WholeThread, labels: Labels, images: Mapping[str, bytes], markdown: MarkdownIt) -> Iterator[str]:
    title = escape(labels.title(thread))
    yield (
        f'<!doctype html>\n<html lang="{escape(labels.language)}">\n<head>\n<meta charset="utf-8">\n'
        f'<meta http-equiv="Content-Security-Policy" content="{POLICY}">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f'<title>{title}</title>\n<style>{STYLE}</style>\n</head>\n<body>\n<main>\n<h1 dir="auto">{title}</h1>\n'
        f'<p class="about">{escape(labels.exported.format(labels.moment(now())))}</p>\n'
    )
    if thread.thread.system_prompt:
        yield _folded(labels.system, markdown.render(thread.thread.system_prompt))
    models = writers_of(thread)
    for message in thread.branch():
        at = message.created_at
        yield (
            f'<article class="{message.role}">\n<header><h2>{escape(labels.who(message, models))}</h2>'
            f'<time datetime="{at.isoformat()}">{escape(labels.moment(at))}</time></header>\n'
            '<div class="said" dir="auto">'
        )
        for part in message.parts:
            yield _shown(part, labels, images, markdown)
        yield "</div>\n</article>\n"
    yield "</main>\n</body>\n</html>\n"


def _shown(part: Part, labels: Labels, images: Mapping[str, bytes], markdown: MarkdownIt) -> str:
    match part:
        case TextPart():
            return str(markdown.render(part.text))
        case DocumentPart():
            return _folded(f"{labels.document}: {part.name}", _pre(part.text))
        case ImagePart():
            return _picture(part, labels, images)
        case ReasoningPart():
            return _folded(thought(part, labels), markdown.render(part.text))
        case ToolCallPart():
            return _folded(f"{labels.tool}: {part.name}", _pre(part.arguments))
        case ToolResultPart():
            return _folded(f"{labels.result}: {part.name}", _pre(part.text))
        case SourcePart():
            return _folded(f"{labels.source}: {part.title}", markdown.render(part.text))


def _picture(part: ImagePart, labels: Labels, images: Mapping[str, bytes]) -> str:
    name = escape(part.name)
    if part.id not in images:
        return f"<p>[{escape(labels.image)}: {name}]</p>\n"
    size = f'width="{part.width}" height="{part.height}"'
    return f'<p><img src="{data_url(images[part.id])}" alt="{name}" {size}></p>\n'


def _folded(title: str, inner: str) -> str:
    return f"<details><summary>{escape(title)}</summary>\n{inner}</details>\n"


def _pre(text: str) -> str:
    return f"<pre><code>{escape(text)}</code></pre>\n"


def _markdown() -> MarkdownIt:
    """Markdown without HTML of its own; a picture becomes a link, for a file that is opened must ask nobody."""
    from markdown_it import MarkdownIt

    markdown = MarkdownIt("commonmark", {"html": False, "breaks": True}).enable(["table", "strikethrough"])

    def image(_self: Any, tokens: Any, index: int, _options: Any, _env: Any) -> str:
        token = tokens[index]
        address = str(token.attrGet("src") or "")
        return f'<a href="{escape(address)}" rel="noreferrer">{escape(token.content or address)}</a>'

    markdown.add_render_rule("image", image)
    return markdown
