"""Serves Fireside while it is being worked on: uvicorn and Vite, each reloading what changed; Ctrl+C ends both."""
