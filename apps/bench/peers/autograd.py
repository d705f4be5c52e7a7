"""
Dense surrogate-gradient BPTT by automatic differentiation. Currents of all time steps come from one product and are taken
apart by one `unbind`: slicing them inside the loop would make the backward pass quadratic in T. With `chunk`, time is cut
into pieces that are computed a second time in the backward pass (torch.utils.checkpoint), and the input is kept as bits.
"""

import torch
from torch.utils.checkpoint import checkpoint

SLOPE = 100.0


class Spike(torch.autograd.Function):
    @staticmethod
    def forward(context, distance, threshold):
        context.save_for_backward(distance)
        context.threshold = threshold
        return (distance > 0).to(distance.dtype)

    @staticmethod
    def backward(context, error):
        (distance,) = context.saved_tensors
        size = distance.abs()
        slope = (SLOPE * size + 1).square().reciprocal()
        if context.threshold != float("inf"):
            slope = torch.where(size < context.threshold, slope, 0.0)
        return error * slope, None


def run(work, weights, source, states, first):
    """One piece of time: source [t, B, in]; states V of each layer and U as they stand before it."""
    states = list(states)
    for at, weight in enumerate(weights[:-1]):
        currents = torch.mm(source.view(-1, source.shape[-1]), weight).view(source.shape[0], work.batch, -1).unbind(0)
        v, out = states[at], []
        for t, current in enumerate(currents):
            # V[0] is a constant: it never spikes, and passes no gradient.
            spike = torch.zeros_like(v) if first and t == 0 else Spike.apply(v - 1.0, work.threshold)
            out.append(spike)
            v = work.alpha * v + current - spike.detach()
        states[at] = v
        source = torch.stack(out)
    currents = torch.mm(source.view(-1, source.shape[-1]), weights[-1]).view(source.shape[0], work.batch, -1)
    u, out = states[-1], []
    for current in ((1 - work.alpha_readout) * currents).unbind(0):
        out.append(u)
        u = work.alpha_readout * u + current
    states[-1] = u
    return torch.stack(out), states


def refuse_regularisers(work):
    if work.regularisers:
        raise SystemExit("this peer has no regularisers: take torch:manual")


class Autograd:
    def __init__(self, work, chunk=None):
        self.work = work
        self.chunk = chunk or work.time
        self.checkpointed = chunk is not None
        self.weights = [weight.clone().requires_grad_() for weight in work.weights]
        refuse_regularisers(work)
        self.input = work.input
        if self.checkpointed:
            self.columns = work.input.shape[-1]
            self.input = torch.stack([pack(spikes) for spikes in work.input])
            work.input = None

    def forward(self):
        work = self.work
        states = [torch.zeros(work.batch, size) for size in work.sizes[1:]]
        logits = None
        for start in range(0, work.time, self.chunk):
            piece = self.input[start : start + self.chunk]
            if self.checkpointed:
                values = checkpoint(self.piece, piece, start == 0, *states, use_reentrant=False)
                part, states = values[0], list(values[1:])
            else:
                part, states = self.piece(piece, start == 0, *states), None
                part = part[0]
            if logits is None:
                logits = part
            else:
                # Of equal maxima the first has the gradient: torch.maximum would split it.
                logits = torch.where(part > logits, part, logits) if work.over == "max" else logits + part
        if work.over == "mean":
            logits = logits / work.time
        self.loss = torch.nn.functional.cross_entropy(logits, work.labels)
        return float(self.loss)

    def piece(self, source, first, *states):
        if self.checkpointed:
            source = unpack(source, self.columns)
        potentials, states = run(self.work, self.weights, source, states, first)
        part = potentials.max(0).values if self.work.over == "max" else potentials.sum(0)
        if self.work.over == "last":
            part = potentials[-1]
        return part, *states

    def backward(self):
        for weight in self.weights:
            weight.grad = None
        self.loss.backward()
        return [weight.grad for weight in self.weights]


def pack(spikes):
    """[..., N] of 0 and 1 as bits, uint8 [..., N/8]."""
    bits = torch.nn.functional.pad(spikes.to(torch.uint8), (0, -spikes.shape[-1] % 8)).view(*spikes.shape[:-1], -1, 8)
    return (bits << torch.arange(8, dtype=torch.uint8)).sum(-1, dtype=torch.uint8)


def unpack(bits, columns):
    spread = (bits[..., None] >> torch.arange(8, dtype=torch.uint8)) & 1
    return spread.flatten(-2)[..., :columns].to(torch.float32)
