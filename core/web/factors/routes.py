"""The addresses of second factors."""

from starlette.routing import Route

from core.web.factors import confirmed, confirming, managing, second_step
from core.web.factors.script import CODES_PATH, PATH, codes_script, passkey_script
from core.web.sign_in_routes import posted


def routes() -> list[Route]:
    """Signing in, confirming, setting up, managing."""
    found = [
        Route(PATH, passkey_script),
        Route(CODES_PATH, codes_script),
        Route("/sign-in/second", second_step.show),
        Route("/sign-in/second", posted(second_step.with_code), methods=["POST"]),
        Route("/sign-in/second/passkey", posted(second_step.with_passkey), methods=["POST"]),
        Route("/sign-in/passkey", second_step.show_passkey),
        Route("/sign-in/passkey", posted(second_step.passkey_alone), methods=["POST"]),
        Route("/sign-in/again", confirming.show),
        Route("/sign-in/again", posted(confirming.confirm), methods=["POST"]),
        Route("/sign-in/again/passkey", posted(confirming.confirm_with_passkey), methods=["POST"]),
        Route("/account/confirmed", confirmed.show),
    ]
    both = {
        "passkey": managing.add_passkey,
        "app": managing.begin_app,
        "app/code": managing.add_app,
    }
    own = {
        "passkey/rename": managing.rename_passkey,
        "passkey/remove": managing.remove_passkey,
        "app/remove": managing.remove_app,
        "codes": managing.new_codes,
    }
    for base, forms in (("/sign-in/set-up", both), ("/account/factors", both | own)):
        found.append(Route(base, managing.show))
        found += [
            Route(f"{base}/{path}", posted(managing.signed_in(handler)), methods=["POST"])
            for path, handler in forms.items()
        ]
    return found
