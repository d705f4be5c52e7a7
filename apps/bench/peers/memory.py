"""
memory.py VARIANT FOLDER THREADS: the growth of resident memory over one step, after loading and a one-sample step, as JSON.
"""

import copy
import gc
import json
import sys

import torch

from serve import make, status, step
from work import Work


def main():
    variant, folder, threads = sys.argv[1], sys.argv[2], int(sys.argv[3])
    torch.set_num_threads(threads)
    work = Work(folder)
    work.threshold = float("inf")
    small = copy.copy(work)
    small.batch, small.input, small.labels = 1, work.input[:, :1].contiguous(), work.labels[:1]
    step(make(variant, small))
    program = make(variant, work)
    gc.collect()
    with open("/proc/self/clear_refs", "w") as file:
        file.write("5")
    before = status("VmRSS")
    step(program)
    print(json.dumps({"growth": status("VmHWM") - before, "before": before}))


main()
