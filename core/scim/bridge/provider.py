"""What the bridge says about itself: schemas, resource types, capabilities, tolerance.

The schemas are RFC 7643's (User, Group, enterprise extension) and one of ours, which tells an IdP
or a curious administrator what has become of the work that a change asked for.
"""

from functools import cache
from typing import Any, cast

from scim2_models import (
    AuthenticationScheme,
    Bulk,
    ChangePassword,
    ETag,
    External,
    Filter,
    Pagination,
    Patch,
    Path,
    Reference,
    Resource,
    ResourceType,
    Schema,
    SchemaExtension,
    ScimPolicy,
    ScimProvider,
    ServiceProviderConfig,
    Sort,
)
from scim2_server.utils import load_default_resource_types, load_default_schemas, parametrize

from core.scim.bridge.urns import LIFECYCLE
from core.scim.models import Profile

MAX_BULK_OPERATIONS = 1000
MAX_BULK_BYTES = 1024 * 1024
MAX_RESULTS = 1000


def _lifecycle_schema() -> Schema:
    """Status only on request: what a client does not ask for cannot disturb it (RFC 7643 §7)."""

    def attribute(name: str, kind: str, text: str, *, ours: bool = True) -> dict[str, Any]:
        return {
            "name": name,
            "type": kind,
            "multiValued": False,
            "description": text,
            "required": False,
            "caseExact": False,
            "mutability": "readOnly" if ours else "readWrite",
            "returned": "request" if ours else "default",
            "uniqueness": "none",
        }

    ticket = "Number of the ticket or request behind the change, if the IdP has one."
    return Schema.model_validate(
        {
            "id": LIFECYCLE,
            "name": "Lifecycle",
            "description": "What has become of the work that provisioning changes asked for.",
            "attributes": [
                attribute("ticket", "string", ticket, ours=False),
                attribute("work", "string", "create-account, change-role or remove-access."),
                attribute("state", "string", "pending, open, done or cancelled."),
                attribute("since", "dateTime", "Since when the work is in this state."),
            ],
        }
    )


def _config() -> ServiceProviderConfig:
    return ServiceProviderConfig(
        patch=Patch(supported=True),
        bulk=Bulk(
            supported=True, max_operations=MAX_BULK_OPERATIONS, max_payload_size=MAX_BULK_BYTES
        ),
        filter=Filter(supported=True, max_results=MAX_RESULTS),
        change_password=ChangePassword(supported=False),
        sort=Sort(supported=True),
        etag=ETag(supported=True),
        pagination=Pagination(
            cursor=True,
            index=True,
            default_pagination_method=Pagination.DefaultPaginationMethod.index,
            default_page_size=100,
            max_page_size=MAX_RESULTS,
            cursor_timeout=3600,
        ),
        authentication_schemes=[
            AuthenticationScheme(
                type=AuthenticationScheme.Type.oauthbearertoken,
                name="Bearer token",
                description="A token made on the connection's page.",
                spec_uri=Reference[External]("https://www.rfc-editor.org/info/rfc6750"),
                primary=True,
            ),
            AuthenticationScheme(
                type=AuthenticationScheme.Type.oauth2,
                name="OAuth 2.0 client credentials",
                description="An access token from the connection's token endpoint.",
                spec_uri=Reference[External]("https://www.rfc-editor.org/info/rfc6749"),
            ),
        ],
    )


_POLICIES = {
    Profile.STRICT: ScimPolicy(),
    Profile.OKTA: ScimPolicy(
        unknown=ScimPolicy.Unknown.ignore,
        remove_value_as_filter=ScimPolicy.RemoveValue.apply,
    ),
    # Entra removes members by value instead of by path (as do others, which choose Okta's profile),
    # and expects a value filter without a match to create what it describes.
    Profile.ENTRA: ScimPolicy(
        unknown=ScimPolicy.Unknown.ignore,
        remove_value_as_filter=ScimPolicy.RemoveValue.apply,
        unmatched_path_filter=ScimPolicy.UnmatchedPathFilter.create,
    ),
}


@cache
def provider_for(profile: Profile) -> ScimProvider:
    """The description of the bridge for clients of this profile."""
    types = load_default_resource_types()
    user = types["User"]
    user.schema_extensions = [
        *(user.schema_extensions or []),
        SchemaExtension(schema_=LIFECYCLE, required=False),
    ]
    return ScimProvider.from_discovery(
        [*load_default_schemas().values(), _lifecycle_schema()],
        types.values(),
        config=_config(),
        policy=_POLICIES[profile],
    )


def model_of(provider: ScimProvider, kind: str | ResourceType) -> type[Resource[Any]]:
    """The model of a resource type, its extensions included."""
    return cast(type[Resource[Any]], provider.model_for(kind))


def case_exact_paths(model: type[Resource[Any]]) -> frozenset[tuple[str, ...]]:
    """Paths (extension URN first, where there is one) whose strings compare with their case."""
    found: set[tuple[str, ...]] = {("id",), ("externalId",), ("meta", "version")}
    found |= {("meta", "resourceType"), ("meta", "location")}
    for path in parametrize(Path, model).iter_paths():
        binding = path.resolve()
        if binding is not None and binding.case_exact:
            head = (str(path.schema),) if path.schema else ()
            found.add((*head, *binding.urn.rpartition(":")[2].split(".")))
    return frozenset(found)


@cache
def case_exact_of(provider: ScimProvider) -> dict[str, frozenset[tuple[str, ...]]]:
    """Of each resource type, the paths whose strings compare with their case."""
    return {
        str(kind.name): case_exact_paths(model_of(provider, kind))
        for kind in provider.resource_types
    }
