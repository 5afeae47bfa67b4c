"""Who takes part, and how are several roles written as one number?"""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from states.roles import TITLES_EN, TITLES_ZH, Role, mask_of, roles_in


def test_the_bits_are_stored_and_so_never_change() -> None:
    assert {role.value: role.bit for role in Role} == {
        "village_head": 1,
        "assistant": 2,
        "linked_leader": 4,
        "leading_group_office": 8,
        "leading_group": 16,
        "leading_group_head": 32,
        "supervision_office": 64,
        "department": 128,
        "discipline_committee": 256,
        "administrator": 512,
    }


def test_the_head_and_the_linked_leader_are_one_number() -> None:
    assert mask_of([Role.VILLAGE_HEAD, Role.LINKED_LEADER]) == 5
    assert roles_in(5) == {Role.VILLAGE_HEAD, Role.LINKED_LEADER}


def test_nobody_is_nought() -> None:
    assert mask_of([]) == 0
    assert roles_in(0) == frozenset()


def test_a_role_named_twice_counts_once() -> None:
    assert mask_of([Role.ASSISTANT, Role.ASSISTANT]) == 2


@given(st.frozensets(st.sampled_from(Role)))
def test_who_is_written_down_is_read_again(roles: frozenset[Role]) -> None:
    assert roles_in(mask_of(roles)) == roles


@pytest.mark.parametrize("titles", [TITLES_ZH, TITLES_EN])
def test_every_role_has_a_title_of_its_own(titles: dict[Role, str]) -> None:
    assert set(titles) == set(Role)
    assert len(set(titles.values())) == len(Role)
