"""
Dense surrogate-gradient BPTT by hand: one matrix product per layer over all of [T·B], time loops in place, every buffer
made once and used again. This is the fastest dense program that we know how to write in PyTorch.
"""

import torch

from work import regularisation

SLOPE = 100.0


class Layer:
    """Buffers of one hidden layer. Row t of `state` belongs to time t + 1: V[0] is 0 and never moves."""

    def __init__(self, time, batch, inputs, neurons):
        self.state = torch.empty(time - 1, batch, neurons)
        self.spikes = torch.zeros(time, batch, neurons)
        self.gradient = torch.empty(inputs, neurons)


class Manual:
    def __init__(self, work):
        self.work = work
        self.layers = None

    def prepare(self):
        """Buffers are made by the first step, and kept."""
        time, batch, sizes = self.work.time, self.work.batch, self.work.sizes
        self.layers = [Layer(time, batch, a, b) for a, b in zip(sizes[:-2], sizes[1:-1])]
        self.potentials = torch.zeros(time, batch, sizes[-1])
        self.readout_gradient = torch.empty(sizes[-2], sizes[-1])

    @torch.no_grad()
    def forward(self):
        work = self.work
        if self.layers is None:
            self.prepare()
        source = work.input
        for layer, weight in zip(self.layers, work.weights):
            state, spikes = layer.state, layer.spikes
            torch.mm(rows(source[:-1]), weight, out=rows(state))
            previous = None
            for t, current in enumerate(state.unbind(0)):
                # V[t+1] = α V[t] + I[t] - S[t]
                if previous is not None:
                    current.add_(previous, alpha=work.alpha).sub_(spikes[t])
                torch.gt(current, 1.0, out=spikes[t + 1])
                previous = current
            source = spikes
        moving = self.potentials[1:]
        torch.mm(rows(source[:-1]), work.weights[-1], out=rows(moving))
        moving.mul_(1 - work.alpha_readout)
        steps = self.potentials.unbind(0)
        for before, now in zip(steps, steps[1:]):
            now.add_(before, alpha=work.alpha_readout)
        if work.over == "max":
            logits, self.best = self.potentials.max(0)
        elif work.over == "last":
            logits = self.potentials[-1]
        else:
            logits = self.potentials.sum(0) if work.over == "sum" else self.potentials.mean(0)
        log_p = logits.log_softmax(1)
        batch = torch.arange(work.batch)
        self.error = log_p.exp()
        self.error[batch, work.labels] -= 1
        self.error /= work.batch
        loss = float(-log_p[batch, work.labels].mean())
        self.extra = []
        for layer in self.layers:
            cost, slope = regularisation(layer.spikes.sum(0), work.regularisers) if work.regularisers else (0.0, None)
            loss += cost
            self.extra.append(slope)
        return loss

    @torch.no_grad()
    def backward(self):
        work = self.work
        # ∂L/∂U[t], then y[t] = ∂L/∂U[t+1] + α_r y[t+1]; potentials are not needed any more.
        slope = self.potentials
        if work.over in ("max", "last"):
            slope.zero_()
            if work.over == "max":
                slope.scatter_(0, self.best[None], self.error[None])
            else:
                slope[-1] = self.error
        else:
            slope.copy_((self.error if work.over == "sum" else self.error / work.time).expand_as(slope))
        delta = slope[1:]
        decay(delta, work.alpha_readout)
        delta.mul_(1 - work.alpha_readout)
        torch.mm(rows(self.layers[-1].spikes[:-1] if self.layers else work.input[:-1]).t(), rows(delta), out=self.readout_gradient)
        weight = work.weights[-1]
        for at in range(len(self.layers) - 1, -1, -1):
            layer = self.layers[at]
            state = layer.state
            # g(V) = 1 / (β |V - V_th| + 1)², in place of V; within B_th where that is asked for.
            state.sub_(1.0).abs_()
            outside = state >= work.threshold if work.threshold != float("inf") else None
            state.mul_(SLOPE).add_(1.0).square_().reciprocal_()
            if outside is not None:
                state.masked_fill_(outside, 0.0)
            # ε[t] = W δ[t], in the buffer of the spikes' own shape; ε[T-1] comes from the regularisers alone.
            error = torch.empty_like(state)
            torch.mm(rows(delta[1:]), weight.t(), out=rows(error[:-1]))
            error[-1].zero_()
            if self.extra[at] is not None:
                error.add_(self.extra[at])
            state.mul_(error)
            decay(state, work.alpha)
            source = self.layers[at - 1].spikes if at else work.input
            torch.mm(rows(source[:-1]).t(), rows(state), out=layer.gradient)
            delta, weight = state, work.weights[at]
        return [layer.gradient for layer in self.layers] + [self.readout_gradient]


def rows(tensor):
    return tensor.view(-1, tensor.shape[-1])


def decay(tensor, alpha):
    """x[t] += α x[t+1], from the end."""
    steps = tensor.unbind(0)
    for t in range(len(steps) - 2, -1, -1):
        steps[t].add_(steps[t + 1], alpha=alpha)
