/** A channel of the network, the same wherever it goes: the identities of the channels on the last axis of a tensor. */
export type Channels = readonly number[];

/** Hands out identities of channels, and remembers which are tied: they can only be removed together. */
export interface ChannelIds {
  /** As many new channels. */
  fresh(count: number): Channels;
  /** Ties two lists of equal length, place by place. */
  tie(a: Channels, b: Channels): void;
  /** Channels that must stay, and why. The first reason given is kept. */
  pin(channels: Channels, why: string): void;
  /** The one that stands for all that are tied to it. */
  find(channel: number): number;
  /** Why a channel must stay; undefined where it need not. */
  pinned(channel: number): string | undefined;
}

export function channelIds(): ChannelIds {
  const parents: number[] = [];
  const reasons = new Map<number, string>();
  const find = (channel: number): number => {
    let root = channel;
    while (parents[root] !== root) root = parents[root] as number;
    for (let at = channel; at !== root; ) {
      const next = parents[at] as number;
      parents[at] = root;
      at = next;
    }
    return root;
  };
  const pinOne = (root: number, why: string) => {
    if (!reasons.has(root)) reasons.set(root, why);
  };
  return {
    fresh: (count) =>
      Array.from({ length: count }, () => {
        parents.push(parents.length);
        return parents.length - 1;
      }),
    tie: (a, b) => {
      for (const [i, one] of a.entries()) {
        const [first, second] = [find(one), find(b[i] as number)].sort((x, y) => x - y) as [number, number];
        if (first === second) continue;
        parents[second] = first;
        const why = reasons.get(second);
        if (why !== undefined) pinOne(first, why);
      }
    },
    pin: (channels, why) => {
      for (const channel of channels) pinOne(find(channel), why);
    },
    find,
    pinned: (channel) => reasons.get(find(channel)),
  };
}
