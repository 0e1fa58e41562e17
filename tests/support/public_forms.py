"""What a browser without script does with the public forms: opens a page, reads its hidden fields, sends it. And small forms to
send."""
import html
import http.client
import re
import urllib.parse


class Page:
    def __init__(self, status, headers, body):
        self.status, self.headers, self.body = status, headers, body

    def hidden(self, name):
        found = re.search(rf'name="{name}" value="([^"]*)"', self.body)
        return html.unescape(found.group(1)) if found else ""

    def value(self, name):
        """What stands in an input."""
        found = re.search(rf'name="{re.escape(name)}"[^>]* value="([^"]*)"', self.body)
        return html.unescape(found.group(1)) if found else None

    @property
    def action(self):
        return re.search(r'<form method="post"(?: action="([^"]*)")?', self.body).group(1)


class Browser:
    """Without cookies; `peer` is the loopback address that it comes from ("127.0.0.9")."""

    def __init__(self, port, peer=None, language="de"):
        self.port, self.peer, self.language = port, peer, language

    def ask(self, verb, target, body=None, headers=None, timeout=30):
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=timeout,
                                                source_address=(self.peer, 0) if self.peer else None)
        sent = {"Accept-Language": self.language, **(headers or {})}
        try:
            connection.request(verb, target, body, sent)
            answer = connection.getresponse()
            return Page(answer.status, {k.lower(): v for k, v in answer.getheaders()}, answer.read().decode("utf-8", "replace"))
        finally:
            connection.close()

    def get(self, target):
        return self.ask("GET", target)

    def post(self, target, fields):
        return self.ask("POST", target, urllib.parse.urlencode(fields), {"Content-Type": "application/x-www-form-urlencoded"})

    def send(self, page, **fields):
        """Sends the form of a page with what was typed; names with a point are written with two underscores."""
        typed = {name.replace("__", "."): value for name, value in fields.items()}
        known = {name: page.hidden(name) for name in ("t", "l", "a", "embed") if page.hidden(name)}
        return self.post(page.action, {**known, **typed})


def definition(**more):
    """A form in German and English with an item, a question and a consent to e-mails."""
    return {
        "senderName": "Muster AG", "responseType": "information-request", "privacyUrl": "https://example.org/privacy", "languages": ["de", "en"],
        "texts": {"de": {"title": "Frühling 26", "intro": "Bestellen Sie unseren Prospekt.", "closed": "Vorbei."},
                  "en": {"title": "Spring 26"}},
        "fields": [{"name": "salutation"}, {"name": "givenName"}, {"name": "familyName", "required": True}, {"name": "street"},
                   {"name": "houseNumber"}, {"name": "postcode"}, {"name": "city"}, {"name": "email"}, {"name": "phone"}],
        "items": [{"sku": "BROCHURE", "label": {"de": "Prospekt", "en": "Brochure"}}],
        "questions": [{"key": "when", "kind": "choice", "label": {"de": "Wann?", "en": "When?"},
                       "options": [{"value": "now", "label": {"de": "sofort", "en": "now"}},
                                   {"value": "later", "label": {"de": "später", "en": "later"}}]}],
        "consents": [{"key": "news", "channel": "email", "version": "2026-1",
                      "text": {"de": "Ja, Muster AG darf mir E-Mails schreiben.", "en": "Yes, Muster AG may write e-mails to me."}},
                     {"key": "calls", "channel": "phone", "version": "2026-1",
                      "text": {"de": "Ja, Muster AG darf mich anrufen.", "en": "Yes, Muster AG may call me."}}],
        **more}


def opt_out(**more):
    return {"kind": "optOut", "responseType": "opt-out", "senderName": "Muster AG", "languages": ["de"],
            "texts": {"de": {"title": "Keine Werbung mehr"}}, "fields": [{"name": "code"}, {"name": "email"}], **more}


def published(api, slug, what, **more):
    """Makes a form and publishes it; its record."""
    made = api.post("/web-forms", {"slug": slug, "name": slug.title(), "definition": what, **more})
    return api.put(f"/web-forms/{made['id']}", {"slug": slug, "name": slug.title(), "definition": what, "published": True, **more},
                   made["version"])
