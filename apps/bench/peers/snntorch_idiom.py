"""
The same network in snnTorch's own idiom: modules called step by step, states handed on, records stacked at the end.

snnTorch's Leaky adds the input of a step to the potential of the same step, V[t] = α V[t-1] + I[t] - S[t-1], where ours adds
it to the next one. So every layer is given what the one before said a step earlier: then V, S and U are the same numbers.
"""

import snntorch
import torch
from snntorch import surrogate
from torch import nn

from autograd import SLOPE, Spike, refuse_regularisers

VERSION = f"snnTorch {snntorch.__version__}"


class Net(nn.Module):
    def __init__(self, work):
        super().__init__()
        self.work = work
        self.synapses = nn.ModuleList()
        for weight in work.weights:
            synapse = nn.Linear(*weight.shape, bias=False)
            synapse.weight = nn.Parameter(weight.t().contiguous())
            self.synapses.append(synapse)
        hidden = work.sizes[1:-1]
        self.neurons = nn.ModuleList(
            snntorch.Leaky(beta=work.alpha, reset_mechanism="subtract", spike_grad=self.spike) for _ in hidden
        )
        self.readout = snntorch.Leaky(beta=work.alpha_readout, reset_mechanism="none")

    def spike(self, distance):
        """snnTorch's fast sigmoid, or cut to B_th where gradients are compared within it."""
        if self.work.threshold == float("inf"):
            return surrogate.fast_sigmoid(slope=SLOPE)(distance)
        return Spike.apply(distance, self.work.threshold)

    def forward(self, source):
        work = self.work
        potentials = [torch.zeros(work.batch, size) for size in work.sizes[1:]]
        before = [torch.zeros(work.batch, size) for size in work.sizes[:-1]]
        record = []
        for t in range(work.time):
            said = [source[t]]
            for at, neuron in enumerate(self.neurons):
                spikes, potentials[at] = neuron(self.synapses[at](before[at]), potentials[at])
                said.append(spikes)
            current = (1 - work.alpha_readout) * self.synapses[-1](before[-1])
            _, potentials[-1] = self.readout(current, potentials[-1])
            record.append(potentials[-1])
            before = said
        return torch.stack(record)


class SnnTorch:
    def __init__(self, work):
        refuse_regularisers(work)
        self.work = work
        self.net = Net(work)

    def forward(self):
        work = self.work
        record = self.net(work.input)
        if work.over == "max":
            # Of equal maxima the first has the gradient: amax would split it.
            logits = record.max(0).values
        elif work.over == "last":
            logits = record[-1]
        else:
            logits = record.sum(0) if work.over == "sum" else record.mean(0)
        self.loss = nn.functional.cross_entropy(logits, work.labels)
        return float(self.loss.detach())

    def backward(self):
        self.net.zero_grad()
        self.loss.backward()
        return [synapse.weight.grad.t() for synapse in self.net.synapses]
