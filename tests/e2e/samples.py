"""Replies as models write them, for tests and screenshots."""

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
