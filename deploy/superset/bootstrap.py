"""Brings a Superset to the state that the portal needs. May be run again at any time: it changes only what differs.

Roles with the least rights, the portal's service account, an administrator (if a password is given), the dashboards of
`bundle/` with their data connection, and the fixed id by which each of them is embedded.

    superset db upgrade && superset init && python bootstrap.py

Reads the environment that README.md lists; ends with a line of JSON that names what the portal is to be told.
"""

import json
import os
import sys
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit
from uuid import NAMESPACE_DNS, UUID, uuid5

import yaml
from superset.app import create_app

BUNDLE = Path(__file__).parent / "bundle"
MASK = "XXXXXXXXXX"

GUEST_RIGHTS = [
    ("can_read", "Dashboard"),
    ("can_read", "Chart"),
    # Without it every dashboard writes an error to the log: the frame asks who it is.
    ("can_read", "CurrentUserRestApi"),
    # Rows as CSV and XLSX, held to the row rules as the charts are.
    ("can_csv", "Superset"),
    # The frame reports what is viewed; refused, each report is an error in the log.
    ("can_log", "Superset"),
]
SERVICE_RIGHTS = [
    ("can_read", "Dashboard"),
    ("can_read", "Dataset"),
    ("can_get_embedded", "Dashboard"),
    ("can_set_embedded", "Dashboard"),
    ("can_read", "SecurityRestApi"),
    ("can_grant_guest_token", "SecurityRestApi"),
    # Lists every published dashboard. It has no right on charts, so it reads no figures.
    ("all_datasource_access", "all_datasource_access"),
]
SERVICE_ROLE = "PergolaPortal"


def embedded_id(slug: str) -> UUID:
    """The id by which the dashboard of this slug is embedded: the same in every installation."""
    return uuid5(uuid5(NAMESPACE_DNS, "pergola.example"), f"embedded {slug}")


def ensure_role(manager: Any, name: str, rights: list[tuple[str, str]]) -> Any:
    """A role with exactly these rights. Not through FAB_ROLES: the front end is given its patterns as names."""
    role = manager.find_role(name) or manager.add_role(name)
    wanted = [manager.add_permission_view_menu(action, view) for action, view in rights]
    if set(role.permissions) != set(wanted):
        role.permissions = wanted
    return role


def ensure_user(manager: Any, username: str, role: Any, password: str) -> Any:
    """A local account with this role and password."""
    user = manager.find_user(username=username)
    if user is None:
        mail = f"{username}@superset.invalid"
        user = manager.add_user(username, username.capitalize(), "Account", mail, role, password=password)
        if not user:
            raise RuntimeError(f"Superset did not make the account {username}: its log says why")
        return user
    user.roles, user.active = [role], True
    manager.reset_password(user.id, password)
    return user


def read_bundle(data_uri: str) -> tuple[dict[str, str], dict[str, str]]:
    """The files of the bundle by their names, the data connection led to this address, and its password apart."""
    password = unquote(urlsplit(data_uri).password or "")
    masked = data_uri.replace(f":{urlsplit(data_uri).password}@", f":{MASK}@")
    contents = {}
    for file in sorted(BUNDLE.rglob("*.yaml")):
        name = file.relative_to(BUNDLE).as_posix()
        text = file.read_text(encoding="utf-8")
        if name.startswith("databases/"):
            text = yaml.safe_dump(yaml.safe_load(text) | {"sqlalchemy_uri": masked})
        contents[name] = text
    return contents, {name: password for name in contents if name.startswith("databases/")}


def slugs_of(contents: dict[str, str]) -> list[str]:
    """The dashboards of the bundle."""
    return [yaml.safe_load(text)["slug"] for name, text in contents.items() if name.startswith("dashboards/")]


def embed(session: Any, slug: str, origins: str) -> UUID:
    """Lets the portal's origin (or each of several, divided by spaces) embed the dashboard under its fixed id, and no other."""
    from superset.models.dashboard import Dashboard
    from superset.models.embedded_dashboard import EmbeddedDashboard

    dashboard = session.query(Dashboard).filter_by(slug=slug).one()
    wanted = embedded_id(slug)
    for other in dashboard.embedded:
        if other.uuid != wanted:
            session.delete(other)
    embedded = session.get(EmbeddedDashboard, wanted)
    if embedded is None:
        embedded = EmbeddedDashboard(uuid=wanted, dashboard_id=dashboard.id)
        session.add(embedded)
    embedded.dashboard_id, embedded.allow_domain_list = dashboard.id, ",".join(origins.split())
    return wanted


def bootstrap(environment: dict[str, str]) -> dict[str, Any]:
    """Does all of it within an application's context, and answers what the portal is to be told."""
    from superset import db, security_manager
    from superset.commands.importers.v1.assets import ImportAssetsCommand
    from superset.utils.core import override_user

    ensure_role(security_manager, "EmbeddedReader", GUEST_RIGHTS)
    service_role = ensure_role(security_manager, SERVICE_ROLE, SERVICE_RIGHTS)
    service = environment.get("SUPERSET_SERVICE_USER", "pergola")
    ensure_user(security_manager, service, service_role, environment["SUPERSET_SERVICE_PASSWORD"])

    admin_name = environment.get("SUPERSET_ADMIN_USER", "admin")
    if password := environment.get("SUPERSET_ADMIN_PASSWORD"):
        ensure_user(security_manager, admin_name, security_manager.find_role("Admin"), password)
    admin = security_manager.find_user(username=admin_name)
    if admin is None:
        raise SystemExit(
            f"There is no account {admin_name}: set SUPERSET_ADMIN_USER, or SUPERSET_ADMIN_PASSWORD to make it."
        )
    db.session.commit()

    contents, passwords = read_bundle(environment["SUPERSET_DATA_URI"])
    if contents:
        with override_user(admin):
            ImportAssetsCommand(contents, passwords=passwords).run()
    dashboards = {slug: str(embed(db.session, slug, environment["PORTAL_ORIGIN"])) for slug in slugs_of(contents)}
    db.session.commit()
    return {"serviceUser": service, "dashboards": dashboards}


def main() -> None:
    """The command."""
    missing = [
        name for name in ("SUPERSET_SERVICE_PASSWORD", "SUPERSET_DATA_URI", "PORTAL_ORIGIN") if not os.environ.get(name)
    ]
    if missing:
        raise SystemExit(f"Not set: {', '.join(missing)}. README.md says what they are.")
    with create_app().app_context():
        told = bootstrap(dict(os.environ))
    sys.stdout.write(f"{json.dumps(told)}\n")


if __name__ == "__main__":
    main()
