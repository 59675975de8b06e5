"""llama.cpp's server from xllamacpp: `python -m tests.benchmarks.xserver MODEL PORT THREADS CORES`."""

from __future__ import annotations

import sys
import threading

import xllamacpp


def main(path: str, port: int, threads: int, cores: int) -> None:
    """Serve until the process is ended."""
    parameters = xllamacpp.CommonParams()
    parameters.model.path = path
    parameters.port = port
    parameters.n_ctx, parameters.kv_unified, parameters.n_parallel = 8192, True, 8
    parameters.cpuparams.n_threads, parameters.cpuparams_batch.n_threads = threads, cores
    parameters.fit_params = False
    server = xllamacpp.Server(parameters)
    threading.Event().wait()
    del server


if __name__ == "__main__":
    main(sys.argv[1], *map(int, sys.argv[2:]))
