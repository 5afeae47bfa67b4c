"""How does the domain refuse? In words that say what was asked, what stands against it, what to do."""


class DubanError(Exception):
    """The root of every refusal that a user may see; `str()` is one clear line."""


class IllegalMove(DubanError):
    """A machine refused a move. Names the state, the trigger and the facts that hold it back."""

    def __init__(self, machine: str, state: str, trigger: str, missing: tuple[str, ...] = ()) -> None:
        self.machine, self.state, self.trigger, self.missing = machine, state, trigger, missing
        why = f"，条件不满足：{'、'.join(missing)}" if missing else "，该状态下没有这个操作"
        super().__init__(f"{machine}：状态 {state} 不能执行 {trigger}{why}。")
