"""The kernels of src/kernels.ts: products, convolutions and their two gradients, one at a time."""

import torch
from torch.nn import functional as F


def matmul(kernel):
    m, k, n = kernel["m"], kernel["k"], kernel["n"]
    a = torch.rand(k, m).t() if kernel["transposeA"] else torch.rand(m, k)
    b = torch.rand(n, k).t() if kernel["transposeB"] else torch.rand(k, n)
    return lambda: torch.matmul(a, b)


def convolution(kernel):
    batch, size, channels, filters = (kernel[name] for name in ("batch", "size", "channels", "filters"))
    width, stride = kernel["kernel"], kernel["stride"]
    groups = channels if kernel["depthwise"] else 1
    padding = width // 2
    x = torch.rand(batch, channels, size, size)
    weight = torch.rand(filters, channels // groups, width, width)
    if kernel["pass"] == "forward":
        return lambda: F.conv2d(x, weight, stride=stride, padding=padding, groups=groups)
    out = -(-size // stride)
    dy = torch.rand(batch, filters, out, out)
    mask = [kernel["pass"] == "inputGradient", kernel["pass"] == "filterGradient", False]
    return lambda: torch.ops.aten.convolution_backward(
        dy, x, weight, None, [stride] * 2, [padding] * 2, [1, 1], False, [0, 0], groups, mask
    )


def repetition_of(kernel):
    run = matmul(kernel) if kernel["kind"] == "matMul" else convolution(kernel)

    def repetition():
        with torch.no_grad():
            run()

    return repetition
