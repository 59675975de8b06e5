"""The routes under /v1 for other programs, in OpenAI's words, on the same models as the page."""
