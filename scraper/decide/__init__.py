"""Every decision of the main job, and no deed: `now` is an argument, nothing is fetched or stored.

Which entries are wanted, when a feed is due, when to try again, when to give up, when a moved feed
is followed, what a person must look at.
"""

from scraper.decide.answers import after_answer, after_document
from scraper.decide.entries import (
    ATTEMPT_WAITS,
    GONE_WAITS,
    LONGEST_WAIT,
    UNDATED,
    after_attempt,
    is_last_attempt,
    outside,
    wanted,
)
from scraper.decide.feeds import (
    MAX_WAIT,
    after_poll_failure,
    is_due,
    is_gone,
    next_due,
    slack,
    spread,
    state_at,
)
from scraper.decide.filters import (
    BY_ARTICLE,
    BY_FEED,
    Verdict,
    filtered,
    judge_article,
    judge_entry,
    mark_of,
    rule_words,
    rules_at,
)
from scraper.decide.health import TOLD_FOR, Past, feed_troubles
from scraper.decide.moves import (
    FAILURES_BEFORE_RETURN,
    MOVES_BEFORE_ADOPTION,
    address_after_failure,
    after_move,
    is_refused,
    shows_same_feed,
)
from scraper.decide.network import is_cut_off, network_trouble
from scraper.decide.notices import Telling, judged, telling, with_network
from scraper.decide.paces import joined_pace
from scraper.decide.sameness import (
    has_new_address,
    is_other_article,
    is_same_article,
    is_unsure,
    leads_home,
    own_identity,
    post_name,
    reuses_key,
    second_key,
)
from scraper.decide.sieve import NO_SIEVE, Sieve
from scraper.decide.signs import after_named, after_news
from scraper.decide.trouble import (
    GIVEN_UP_LATELY,
    LED_HOME,
    PERSISTENT_FAILURES,
    PERSISTENT_FOR,
    due_again,
    is_failure,
    is_full,
    is_persistent,
    is_taken_down,
    tried_anew,
)

__all__ = [
    "ATTEMPT_WAITS",
    "BY_ARTICLE",
    "BY_FEED",
    "FAILURES_BEFORE_RETURN",
    "GIVEN_UP_LATELY",
    "GONE_WAITS",
    "LED_HOME",
    "LONGEST_WAIT",
    "MAX_WAIT",
    "MOVES_BEFORE_ADOPTION",
    "NO_SIEVE",
    "PERSISTENT_FAILURES",
    "PERSISTENT_FOR",
    "TOLD_FOR",
    "UNDATED",
    "Past",
    "Sieve",
    "Telling",
    "Verdict",
    "address_after_failure",
    "after_answer",
    "after_attempt",
    "after_document",
    "after_move",
    "after_named",
    "after_news",
    "after_poll_failure",
    "due_again",
    "feed_troubles",
    "filtered",
    "has_new_address",
    "is_cut_off",
    "is_due",
    "is_failure",
    "is_full",
    "is_gone",
    "is_last_attempt",
    "is_other_article",
    "is_persistent",
    "is_refused",
    "is_same_article",
    "is_taken_down",
    "is_unsure",
    "joined_pace",
    "judge_article",
    "judge_entry",
    "judged",
    "leads_home",
    "mark_of",
    "network_trouble",
    "next_due",
    "outside",
    "own_identity",
    "post_name",
    "reuses_key",
    "rule_words",
    "rules_at",
    "second_key",
    "shows_same_feed",
    "slack",
    "spread",
    "state_at",
    "telling",
    "tried_anew",
    "wanted",
    "with_network",
]
