"""Runs one build of this package as :mod:`benchmarks.reference` asks: a task a line, an answer a line.

It is started with that build on the path and uses only what every build since the new model has.
"""

import json
import sys
import time

from crmsim.numerics.draws import run_key
from crmsim.organisation import generate
from crmsim.scenario import load
from crmsim.simulation import run as running

BUILT = {}


def peak(reset=False):
    """Most bytes of memory held since the last reset; None where the system does not tell."""
    try:
        if reset:
            with open("/proc/self/clear_refs", "w", encoding="ascii") as switch:
                switch.write("5")
        with open("/proc/self/status", encoding="ascii") as status:
            return next(int(line.split()[1]) * 1024 for line in status if line.startswith("VmHWM"))
    except OSError:
        return None


def seconds(people, weeks, seed, counterfactual):
    """CPU seconds of a run's weeks, its state made before; or of a run with its counterfactual, states included."""
    scenario = load("baseline", [f"organisation.employees={people}"], weeks=weeks)
    if people not in BUILT:
        BUILT.clear()
        BUILT[people] = generate(scenario.organisation, run_key(0))
    running.build_organisation = lambda *_: BUILT[people]
    if counterfactual:
        running.COUNTERFACTUALS.found.clear()
        begin = time.process_time()
        run = running.simulate(scenario, seed)
        return time.process_time() - begin, run.ledger.tobytes()
    simulation = running.Simulation(scenario, seed)
    begin = time.process_time()
    for _ in simulation.slices(weeks):
        pass
    return time.process_time() - begin, simulation.state.sums.tobytes()


def main():
    import hashlib

    for line in sys.stdin:
        task = json.loads(line)
        peak(reset=True)
        took, ledger = seconds(task["people"], task["weeks"], task["seed"], task["counterfactual"])
        answer = {"cpu": took, "ledger": hashlib.sha256(ledger).hexdigest(), "peak": peak()}
        print(json.dumps(answer), flush=True)


if __name__ == "__main__":
    main()
