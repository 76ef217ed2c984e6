"""The networks of @gradlab/models in PyTorch, in its natural layout: images are NCHW, recurrent inputs batch first."""

from torch import nn
from torch.nn import functional as F


def digitCnn():
    def stage(channels_in, channels_out, pool):
        layers = [nn.Conv2d(channels_in, channels_out, 3), nn.BatchNorm2d(channels_out), nn.ReLU()]
        return layers + ([nn.MaxPool2d(2)] if pool else [])

    return nn.Sequential(
        *stage(1, 16, False),
        *stage(16, 32, True),
        *stage(32, 64, True),
        nn.Flatten(),
        nn.Linear(1600, 128),
        nn.ReLU(),
        nn.Linear(128, 10),
    )


def cifarCnn():
    return nn.Sequential(
        nn.Conv2d(3, 32, 5, padding=2),
        nn.ReLU(),
        nn.Conv2d(32, 16, 3, padding=1),
        nn.ReLU(),
        nn.MaxPool2d(2),
        nn.Conv2d(16, 64, 5, padding=2),
        nn.ReLU(),
        nn.Conv2d(64, 16, 3, padding=1),
        nn.MaxPool2d(2),
        nn.Flatten(),
        nn.Linear(8 * 8 * 16, 10),
    )


class ResidualBlock(nn.Module):
    """Two 3 x 3 convolutions with shortcut A: skipped pixels and channels of zeros."""

    def __init__(self, channels_in, channels_out):
        super().__init__()
        self.shrink = channels_out != channels_in
        stride = 2 if self.shrink else 1
        self.conv1 = nn.Conv2d(channels_in, channels_out, 3, stride=stride, padding=1, bias=False)
        self.bn1 = nn.BatchNorm2d(channels_out)
        self.conv2 = nn.Conv2d(channels_out, channels_out, 3, padding=1, bias=False)
        self.bn2 = nn.BatchNorm2d(channels_out)

    def forward(self, x):
        y = self.bn2(self.conv2(F.relu(self.bn1(self.conv1(x)))))
        around = F.pad(x[:, :, ::2, ::2], (0, 0, 0, 0, 0, x.shape[1])) if self.shrink else x
        return F.relu(y + around)


def resnet20():
    layers = [nn.Conv2d(3, 16, 3, padding=1, bias=False), nn.BatchNorm2d(16), nn.ReLU()]
    channels = 16
    for width in (16, 32, 64):
        for _ in range(3):
            layers.append(ResidualBlock(channels, width))
            channels = width
    return nn.Sequential(*layers, nn.AdaptiveAvgPool2d(1), nn.Flatten(), nn.Linear(64, 10))


# Channels of the paper's table 1 and strides, at width 0.5.
MOBILENET_BLOCKS = [(32, 1), (64, 2), (64, 1), (128, 2), (128, 1), (256, 2)] + [(256, 1)] * 5 + [(512, 2), (512, 1)]


def mobilenetCifar():
    layers = [nn.Conv2d(3, 16, 3, padding=1, bias=False), nn.BatchNorm2d(16), nn.ReLU()]
    channels = 16
    for width, stride in MOBILENET_BLOCKS:
        layers += [
            nn.Conv2d(channels, channels, 3, stride=stride, padding=1, groups=channels, bias=False),
            nn.BatchNorm2d(channels),
            nn.ReLU(),
            nn.Conv2d(channels, width, 1, bias=False),
            nn.BatchNorm2d(width),
            nn.ReLU(),
        ]
        channels = width
    return nn.Sequential(*layers, nn.AdaptiveAvgPool2d(1), nn.Flatten(), nn.Linear(channels, 10))


class LastState(nn.Module):
    """A recurrent network, and a dense layer on its last time step."""

    def __init__(self, recurrent, classes):
        super().__init__()
        self.recurrent = recurrent
        self.dense = nn.Linear(recurrent.hidden_size, classes)

    def forward(self, x):
        states, _ = self.recurrent(x)
        return self.dense(states[:, -1])


def wordGru():
    return LastState(nn.GRU(47, 128, batch_first=True), 5)


class Rows(nn.Module):
    """[N, 3, 32, 32] as 32 time steps of a row each."""

    def forward(self, x):
        return x.permute(0, 2, 1, 3).flatten(2)


def rowRnn():
    return nn.Sequential(Rows(), LastState(nn.RNN(96, 512, num_layers=2, batch_first=True), 10))


def mlp():
    return nn.Sequential(
        nn.Linear(784, 300), nn.ReLU(), nn.Linear(300, 100), nn.ReLU(), nn.Linear(100, 10)
    )


NETWORKS = {
    network.__name__: network
    for network in (digitCnn, cifarCnn, resnet20, mobilenetCifar, wordGru, rowRnn, mlp)
}


def parameters_of(model):
    return sum(parameter.numel() for parameter in model.parameters())
