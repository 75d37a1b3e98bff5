"""scim2-server in memory behind uvicorn, to be measured beside ours. Its token is not looked at."""

from scim2_server.asgi import ScimAsgiApplication
from scim2_server.memory import InMemoryStorage
from scim2_server.utils import load_default_provider

app = ScimAsgiApplication(InMemoryStorage(), load_default_provider())
