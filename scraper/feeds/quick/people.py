"""Authors, contributors, owners: whose name is whose."""

from __future__ import annotations

from scraper.feeds.quick.elements import End
from scraper.feeds.quick.machine import Attributes, Machine


def begin_author(machine: Machine, attrs: Attributes) -> None:
    machine.in_author = True
    machine.push("author")
    machine.add_author()


def end_author(machine: Machine) -> None:
    machine.pop("author")
    machine.in_author = False
    machine.sync_author()


def begin_contributor(machine: Machine, attrs: Attributes) -> None:
    machine.in_contributor = True
    machine.push("contributor", False)


def end_contributor(machine: Machine) -> None:
    machine.pop("contributor")
    machine.in_contributor = False


def begin_contributor_name(machine: Machine, attrs: Attributes) -> None:
    machine.in_contributor = True
    machine.push("name", False)


def end_contributor_name(machine: Machine) -> None:
    end_name(machine)
    machine.in_contributor = False


def begin_owner(machine: Machine, attrs: Attributes) -> None:
    machine.in_publisher = True
    machine.push("publisher", False)


def end_owner(machine: Machine) -> None:
    machine.pop("publisher")
    machine.in_publisher = False


def end_part(name: str) -> End:
    def end(machine: Machine) -> None:
        value = machine.pop(name)
        # feedparser takes the owner's name for the author's, too.
        if machine.in_publisher or machine.in_author:
            machine.save_author(name, value, of_publisher=machine.in_publisher)

    return end


def end_address(machine: Machine) -> None:
    value = machine.pop("href")
    if machine.in_author:
        machine.save_author("href", value, of_publisher=False)


end_name = end_part("name")
