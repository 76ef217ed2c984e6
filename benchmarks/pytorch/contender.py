"""PyTorch as a contender of the benchmark: requests come as JSON lines on standard input, src/protocol.ts says which.

With --parameters it prints the number of trainable parameters of each network instead, and ends.
"""

import json
import os
import platform
import re
import resource
import sys
import time

# Before torch is imported: its libraries read these once.
for name in ("OMP_NUM_THREADS", "MKL_NUM_THREADS", "OPENBLAS_NUM_THREADS"):
    os.environ[name] = "1"

# No __pycache__ in the repository.
sys.dont_write_bytecode = True

started = time.perf_counter()
import torch  # noqa: E402

torch.set_num_threads(1)
from kernels import repetition_of  # noqa: E402
from networks import NETWORKS, parameters_of  # noqa: E402
from operations import OPERATIONS  # noqa: E402

START_MS = (time.perf_counter() - started) * 1000


def random_batch(workload):
    shape, batch, classes = workload["input"], workload["batch"], workload["classes"]
    ys = torch.randint(0, classes, (batch,))
    if workload.get("oneHot"):
        codes = torch.randint(0, shape[-1], (batch, *shape[:-1]))
        return torch.nn.functional.one_hot(codes, shape[-1]).float(), ys
    # The table has channels last; here images have them first.
    ordered = (shape[2], shape[0], shape[1]) if len(shape) == 3 else shape
    return torch.rand(batch, *ordered), ys


def repeat_for(minimum_ms, repetition):
    began = time.perf_counter()
    repetitions = 0
    while True:
        repetition()
        repetitions += 1
        elapsed = (time.perf_counter() - began) * 1000
        if elapsed >= minimum_ms:
            return {"ms": elapsed / repetitions, "repetitions": repetitions}


def warm_up(minimum_ms, repetition):
    first = repeat_for(0, repetition)["ms"]
    if first >= minimum_ms and first > 2000:
        return first
    return repeat_for(minimum_ms - first, repetition)["ms"]


def status(name):
    """A line of Linux's own account of this process in bytes, or None."""
    try:
        with open("/proc/self/status") as lines:
            found = re.search(rf"{name}:\s+(\d+) kB", lines.read())
        return int(found.group(1)) * 1024
    except OSError:
        return None


def peak_bytes():
    # macOS counts in bytes, others in kilobytes.
    unit = 1 if sys.platform == "darwin" else 1024
    return status("VmHWM") or resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * unit


def resident():
    return {"residentBytes": status("VmRSS") or peak_bytes()}


class Contender:
    def __init__(self):
        self.repetition = None
        self.key = None
        self.model = None
        self.batch = None

    def hello(self, request):
        return {"versions": {"python": platform.python_version(), "torch": torch.__version__}, "startMs": START_MS}

    def prepare(self, request):
        job = request["job"]
        torch.manual_seed(job["seed"])
        if job["kind"] == "kernel":
            self.repetition = repetition_of(job["kernel"])
            return {"ms": warm_up(request["warmUpMs"], self.repetition)}
        workload = job["workload"]
        key = json.dumps([workload, job["seed"]])
        if key != self.key:
            if workload["id"] not in NETWORKS:
                raise KeyError(f"networks.py has no {workload['id']}")
            self.key, self.model, self.batch = key, NETWORKS[workload["id"]](), random_batch(workload)
        self.repetition = OPERATIONS[job["operation"]](self.model, *self.batch)
        ms = warm_up(request["warmUpMs"], self.repetition)
        return {"ms": ms, "parameters": parameters_of(self.model)}

    def measure(self, request):
        return repeat_for(request["minimumMs"], self.repetition)

    def memory(self, request):
        before = resident()
        for _ in range(request["count"]):
            self.repetition()
        return {"before": before, "after": resident(), "peakBytes": peak_bytes()}

    def peak(self, request):
        return {}


def main():
    contender = Contender()
    for line in sys.stdin:
        request = json.loads(line)
        try:
            reply = {"ok": True, "result": getattr(contender, request["do"])(request)}
        except Exception as error:  # Whatever it is, the table says so.
            reply = {"ok": False, "error": (str(error) or type(error).__name__).split("\n")[0]}
        print(json.dumps(reply), flush=True)


if __name__ == "__main__":
    if "--parameters" in sys.argv:
        print(json.dumps({name: parameters_of(network()) for name, network in NETWORKS.items()}))
    else:
        main()
