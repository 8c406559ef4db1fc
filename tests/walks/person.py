"""A person at a browser without script: reads a page, fills in the form that is drawn there, and presses the button."""

from __future__ import annotations

import io
from typing import Any

import lxml.html
from flask import Flask

from followup.domain.actors import Actor
from tests.web.client import Browser, well_made


class Person:
    """Somebody at a browser, who can only do what the pages offer."""

    def __init__(self, app: Flask, actor: Actor | None = None, *, language: str = "en") -> None:
        self.app, self.actor, self.language = app, actor, language
        self.browser = Browser(app, actor, language=language)
        self.url = "/"
        self.page: lxml.html.HtmlElement | None = None

    def signs_in_again(self) -> Person:
        """Begin a new session, as after a night."""
        self.__init__(self.app, self.actor, language=self.language)  # type: ignore[misc]
        return self

    def opens(self, path: str) -> Person:
        """Go to an address, following redirects."""
        response = self.browser.get(path, follow_redirects=True)
        assert response.status_code == 200, f"{path}: {response.status_code}"
        self.url = response.request.path
        self.page = well_made(response.text, path)
        return self

    def reads(self, *texts: str) -> Person:
        """Find these texts on the page."""
        for text in texts:
            assert text in self.text, f"{text!r} is not on {self.url}"
        return self

    @property
    def text(self) -> str:
        """Return what stands on the page, with single spaces, also between one element and the next."""
        assert self.page is not None
        return " ".join(" ".join(self.page.find(".//main").itertext()).split())

    def follows(self, link: str) -> Person:
        """Follow the first link with this text, or whose text begins with it."""
        assert self.page is not None
        for anchor in self.page.iter("a"):
            if " ".join(anchor.text_content().split()).startswith(link):
                return self.opens(anchor.get("href"))
        raise AssertionError(f"no link {link!r} on {self.url}")

    def sends(self, button: str, files: dict[str, tuple[bytes, str]] | None = None, **values: Any) -> Person:
        """Fill in the form that has this button, and press it; what is drawn there and not named stays as it is."""
        form, pressed = self._form(button)
        names = {f.get("name") for f in form.iter("input", "select", "textarea")}
        data: dict[str, Any] = {}
        for name, value in form.form_values():
            data.setdefault(name, []).append(value)
        for name, value in values.items():
            name = name if name in names else name.replace("__", ".")
            assert name in names, f"{self.url} has no field {name!r}, only {sorted(n for n in names if n)}"
            data[name] = value
        if pressed.get("name"):
            data[pressed.get("name")] = pressed.get("value") or ""
        for name, (content, filename) in (files or {}).items():
            data[name] = (io.BytesIO(content), filename)
        kind = "multipart/form-data" if files else None
        response = self.browser.client.post(
            form.get("action") or self.url,
            base_url="https://followup.test",
            data=data,
            content_type=kind,
            follow_redirects=True,
        )
        assert response.status_code == 200, (
            f"{button} on {self.url}: {response.status_code}: {_problems(response.text)}"
        )
        self.url = response.request.path
        self.page = well_made(response.text, f"after {button}")
        return self

    def _form(self, button: str) -> tuple[lxml.html.FormElement, lxml.html.HtmlElement]:
        assert self.page is not None
        for form in self.page.forms:
            for pressed in form.iter("button"):
                if " ".join(pressed.text_content().split()) == button:
                    return form, pressed
        buttons = [" ".join(b.text_content().split()) for b in self.page.iter("button")]
        raise AssertionError(f"no button {button!r} on {self.url}, only {buttons}")

    def fields(self, button: str) -> list[str]:
        """Return the names of the fields in the form with this button."""
        form, _ = self._form(button)
        return [f.get("name") for f in form.iter("input", "select", "textarea") if f.get("name")]


def _problems(html: str) -> str:
    tree = lxml.html.document_fromstring(html)
    found = tree.xpath("//*[contains(@class, 'error-summary')]//li | //p[contains(@class, 'problem')]")
    return (
        "; ".join(" ".join(e.text_content().split()) for e in found)
        or " ".join(tree.find(".//main").text_content().split())[:300]
    )
