"""Pieces of request bodies."""

from __future__ import annotations

import math
from typing import Annotated, Any, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field
from pydantic_core import PydanticCustomError

from bridge.domain.calendar import Period

BIGGEST_ID = (1 << 63) - 1
LONGEST_PERIOD = 3650

Id = Annotated[int, Field(ge=1, le=BIGGEST_ID)]
#: An id as the key of a map: JSON writes keys as text.
IdKey = Annotated[int, Field(ge=1, le=BIGGEST_ID, strict=False)]
QuoteId = Annotated[str, Field(pattern=r"^[0-9a-f]{32}$")]


def _empty_list_is_empty_map(value: Any) -> Any:
    """Take PHP's empty array, which it writes as a list, for the empty map it also is."""
    return {} if value == [] else value


def _has_only_finite_numbers(value: Any) -> Any:
    """Refuse NaN and numbers beyond every float, which JSON readers let pass, at any depth."""
    waiting = [value]
    while waiting:
        part = waiting.pop()
        if isinstance(part, float) and not math.isfinite(part):
            raise PydanticCustomError("finite_number", "not a finite number")
        waiting.extend(part.values() if isinstance(part, dict) else part if isinstance(part, list) else ())
    return value


#: Beside a type whose parts are free.
Finite = BeforeValidator(_has_only_finite_numbers)
#: Beside the type of a map that PHP sends.
FromPhp = BeforeValidator(_empty_list_is_empty_map)


class Request(BaseModel):
    """A body: exact types, no unknown names."""

    model_config = ConfigDict(extra="forbid", strict=True, frozen=True)


class Parameters(BaseModel):
    """A query string: texts that are read as what they must be, no unknown names."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class PeriodBody(Request):
    """A billing period."""

    n: Annotated[int, Field(ge=1, le=LONGEST_PERIOD)]
    unit: Literal["day", "week", "month", "year"]

    def value(self) -> Period:
        """Return the domain's value."""
        return Period(self.n, self.unit)
