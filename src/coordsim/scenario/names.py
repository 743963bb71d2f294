"""Names that a scenario may give: looked up when a file is read, so that whatever is registered by
then may be named.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any, Literal, get_args, get_origin

from pydantic import GetCoreSchemaHandler
from pydantic_core import CoreSchema, PydanticCustomError, core_schema

NAME, TABLE = "(name)", "(table)"  # the two forms of a talk rule, as validation calls them


@dataclass(frozen=True, eq=False)
class OneOf:
    """Says of a text that it is one of some names: ``Annotated[str, OneOf(PAY)]``."""

    names: Collection[str]

    def checked(self, value: Any) -> str:
        """Return the name; refuse anything else in a sentence with all that is allowed."""
        if isinstance(value, str) and value in self.names:
            return value
        *quoted, last = [repr(name) for name in self.names]
        raise PydanticCustomError(
            "literal_error",
            "is not one of {expected}",
            {"expected": f"{', '.join(quoted)} or {last}" if quoted else last},
        )

    def __get_pydantic_core_schema__(
        self, source: Any, handler: GetCoreSchemaHandler
    ) -> CoreSchema:
        """Validate by looking the name up, once more for each file."""
        return core_schema.no_info_plain_validator_function(
            self.checked, serialization=core_schema.to_string_ser_schema()
        )


def names_of(kind: Any, metadata: Collection[Any] = ()) -> list[str]:
    """Return the names that a type allows, through lists and unions. ``metadata`` is its
    field's.
    """
    told = (*metadata, *getattr(kind, "__metadata__", ()))
    found = [name for item in told if isinstance(item, OneOf) for name in item.names]
    if get_origin(kind) is Literal:
        found += [name for name in get_args(kind) if isinstance(name, str)]
    else:
        for part in get_args(kind):
            found += names_of(part)
    return list(dict.fromkeys(found))
