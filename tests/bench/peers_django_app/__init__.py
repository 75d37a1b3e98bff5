"""The Django app of peers_django.py: django-scim2 wants a user model that has its columns."""
