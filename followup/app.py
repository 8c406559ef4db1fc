"""Composition root for the web: one function makes the application out of its configuration and its runtime."""

from __future__ import annotations

from flask import Flask
from werkzeug.middleware.proxy_fix import ProxyFix

from followup.config import Config
from followup.resources import package_dir, resource_dir
from followup.runtime import Runtime
from followup.web import errors, rooms, security, shell
from followup.web.endpoint import Open, Room, check_policy

OTHERS = {
    "static": Open("our own style sheet, script and icons"),
    "assets": Open("third parties' style sheets and fonts out of their installed packages"),
    "language.choose": Open("everybody may choose a language; sets one cookie"),
    "landing": Open("leads to one's work or to the sign-in"),
}


def create_app(config: Config, runtime: Runtime, *more: Room) -> Flask:
    """Return the application with its rooms (and some more); refuses to start when a route has no policy."""
    app = Flask(
        "followup", template_folder=str(resource_dir("templates")), static_folder=str(package_dir("web", "static"))
    )
    app.config.update(
        TRUSTED_HOSTS=list(config.trusted_hosts),
        SESSION_COOKIE_SECURE=config.secure_cookies,
        MAX_CONTENT_LENGTH=30 * 1024 * 1024,
        MAX_FORM_MEMORY_SIZE=1024 * 1024,
        MAX_FORM_PARTS=1000,
    )
    if config.proxies:
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=config.proxies, x_proto=config.proxies)  # type: ignore[method-assign]
    app.json.sort_keys = False  # type: ignore[attr-defined] # Flask's default provider has it
    app.extensions["followup"] = runtime
    app.extensions["followup_config"] = config
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    security.harden(app)
    shell.furnish(app)
    errors.handle(app)
    app.add_url_rule("/", "landing", shell.landing)
    everything = (*rooms.ALL, *more)
    for room in everything:
        app.register_blueprint(room.pages)
        app.register_blueprint(room.api)
    app.extensions["followup_routes"] = check_policy(app, everything, OTHERS)
    return app
