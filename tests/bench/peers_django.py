"""django-scim2 on SQLite with full durability behind gunicorn, to be measured beside ours.

Usage: python tests/bench/peers_django.py PORT with BENCH_FOLDER for its database, in an environment
of its own that has django-scim2 and gunicorn. Everybody is let in, as an administrator.
"""

import os
import sys

import django
from django.conf import settings
from django.core.management import call_command
from django.core.wsgi import get_wsgi_application
from django.urls import include, path

PORT = sys.argv[1]
settings.configure(
    SECRET_KEY="bench",
    ALLOWED_HOSTS=["*"],
    ROOT_URLCONF=__name__,
    INSTALLED_APPS=[
        "django.contrib.auth",
        "django.contrib.contenttypes",
        "django_scim",
        "peers_django_app",
    ],
    AUTH_USER_MODEL="peers_django_app.User",
    MIDDLEWARE=[f"{__name__}.everybody"],
    DATABASES={
        "default": {
            "ENGINE": "django.db.backends.sqlite3",
            "NAME": f"{os.environ['BENCH_FOLDER']}/bench.db",
            "CONN_MAX_AGE": None,
            "OPTIONS": {
                "init_command": "PRAGMA journal_mode=WAL;PRAGMA synchronous=FULL;",
                "transaction_mode": "IMMEDIATE",
            },
        }
    },
    SCIM_SERVICE_PROVIDER={
        "NETLOC": f"127.0.0.1:{PORT}",
        "SCHEME": "http",
        "AUTHENTICATION_SCHEMES": [{"type": "oauth2", "name": "x", "description": "x"}],
    },
    DEFAULT_AUTO_FIELD="django.db.models.AutoField",
)


def everybody(get_response):  # type: ignore[no-untyped-def]
    """Middleware: every request is an administrator's."""

    def middleware(request):  # type: ignore[no-untyped-def]
        request.user = _ADMIN
        return get_response(request)

    return middleware


django.setup()
sys.modules["peers_django"] = sys.modules[__name__]
from peers_django_app.models import User  # noqa: E402

urlpatterns = [path("scim/v2/", include("django_scim.urls", namespace="scim"))]
call_command("migrate", verbosity=0, run_syncdb=True)
_ADMIN, _ = User.objects.get_or_create(username="admin", is_superuser=True)

from gunicorn.app.base import BaseApplication  # type: ignore[import-not-found]  # noqa: E402


class Server(BaseApplication):  # type: ignore[misc]
    """One process with four threads, as ours has."""

    def load_config(self) -> None:
        for name, value in {
            "bind": f"127.0.0.1:{PORT}", "workers": 1, "threads": 4, "keepalive": 60,
            "worker_class": "gthread", "loglevel": "error",
        }.items():  # fmt: skip
            self.cfg.set(name, value)

    def load(self):  # type: ignore[no-untyped-def]
        return get_wsgi_application()


Server().run()
