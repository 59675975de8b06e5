"""GLM and those that follow it: `<tool_call>` around a name, and tags around each key and value."""

from __future__ import annotations

from backend.engines.families.family import Block, Family
from backend.engines.families.markup import reader

_read = reader(
    r"(?P<name>[^<\s{]+)(?P<body>(?:\s*<arg_key>.*</arg_value>)?)(?=\s*\Z)",
    r"<arg_key>(?P<key>.*?)</arg_key>\s*<arg_value>(?P<value>.*?)</arg_value>",
)
FAMILY = Family(name="glm", signs=("<arg_key>",), blocks=(Block("<tool_call>", "</tool_call>", _read),))
