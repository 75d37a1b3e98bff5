"""A user as Django has them, with the columns that django-scim2 needs."""

from typing import Any

from django.contrib.auth.models import AbstractUser
from django_scim.models import AbstractSCIMUserMixin


class User(AbstractSCIMUserMixin, AbstractUser):
    """``scim_id`` and ``scim_external_id`` come from the mixin; groups are Django's own."""

    @property
    def scim_groups(self) -> Any:
        return self.groups
