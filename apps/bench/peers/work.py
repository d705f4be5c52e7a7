"""The work of a step as PyTorch tensors: what apps/bench writes with --save-work. Time comes first: [T, B, neurons]."""

import json
import os

import torch


class Work:
    def __init__(self, folder):
        with open(os.path.join(folder, "meta.json")) as file:
            meta = json.load(file)
        self.batch, self.time, self.sizes = meta["B"], meta["T"], meta["sizes"]
        self.alpha, self.alpha_readout = meta["alpha"], meta["alpha_readout"]
        self.over = meta["readout"]
        self.regularisers = meta.get("regularisers")
        self.threshold = float(meta["B_th"])
        events = read(folder, "events.bin", torch.int32).view(-1, 3).long()
        self.input = torch.zeros(self.time, self.batch, self.sizes[0])
        # A neuron that stands twice in a bin is one spike, as the library clamps event lists.
        self.input[events[:, 1], events[:, 0], events[:, 2]] = 1.0
        self.labels = read(folder, "labels.bin", torch.int32).long()
        pairs = list(zip(self.sizes, self.sizes[1:]))
        self.weights = [read(folder, f"W{k}.bin", torch.float32).view(*pair) for k, pair in enumerate(pairs)]


def read(folder, name, dtype):
    with open(os.path.join(folder, name), "rb") as file:
        return torch.frombuffer(bytearray(file.read()), dtype=dtype)


def write(folder, name, tensor):
    with open(os.path.join(folder, name), "wb") as file:
        file.write(tensor.detach().contiguous().numpy().tobytes())


def regularisation(counts, regularisers):
    """The loss of spike counts [B, N] of one layer, and its gradient with respect to them."""
    if not regularisers:
        return 0.0, None
    batch, neurons = counts.shape
    gradient = torch.zeros_like(counts)
    loss = 0.0
    if regularisers.get("lambda_upper"):
        weight, above, power = (regularisers[k] for k in ("lambda_upper", "f_upper", "p_up"))
        excess = (counts.sum(1) / neurons - above).clamp_(min=0)
        loss += float(weight * excess.pow(power).sum() / batch)
        slope = torch.where(excess > 0, weight * power * excess.pow(power - 1) / (neurons * batch), 0.0)
        gradient += slope[:, None]
    if regularisers.get("lambda_lower"):
        weight, below = regularisers["lambda_lower"], regularisers["f_lower"]
        missing = (below - counts).clamp_(min=0)
        loss += float(weight / neurons * missing.square().sum() / batch)
        gradient -= 2 * weight / (neurons * batch) * missing
    return loss, gradient
