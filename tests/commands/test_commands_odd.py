"""``crmsim odd`` as it is typed."""


def test_the_protocol_of_a_scenario_is_printed_or_written_once(crmsim_command, tmp_path) -> None:
    printed = crmsim_command("odd", "taker_leader", "--set", "project.patience=0.25", "--weeks", "30")
    assert printed.exit_code == 0, printed.stderr
    assert '| `project.leader_style` | **"taker"** |' in printed.stdout
    assert "| `project.patience` | **0.25** |" in printed.stdout and "runs 30 weeks" in printed.stdout
    written = crmsim_command(
        "odd", "taker_leader", "--set", "project.patience=0.25", "--weeks", "30", "--out", "papers/odd.md"
    )
    assert written.exit_code == 0 and "papers/odd.md" in written.stdout
    assert (tmp_path / "papers" / "odd.md").read_text(encoding="utf-8") == printed.stdout
    again = crmsim_command("odd", "--out", "papers/odd.md")
    assert again.exit_code == 2 and "another file stands there" in again.stderr
    assert "Did you mean 'baseline'" in crmsim_command("odd", "baselin").stderr
