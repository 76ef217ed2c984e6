"""What src/child/operations.ts does, with the same constants."""

import torch
from torch.nn import functional as F

LEARNING_RATE = 1e-4
MOMENTUM = 0.9
EPS = 8 / 255
PGD_STEPS = 10


def training(model, xs, ys):
    optimizer = torch.optim.SGD(model.parameters(), LEARNING_RATE, MOMENTUM)
    model.train()

    def repetition():
        optimizer.zero_grad(set_to_none=True)
        loss = F.cross_entropy(model(xs), ys)
        loss.backward()
        optimizer.step()
        if not loss.item() < float("inf"):
            raise RuntimeError("the loss is no longer finite")

    return repetition


def forward(model, xs, ys):
    model.eval()

    def repetition():
        with torch.no_grad():
            model(xs)[0, 0].item()

    return repetition


def input_gradient(model, at, ys):
    at = at.detach().requires_grad_()
    loss = F.cross_entropy(model(at), ys, reduction="sum")
    return torch.autograd.grad(loss, at)[0]


def gradient_step(model, xs, ys):
    model.eval()

    def repetition():
        moved = (xs + EPS * input_gradient(model, xs, ys).sign()).clamp(0, 1)
        moved.flatten()[0].item()

    return repetition


def pgd(model, xs, ys):
    """The loop of the field's libraries: no checks, no prediction of the clean batch."""
    alpha = 2.5 * EPS / PGD_STEPS
    model.eval()

    def repetition():
        at = (xs + torch.empty_like(xs).uniform_(-EPS, EPS)).clamp(0, 1)
        for _ in range(PGD_STEPS):
            stepped = at + alpha * input_gradient(model, at, ys).sign()
            at = (xs + (stepped - xs).clamp(-EPS, EPS)).clamp(0, 1)
        at.flatten()[0].item()

    return repetition


OPERATIONS = {"train": training, "forward": forward, "inputGradient": gradient_step, "pgd": pgd}
