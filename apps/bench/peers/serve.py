"""
A peer of `bench compare`: reads commands from standard input, one a line, and answers each with a line of JSON.
    serve.py VARIANT FOLDER THREADS        check: loss and gradients (written to FOLDER); step: times; memory: peak growth
"""

import json
import os
import sys
import time

import torch

from work import Work, write


def make(variant, work):
    if variant == "manual":
        from manual import Manual

        return Manual(work)
    if variant == "snntorch":
        from snntorch_idiom import SnnTorch

        return SnnTorch(work)
    from autograd import Autograd

    # Pieces near √T keep the states between pieces and the buffers of one piece about equally small.
    chunk = max(1, round(work.time**0.5)) if variant == "checkpoint" else None
    return Autograd(work, chunk)


def step(program):
    before = time.process_time()
    start = time.perf_counter()
    loss = program.forward()
    middle = time.perf_counter()
    gradients = program.backward()
    end = time.perf_counter()
    times = {"forwardMs": 1e3 * (middle - start), "backwardMs": 1e3 * (end - middle), "stepMs": 1e3 * (end - start)}
    times["cpuMs"] = 1e3 * (time.process_time() - before)
    return times, loss, gradients


def status(name):
    with open("/proc/self/status") as file:
        return next(1024 * int(line.split()[1]) for line in file if line.startswith(name))


def library(variant):
    torch_version = f"PyTorch {torch.__version__}"
    if variant != "snntorch":
        return torch_version
    from snntorch_idiom import VERSION

    return f"{VERSION} on {torch_version}"


def blas():
    """The library that matrix products go to, by what is loaded."""
    with open("/proc/self/maps") as file:
        names = {os.path.basename(line.split()[-1]).split(".so")[0] for line in file if ".so" in line}
        paths = file.seek(0) or file.read()
    if "openblas-openmp" in paths:
        return "OpenBLAS with OpenMP"
    if "openblas" in paths:
        return "OpenBLAS"
    return "MKL" if torch.backends.mkl.is_available() else next((n for n in names if "blas" in n), "own BLAS")


def main():
    variant, folder, threads = sys.argv[1], sys.argv[2], int(sys.argv[3])
    torch.set_num_threads(threads)
    work = Work(folder)
    program = make(variant, work)
    window = work.threshold
    say = lambda answer: print(json.dumps(answer), flush=True)
    say({"library": library(variant), "threads": torch.get_num_threads(), "blas": blas()})
    for line in sys.stdin:
        command = line.strip()
        if command == "quit":
            break
        # Gradients are compared within the window B_th of the other side; timed steps do not pay for cutting it out.
        work.threshold = window if command == "check" else float("inf")
        times, loss, gradients = step(program)
        if command == "check":
            for k, gradient in enumerate(gradients):
                write(folder, f"peer-dW{k}.bin", gradient)
            times["loss"] = loss
        say(times | {"peakRss": status("VmHWM")})


if __name__ == "__main__":
    main()
