"""Time zones to choose from, as people look for them: region, then city."""

from functools import cache
from zoneinfo import available_timezones

REGIONS = (
    "Australia",
    "Pacific",
    "Asia",
    "Africa",
    "America",
    "Atlantic",
    "Europe",
    "Indian",
)


@cache
def by_region() -> tuple[tuple[str, tuple[tuple[str, str], ...]], ...]:
    """(region, ((IANA name, city), ...)), nearest regions first."""
    names = sorted(available_timezones())
    return tuple(
        (
            region,
            tuple(
                (name, name.partition("/")[2].replace("_", " ").replace("/", ", "))
                for name in names
                if name.startswith(f"{region}/")
            ),
        )
        for region in REGIONS
    )
