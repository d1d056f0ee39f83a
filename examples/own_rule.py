"""An own rule, compared with the model as it is: what does a common table at lunch do.

python examples/own_rule.py
"""

import numpy as np

import crmsim


@crmsim.hook(after="climate")
def common_table(week, share=0.2, gain=0.03):
    """Each week a fifth of the people eat together; it warms their ties to one another."""
    at_table = week.draw("at table") < share
    source = week.organisation.source
    both = at_table[source] & at_table[week.ties.target]
    week.ties.quality[both] = np.minimum(week.ties.quality[both] + gain, 1.0)


def main(runs: int = 20, weeks: int = 104) -> None:
    """Print paired differences: each seed once without the rule and once with it."""
    names = ("mean_quality", "help_rate", "shared_personally", "routine_share")
    without = [crmsim.run("baseline", seed, weeks=weeks).summary.values for seed in range(runs)]
    ruled = [crmsim.run("baseline", seed, weeks=weeks, hooks=[common_table]).summary.values for seed in range(runs)]
    for name in names:
        difference = np.array([b[name] - a[name] for a, b in zip(without, ruled, strict=True)])
        error = difference.std(ddof=1) / np.sqrt(runs)
        print(f"{name:20} {np.mean([a[name] for a in without]):10.3f} {difference.mean():+10.3f} ± {1.96 * error:.3f}")


if __name__ == "__main__":
    main()
