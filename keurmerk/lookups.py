"""A lookup for long lists: one array instead of a thousand parameters, which Django takes its time to write down."""

from typing import Any

from django.db.models import Field, Lookup


@Field.register_lookup
class AnyOf(Lookup[Any]):
    """`filter(email_hash__any_of=hashes)`: as `__in`, for hundreds of values and more."""

    lookup_name = "any_of"
    prepare_rhs = False

    def as_sql(self, compiler: Any, connection: Any) -> tuple[str, Any]:
        field = self.lhs.output_field
        values = [field.get_db_prep_value(value, connection) for value in self.rhs]
        lhs, parameters = self.process_lhs(compiler, connection)
        kind = field.rel_db_type(connection)
        return f"{lhs} = ANY(%s::{kind}[])", [*parameters, values]
