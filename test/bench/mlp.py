#!/usr/bin/env python3
"""The MLP rows beside ONNX Runtime, from one interleaved run. A tool, no test.

usage: mlp.py --models=DIR [--peers=DIR] [--tfc=PATH] [--threads=N] [--rounds=N]

DIR of --models holds mlp_b1.onnx, mlp_b32.onnx and mlp_b256.onnx as gen_models.py
of the peers' folder (default ../shared/peers) writes them; ORT_HOME is where
onnxruntime-node is installed. The weights differ from mlp.tfg's, the work does
not. Times are minima over the rounds, in ms; the node binding of the peer adds
some 10-20 us a call.
"""
import argparse
import os
import re
import subprocess
import sys

HERE = os.path.dirname(os.path.abspath(__file__))
ROOT = os.path.join(HERE, "..", "..")


def output(command, pinned):
    prefix = ["taskset", "-c", "1"] if pinned else []
    return subprocess.run(prefix + command, check=True, text=True,
                          capture_output=True).stdout


def main():
    parser = argparse.ArgumentParser(usage=__doc__)
    parser.add_argument("--models", required=True)
    parser.add_argument("--peers",
                        default=os.path.join(ROOT, "..", "shared", "peers"))
    parser.add_argument("--tfc",
                        default=os.path.join(ROOT, "build/release/bin/tfc"))
    parser.add_argument("--threads", type=int, default=1)
    parser.add_argument("--rounds", type=int, default=3)
    options = parser.parse_args()
    peer = os.path.join(options.peers, "ort_bench.cjs")
    if not os.path.exists(peer):
        print(f"mlp.py: there is no {peer}; nothing was measured")
        return 1

    print("batch  tfc ms  GFLOP/s  of peak  ONNX Runtime ms  ratio")
    for batch in (1, 32, 256):
        ours, theirs = [], []
        for _ in range(options.rounds):
            text = output([options.tfc, "bench", os.path.join(HERE, "mlp.tfg"),
                           "--freeze", f"--batch={batch}",
                           f"--threads={options.threads}"],
                          options.threads == 1)
            row = re.search(r"^predict\s+\S+\s+(\S+)\s+(\S+)\s+(\S+)", text,
                            re.M)
            ours.append((float(row[1]), row[2], row[3]))
            model = os.path.join(options.models, f"mlp_b{batch}.onnx")
            theirs.append(float(output(
                ["node", peer, model, str(options.threads), "1"],
                options.threads == 1).split()[1]))
        best, flops, share = min(ours)
        print(f"{batch:5} {best:7.4f} {flops:>8} {share:>8} "
              f"{min(theirs):16.4f} {min(theirs) / best:6.2f}", flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())
