"""The command line: what can be typed, and one clear line when it goes wrong."""

from __future__ import annotations

import argparse
import importlib
import logging
import os
import sys
from collections.abc import Sequence
from pathlib import Path

from desktop.log import debugging
from desktop.wanted import split

EXAMPLES = """\
examples:
  fireside                               open the window
  fireside --model ~/models/qwen.gguf    with a model of your own
  fireside fireside://thread/ID          open a thread in the window that is there
  fireside serve --host 0.0.0.0 --api-key SECRET
                                         a computer without a screen, reached from others
  fireside ask "What is a haiku?"        one reply, in the terminal
  git diff | fireside ask "What changed?"
  fireside say "Good evening." -o evening.wav
  fireside import conversations.json     threads of ChatGPT and other programs
  fireside export --all --format markdown
  fireside pull unsloth/Qwen3-1.7B-GGUF:Q4_K_M
                                         a model of Hugging Face, onto the shelf

environment:
  FIRESIDE_HOME   where everything is kept       FIRESIDE_PORT     as --port
  FIRESIDE_HOST   as serve --host                FIRESIDE_API_KEY  as serve --api-key
  FIRESIDE_DEBUG  1 shows tracebacks and more of the log
"""

UNSET = argparse.SUPPRESS  # what `fireside --model FILE serve` has set stays


def run(arguments: Sequence[str]) -> int:
    """Carry out one command. Errors become a line and a hint on stderr."""
    rest, wanted = split(arguments, COMMANDS)
    options = parser().parse_args(rest)
    options.wanted = wanted
    if options.home:
        os.environ["FIRESIDE_HOME"] = str(options.home)
    module, _, function = COMMANDS[options.command].partition(":")
    from backend.errors import FiresideError

    try:
        return int(getattr(importlib.import_module(module), function)(options))
    except KeyboardInterrupt:
        return 130
    except BrokenPipeError:  # `fireside ask … | head`
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 1
    except FiresideError as error:
        return _tell(error, error.message, error.hint)
    except Exception as error:
        logging.getLogger(__name__).error("unexpected", exc_info=error)
        return _tell(error, f"{type(error).__name__}: {error}", "FIRESIDE_DEBUG=1 shows where it happened.")


COMMANDS = {
    None: "desktop.start:start",
    "serve": "desktop.serve:serve",
    "ask": "desktop.ask:ask",
    "say": "desktop.say:say",
    "doctor": "desktop.doctor:doctor",
    "selftest": "desktop.selftest.command:selftest",
    "export": "desktop.exchange:export",
    "import": "desktop.exchange:import_",
    "backup": "desktop.restore:backup",
    "restore": "desktop.restore:restore",
    "catalog": "desktop.catalog:check",
    "pull": "desktop.pull:pull",
    "move-data": "desktop.moving:move",
}


