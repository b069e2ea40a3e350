"""Which roads there are."""

from __future__ import annotations

import pytest

from recobro.channels import channels_for


@pytest.mark.parametrize("mode", ["rehearsal", "live"])
def test_it_has_every_road_but_paper(mode: str) -> None:
    with channels_for(mode) as channels:
        contacts = {name: channel.is_contact for name, channel in channels.items()}
    assert contacts == {"email": True, "task": False, "call": False, "sms": False, "whatsapp": False}


def test_it_knows_two_modes_only() -> None:
    with pytest.raises(KeyError), channels_for("test"):
        pass
