"""What a far side says, without the address that it was sent to."""

from monitor.alerts.scrub import without_tokens


def test_what_a_service_says_holds_no_part_of_the_address() -> None:
    """A topic of ntfy is its password, however short: it stands in no error, while the name of the service does."""
    said = "Failed to send ntfy notification to topic 'tok' of me:s3cr%20t at ntfy.sh (s3cr t): tokens do not match"
    hidden = without_tokens(said, "ntfy://me:s3cr%20t@ntfy.sh/tok")
    assert hidden == (
        "Failed to send ntfy notification to topic '[address]' of me:[address] at [address] ([address]): "
        "tokens do not match"
    )