def parser() -> argparse.ArgumentParser:
    """Everything that can be typed."""
    root = argparse.ArgumentParser(
        prog="fireside",
        usage="fireside [options] [LINK or FILE.gguf | command …]",
        description="Private chat and voice with a language model that runs on your own computer.",
        epilog=EXAMPLES,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    root.set_defaults(command=None)
    root.add_argument("--version", action=_Version)
    root.add_argument("--home", type=Path, metavar="DIR", help="where everything is kept")
    root.add_argument("--model", type=Path, metavar="FILE", help="a GGUF file to talk to")
    root.add_argument("--browser", action="store_true", help="open in the browser instead of a window")
    root.add_argument("--background", action="store_true", help="start without showing the window")
    root.add_argument("--ask", action="store_true", help="open the small window for a quick question")
    root.add_argument("--port", type=_port, default=_env_port(), help=argparse.SUPPRESS)
    commands = root.add_subparsers(title="commands", metavar="")
    _add_serve(commands.add_parser("serve", help="serve the page and the API, without a window"))
    _add_ask(commands.add_parser("ask", help="print one reply"))
    _add_say(commands.add_parser("say", help="speak a text, or save it as a sound file"))
    doctor = commands.add_parser("doctor", help="show what is there and what is missing")
    doctor.set_defaults(command="doctor")
    doctor.add_argument("--json", action="store_true", help="for programs")
    _add_selftest(commands.add_parser("selftest", help="try everything that Fireside is for, here and now"))
    _add_export(commands.add_parser("export", help="write threads into a file"))
    _add_import(commands.add_parser("import", help="read threads from files, also of other programs"))
    _add_backups(commands)
    _add_pull(commands.add_parser("pull", help="fetch a model of Hugging Face"))
    _add_move(commands.add_parser("move-data", help="bring everything to another folder"))
    _add_catalog(commands.add_parser("catalog", help="look at the catalogue of models"))
    for command in commands.choices.values():
        command.add_argument("--home", type=Path, metavar="DIR", default=UNSET, help=argparse.SUPPRESS)
    return root


def _add_serve(serve: argparse.ArgumentParser) -> None:
    serve.set_defaults(command="serve")
    host = os.environ.get("FIRESIDE_HOST") or "127.0.0.1"
    serve.add_argument("--host", default=host, help="default: this computer only")
    serve.add_argument("--port", type=_port, default=UNSET, help="default: the last one, else any that is free")
    serve.add_argument("--model", type=Path, metavar="FILE", default=UNSET, help="a GGUF file to talk to")
    serve.add_argument("--api-key", metavar="KEY", help="opens the API to `Authorization: Bearer KEY`")
    serve.add_argument(
        "--allow-host", action="append", default=[], metavar="NAME", help="another name it is reached by; repeatable"
    )
    serve.add_argument("--print-url", action="store_true", help="print nothing but the address to open")
    serve.add_argument("--dev-origin", metavar="URL", help=argparse.SUPPRESS)


def _add_ask(ask: argparse.ArgumentParser) -> None:
    ask.set_defaults(command="ask")
    ask.add_argument("question", nargs="*", help="what to ask; text that is piped in is put before it")
    ask.add_argument(
        "--model",
        type=Path,
        metavar="FILE",
        default=UNSET,
        help="a GGUF file; default: the one that comes with Fireside",
    )
    ask.add_argument(
        "--image", type=Path, action="append", default=[], metavar="FILE", help="a PNG or JPEG to look at; repeatable"
    )
    ask.add_argument("--max-tokens", type=int, default=2048, metavar="N", help="stop after so many tokens")
    ask.add_argument("--temperature", type=float, default=0.7, metavar="T", help="0 always gives the same reply")


def _add_say(say: argparse.ArgumentParser) -> None:
    say.set_defaults(command="say")
    say.add_argument("text", nargs="*", help="what to say; without it, what is piped in")
    say.add_argument("-o", "--output", type=Path, metavar="FILE", help="save it as .wav, .mp3, .opus or .flac")
    say.add_argument("--voice", help="for instance en-gb or de; `list` shows all")
    say.add_argument("--speed", type=float, metavar="X", help="0.5 to 2; 1 is the voice's own pace")


def _add_selftest(selftest: argparse.ArgumentParser) -> None:
    selftest.set_defaults(command="selftest")
    selftest.description = "Loads the bundled model, lets it write, speaks to nobody, opens a database; sends nothing."
    selftest.add_argument("--json", action="store_true", help="for programs")
    selftest.add_argument("--window", action="store_true", help="open the window, too, for a moment")
    selftest.add_argument("--window-alone", action="store_true", help=argparse.SUPPRESS)
    selftest.add_argument("-o", "--output", type=Path, metavar="FILE", help="write what --json prints into a file")


def _add_export(export: argparse.ArgumentParser) -> None:
    export.set_defaults(command="export")
    which = export.add_mutually_exclusive_group()
    which.add_argument("--all", action="store_true", help="all threads")
    which.add_argument("--folder", metavar="NAME", help="those of a folder")
    which.add_argument("--thread", action="append", default=[], metavar="TITLE", help="one, by title or id; repeatable")
    which.add_argument("--schema", action="store_true", help="print the JSON Schema of the JSON format")
    formats = ("markdown", "md", "json", "html", "txt", "pdf")
    export.add_argument("--format", choices=formats, help="default: what -o ends with, else json (everything)")
    export.add_argument("-o", "--output", type=Path, metavar="FILE", help="a file or folder; - prints it")


def _add_import(import_: argparse.ArgumentParser) -> None:
    import_.set_defaults(command="import")
    import_.description = (
        "Reads exports of ChatGPT, Claude, Open WebUI, LibreChat, LM Studio, Jan, llama.cpp and Fireside, alone or in "
        "ZIPs and folders; what they are is told by their content. What is here already is not added again."
    )
    import_.add_argument("files", nargs="+", type=Path, metavar="FILE", help="files, ZIPs or folders")
    import_.add_argument("--dry-run", action="store_true", help="only say what would come")


def _add_backups(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    backup = commands.add_parser("backup", help="write threads and settings into one file")
    backup.set_defaults(command="backup")
    backup.add_argument("-o", "--output", type=Path, metavar="FILE", help="a file or folder; default: this folder")
    restore = commands.add_parser("restore", help="list the backups, or go back to one")
    restore.set_defaults(command="restore")
    restore.add_argument("name", nargs="?", help="a backup, or a file of `fireside backup`; without: a list")


def _add_pull(pull: argparse.ArgumentParser) -> None:
    pull.set_defaults(command="pull")
    pull.description = "Fetches a GGUF model onto the shelf; Ctrl+C stops, and the same command goes on with it."
    pull.add_argument("model", metavar="PUBLISHER/MODEL[:QUANT]", help="for instance …:Q8_0; default: Q4_K_M")


def _add_move(move: argparse.ArgumentParser) -> None:
    move.set_defaults(command="move-data")
    move.description = "Copies the data folder, checks every file and uses the new one from then on; the old one stays."
    move.add_argument("folder", type=Path, metavar="FOLDER", help="an empty one, or one in which an own one is made")
    move.add_argument("--restart", action="store_true", help="start a Fireside that runs again, in the new place")


def _add_catalog(catalog: argparse.ArgumentParser) -> None:
    catalog.set_defaults(command="catalog")
    what = catalog.add_subparsers(title="commands", metavar="check", required=True)
    check = what.add_parser("check", help="say what is wrong with it; the exit code is 1 when something is")
    check.add_argument("--online", action="store_true", help="compare it with Hugging Face, too")


def _port(text: str) -> int:
    if not text.isdecimal() or int(text) > 65535:
        raise argparse.ArgumentTypeError(f"{text} is not a port: 1 to 65535, or 0 for any that is free")
    return int(text)


def _env_port() -> str | None:
    """argparse checks a default that is text as if it had been typed."""
    return os.environ.get("FIRESIDE_PORT") or None


class _Version(argparse.Action):
    """Prints the version; looked up only when asked for."""

    def __init__(self, option_strings: Sequence[str], dest: str) -> None:
        super().__init__(option_strings, dest, nargs=0, help="show the version")

    def __call__(self, parser: argparse.ArgumentParser, *_: object) -> None:
        from importlib.metadata import version

        print(f"fireside {version('fireside')}")
        parser.exit()


def _tell(error: Exception, message: str, hint: str) -> int:
    print(f"fireside: {message}" + (f"\n  {hint}" if hint else ""), file=sys.stderr)
    if debugging():
        import traceback

        traceback.print_exception(error)
    return 1
