"""Replies as models write them, for tests and screenshots."""

from __future__ import annotations

from backend.domain import ReasoningPart, SourcePart, TextPart, ToolCallPart, ToolResultPart

MARKDOWN = """\
Good bread needs **four things**: flour, water, salt and time. This loaf goes into the oven tomorrow morning.

## Tonight

1. Mix 500 g of flour with 350 g of water and let it rest for half an hour.
2. Work in 10 g of salt and a *pinch* of yeast, then cover the bowl until morning.

| Step | Time | Temperature |
| --- | --- | --- |
| First rise | 10 hours | 20 °C |
| Baking | 40 minutes | 240 °C |

If you bake more than one, this scales the recipe:

```python
def scale(recipe: dict[str, float], loaves: int) -> dict[str, float]:
    \"\"\"Grams for so many loaves.\"\"\"
    return {name: round(grams * loaves) for name, grams in recipe.items()}


print(scale({"flour": 500, "water": 350, "salt": 10}, loaves=3))
```

More on flours at [the miller's page](https://example.org/flour); the `loaves` argument takes any whole number.
"""

_PIXEL = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="

HOSTILE = f"""\
![a cat](https://tracker.example/pixel.png?secret=1) and ![again](//tracker.example/two.png)

<img src="https://tracker.example/raw.png" onerror="document.title='run'">
<script>document.title = 'run'</script>
<iframe src="https://tracker.example/frame"></iframe>
<svg onload="document.title='run'"><image href="https://tracker.example/svg.png"/></svg>
<style>body {{ background: url(https://tracker.example/style.png) }}</style>

[a dead link](javascript:document.title='run') [data](data:text/html,<script>document.title='run'</script>)
[relative](/api/v0/threads) [![in a link](https://tracker.example/linked.png)](https://example.org/place)
[a good link](https://example.org/good) and a reference ![ref][pic]

[pic]: https://tracker.example/reference.png "a picture"

![inline data](data:image/png;base64,{_PIXEL})
"""

THOUGHT = """\
The loaf needs **two** rises. Let me count back from breakfast:

- bake at seven, so heat the oven at half past six
- first rise ten hours, so begin at eight tonight
"""

THOUGHTFUL = (
    ReasoningPart(text=THOUGHT, seconds=12.4),
    TextPart(text="I look up how warm your kitchen is tonight."),
    ToolCallPart(id="c1", name="weather", arguments='{"place": "Bamberg", "hours": [20, 23]}'),
    ToolResultPart(name="weather", call_id="c1", text='{"celsius": 17, "sky": "clear"}'),
    TextPart(text="At **17 °C** the dough takes its ten hours. Begin at eight tonight."),
)

REFERENCES = (
    ToolResultPart(name="calculator", text="12 × 34 = 408"),
    ToolResultPart(name="calendar", text="Today is Saturday, 21 November 2026."),
    ToolResultPart(name="passages", text="The library opens at nine.\nOn Saturdays it is open until noon."),
    TextPart(text="Twelve times thirty-four is 408. Today is Saturday, and the library is open until noon."),
    SourcePart(
        title="Where threads and settings are stored",
        text="In the data folder.",
        page="data-folder",
        anchor="where-threads-and-settings-are-stored",
    ),
)

UNANSWERED = (
    TextPart(text="One moment."),
    ToolCallPart(id="c2", name="search", arguments='{"query": "rye fl'),
)

MATH = r"""The loaf loses water while it bakes, from $m_0$ to \(m_1\):

\[
m_1 = m_0 \left(1 - \frac{w}{100}\right)^{t}
\]

For three loaves that cost between $5 and $10 each:

$$
\begin{aligned}
c &= 3 \cdot \sum_{i=1}^{n} p_i \\
  &\le 3 \int_0^1 \sqrt{1 + x^2}\,dx
\end{aligned}
$$

1. In a list, too: \[ \alpha + \beta \]
2. What is faulty stays as it was: $\frac{1}{$ and $\nonsense{x}$.
"""

HOSTILE_MATH = r"""$\href{javascript:document.title='run'}{x}$ $\url{https://tracker.example/url}$

\[ \includegraphics{https://tracker.example/math.png} \]

$\htmlStyle{background: url(https://tracker.example/css.png)}{x}$ $\htmlData{onclick=run}{x}$ $\htmlClass{fixed}{x}$

$$\def\a{\a\a}\a$$ $\rule{9999999em}{9999999em}$ $\color{url(https://tracker.example/c)}{x}$

\(</annotation></semantics></math><img src=x onerror="document.title='run'">\)

The end of the formulas.
"""

DIAGRAMS = """\
```mermaid
flowchart LR
    A[Flour & water] --> B{Warm enough?}
    B -->|yes| C[Knead]
    B -->|no| D[Wait an hour]
    D --> B
```

```mermaid
sequenceDiagram
    Baker->>Oven: Heat to 240 °C
    Oven-->>Baker: Ready
```

```mermaid
pie title What is in a loaf
    "Flour" : 500
    "Water" : 350
```

```mermaid
flowchart LR
    A --> [this is no diagram
```
"""

HOSTILE_DIAGRAMS = """\
```mermaid
flowchart LR
    A["<img src=https://tracker.example/a.png onerror=document.title='run'>"] --> B
```

```mermaid
flowchart LR
    A --> B
    style A fill:url(https://tracker.example/b.png)
```

```mermaid
flowchart LR
    A@{ img: "https://tracker.example/c.png", label: "picture" } --> B
```

```mermaid
%%{init: {"securityLevel": "loose", "htmlLabels": true, "themeCSS": "@import 'https://tracker.example/d.css'"}}%%
flowchart LR
    A --> B
```

```mermaid
%%{init: {"securityLevel": "loose", "htmlLabels": true, "fontFamily": "x; background: red"}}%%
flowchart LR
    A["<b>bold</b>"] --> B
    click A "https://tracker.example/e"
    click B call alert()
```

```mermaid
flowchart LR
    A["<b onclick=document.title='run'>bold</b>"] --> B
```

```mermaid
sequenceDiagram
    A->>B: &lt;script&gt;document.title='run'&lt;/script&gt;
    link A: Away @ https://tracker.example/f
```

The end of the diagrams.
"""
