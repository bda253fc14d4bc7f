"""What accepted matches teach, and what their undoing takes back."""

from hypothesis import given
from hypothesis import strategies as st
from match_samples import line

from engine.match_facts import Alias
from engine.match_learning import forget, learn

GRANDPA = line("1", "岳 父", account="6217-001")


def test_accepted_line_makes_an_alias():
    assert learn((), [(GRANDPA, ["b", "a"])]) == [Alias("6217001", "岳父", ("a", "b"))]


def test_second_time_counts():
    once = learn((), [(GRANDPA, ["a"])])
    assert learn(once, [(GRANDPA, ["a"])]) == [Alias("6217001", "岳父", ("a",), 2)]


def test_other_units_are_another_alias():
    both = learn((), [(GRANDPA, ["a"]), (GRANDPA, ["b"])])
    assert [alias.keys for alias in both] == [("a",), ("b",)]


def test_no_fee_is_learned_too():
    assert learn((), [(GRANDPA, ())]) == [Alias("6217001", "岳父", ())]


def test_line_without_account_and_payer_teaches_nothing():
    assert learn((), [(line("1", text="3-2-1501"), ["a"])]) == []


accepted = st.lists(
    st.tuples(
        st.builds(
            lambda payer, account: line("1", payer, account=account),
            st.sampled_from(["王芳", "李伟", ""]),
            st.sampled_from(["6217001", "6217002", ""]),
        ),
        st.lists(st.sampled_from("abc"), max_size=2),
    ),
    max_size=8,
)


@given(accepted, accepted)
def test_forgetting_takes_back_what_was_learned(before, later):
    known = learn((), before)
    assert forget(learn(known, later), later) == known


@given(accepted, st.randoms(use_true_random=False))
def test_order_does_not_matter(lines, random):
    mixed = random.sample(lines, len(lines))
    assert learn((), lines) == learn((), mixed)
