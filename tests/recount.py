"""The annual summary counted again from the tables alone: none of the product's queries, items or sums are used.

Everything is read from the SQLite file as plain rows; instants are kept in UTC there, so a day is the zone's.
"""

from __future__ import annotations

import sqlite3
from collections import defaultdict
from collections.abc import Callable, Iterable
from datetime import UTC, date, datetime
from pathlib import Path
from statistics import median
from typing import Any
from zoneinfo import ZoneInfo

Row = dict[str, Any]
Cells = dict[tuple[str, str, str], int | None]
GRADES = ("critical", "major", "minor")
RUNGS = ("notice", "warning", "penalty", "withhold", "joint_alert", "termination")


class Tables:
    """All rows of the tables that are asked for, by id."""

    def __init__(self, path: Path) -> None:
        self.con = sqlite3.connect(f"file:{path}?mode=ro", uri=True)
        self.con.row_factory = sqlite3.Row
        self.read: dict[str, dict[int, Row]] = {}

    def __getitem__(self, name: str) -> dict[int, Row]:
        if name not in self.read:
            rows = self.con.execute(f"SELECT * FROM {name}")
            self.read[name] = {row["id"]: dict(row) for row in rows}
        return self.read[name]

    def close(self) -> None:
        self.con.close()


class Recount:
    """One organisation's year."""

    def __init__(self, tables: Tables, organisation_id: int, year: int) -> None:
        self.t, self.own, self.year = tables, organisation_id, year
        organisation = tables["organisation"][organisation_id]
        self.zone = ZoneInfo(organisation["zone"])
        member = [m for m in tables["cooperation_member"].values() if m["organisation_id"] == organisation_id]
        self.currencies = {tables["cooperation"][m["cooperation_id"]]["currency"] for m in member}
        self.cells: Cells = {}
        self.contracts = {r["id"]: r for r in self.mine("contract") if r["voided_at"] is None}
        self.follow_ups = {r["id"]: r for r in self.mine("follow_up") if r["contract_id"] in self.contracts}
        self.audits = {r["follow_up_id"]: r for r in self.mine("audit")}

    def mine(self, table: str) -> list[Row]:
        return [row for row in self.t[table].values() if row["organisation_id"] == self.own]

    def day(self, instant: str | None) -> str | None:
        if instant is None:
            return None
        return datetime.fromisoformat(instant).replace(tzinfo=UTC).astimezone(self.zone).date().isoformat()

    def within(self, day: str | None) -> bool:
        return day is not None and day[:4] == str(self.year)

    @property
    def end(self) -> str:
        return f"{self.year}-12-31"

    def supplier(self, key: int) -> str:
        row = self.t["supplier"][key]
        while row["merged_into_id"] is not None:
            row = self.t["supplier"][row["merged_into_id"]]
        return str(row["public_id"])

    def put(self, indicator: str, contracts: Iterable[Row], value: Callable[[list[Row]], int | None] = len) -> None:
        """Write the total and the number by category of things that each hang on a contract."""
        rows = list(contracts)
        self.cells[indicator, "total", ""] = value(rows)
        by: dict[str, list[Row]] = defaultdict(list)
        for row in rows:
            by[row["category"] or ""].append(row)
        for category, some in by.items():
            self.cells[indicator, "category", category] = value(some)

    def of(self, things: Iterable[Row]) -> list[Row]:
        """Return each thing with its contract's category and supplier."""
        found = []
        for thing in things:
            contract = self.contracts[thing["contract_id"]]
            found.append(
                {**thing, "category": contract["category"], "supplier": self.supplier(contract["supplier_id"])}
            )
        return found

    def count(self) -> Cells:
        self.count_contracts()
        self.count_follow_ups()
        self.count_self_assessments()
        self.count_deviations()
        self.count_cooperation()
        self.count_sanctions()
        self.count_persons()
        return self.cells

    def count_contracts(self) -> None:
        active = [
            c for c in self.contracts.values()
            if c["starts_on"] and c["starts_on"] <= self.end and (c["ends_on"] is None or c["ends_on"] >= self.end)
        ]  # fmt: skip
        sites = {row["contract_id"] for row in self.mine("contract_site")}
        self.put("active_contracts", active)
        self.put("contracts_with_clause", (c for c in active if c["code_version_id"] is not None))
        self.put("contracts_with_origin", (c for c in active if c["production_country"] or c["id"] in sites))

    def count_follow_ups(self) -> None:
        done = self.of(f for f in self.follow_ups.values() if f["status"] == "completed" and self.within(f["done_on"]))
        self.put("suppliers_followed_up", done, lambda rows: len({row["supplier"] for row in rows}))
        self.put("audits_reported", self.credited(f for f in done if f["kind"].endswith("audit")), self.joint_once)
        for where in ("office", "site"):
            audits = [f for f in self.follow_ups.values() if f["kind"].endswith("audit") and self.where(f) == where]
            begun = self.of(f for f in audits if self.within(self.begun(f)))
            ended = self.of(f for f in audits if self.within(self.closed(f)))
            reported = [f for f in done if f["kind"].endswith("audit") and self.where(f) == where]
            for step, rows in (("begun", begun), ("reported", reported), ("closed", ended)):
                self.put(f"{where}_audits_{step}", self.credited(rows), self.joint_once)

    def where(self, follow_up: Row) -> str:
        audit = self.audits.get(follow_up["id"])
        named = audit is not None and audit["site_id"] is not None and follow_up["kind"] == "follow_up_audit"
        return "site" if follow_up["kind"] == "site_audit" or named else "office"

    def begun(self, follow_up: Row) -> str | None:
        """Return the day of beginning; without one known by the end of the year, that of completion in the year."""
        audit = self.audits.get(follow_up["id"])
        begun_on = self.day(audit["begun_at"]) if audit else None
        if begun_on is not None and begun_on <= self.end:
            return begun_on
        return follow_up["done_on"] if follow_up["status"] == "completed" else None

    def closed(self, follow_up: Row) -> str | None:
        if follow_up["status"] != "completed" or follow_up["done_on"] > self.end:
            return None
        last = str(follow_up["done_on"])
        for row in self.deviations():
            if row["follow_up_id"] == follow_up["id"]:
                if row["closed_on"] is None or row["closed_on"] > self.end:
                    return None
                last = max(last, row["closed_on"])
        return last

    def credited(self, rows: Iterable[Row]) -> list[Row]:
        """Return the rows; in its own figures an organisation counts joint ones whoever led them."""
        return list(rows)

    def joint_once(self, rows: list[Row]) -> int:
        return len({row["joint_id"] or f"alone {row['id']}" for row in rows})

    def count_self_assessments(self) -> None:
        first: dict[int, str] = {}
        for row in self.mine("submission"):
            first[row["invitation_id"]] = min(row["submitted_at"], first.get(row["invitation_id"], row["submitted_at"]))
        sent = [
            i for i in self.mine("invitation") if i["follow_up_id"] in self.follow_ups and self.within(i["sent_on"])
        ]
        answered = [i for i in sent if i["id"] in first and (self.day(first[i["id"]]) or "") <= self.end]
        self.put("self_assessments_sent", self.of(sent))
        self.put("self_assessments_answered", self.of(answered))
        in_time = (i for i in answered if (self.day(first[i["id"]]) or "") <= i["due_on"])
        self.put("self_assessments_in_time", self.of(in_time))
        assessed = (i for i in sent if i["assessed_at"] and (self.day(i["assessed_at"]) or "") <= self.end)
        self.put("self_assessments_assessed", self.of(assessed))

    def deviations(self) -> list[Row]:
        return [
            row for row in self.mine("deviation")
            if row["contract_id"] in self.contracts and row["issued_on"] and row["issued_on"] <= self.end
            and row["status"] not in ("withdrawn", "superseded")
        ]  # fmt: skip

    def count_deviations(self) -> None:
        rows = self.of(self.deviations())
        is_open = [r for r in rows if r["closed_on"] is None or r["closed_on"] > self.end]
        closed = [r for r in rows if self.within(r["closed_on"])]
        parts = {
            "deviations_issued": [r for r in rows if self.within(r["issued_on"])],
            "deviations_closed": closed,
            "deviations_closed_in_time": [r for r in closed if r["closed_on"] <= r["closure_due_on"]],
            "deviations_open": is_open,
            "deviations_overdue": [r for r in is_open if self.is_late(r)],
        }
        for indicator, some in parts.items():
            self.put(indicator, some)
            for grade in GRADES:
                self.cells[indicator, "detail", grade] = sum(r["severity"] == grade for r in some)
            for cut, name in (("topic", lambda r: r["area"] or ""), ("country", self.country)):
                for key in {name(r) for r in some}:
                    self.cells[indicator, cut, key] = sum(name(r) == key for r in some)
        for cut, key, some in [
            ("total", "", closed),
            *(("detail", g, [r for r in closed if r["severity"] == g]) for g in GRADES),
        ]:
            self.cells["median_days", cut, key] = self.middle(some)

    def is_late(self, row: Row) -> bool:
        planned = self.day(row["plan_submitted_at"])
        has_plan = planned is not None and planned <= self.end
        return bool(row["closure_due_on"] < self.end or (not has_plan and row["plan_due_on"] < self.end))

    def country(self, row: Row) -> str:
        site = self.t["supplier_site"].get(row["site_id"] or 0)
        return row["country"] or (site["country"] if site else None) or ""

    def middle(self, rows: list[Row]) -> int | None:
        days = [(date.fromisoformat(r["closed_on"]) - date.fromisoformat(r["issued_on"])).days for r in rows]
        return int(median(days) + 0.5) if len(days) >= 5 else None

    def count_cooperation(self) -> None:
        shared = {
            r["follow_up_id"] for r in self.mine("shared_result")
            if r["withdrawn_at"] is None and self.within(self.day(r["shared_at"]))
        }  # fmt: skip
        self.put("results_shared", self.of(f for f in self.follow_ups.values() if f["id"] in shared))
        covered = []
        for row in self.mine("coverage"):
            if self.within(row["covered_on"]) and not row["is_performed"] and row["follow_up_id"] in self.follow_ups:
                slot = self.follow_ups[row["follow_up_id"]]
                same = row["currency"] == self.t["cooperation"][row["cooperation_id"]]["currency"]
                covered.append({**row, "contract_id": slot["contract_id"], "cost": row["cost_minor"] if same else None})
        whole = self.of(covered)
        led = [
            {"category": j["category"], "amount": -1} for j in self.t["joint_follow_up"].values() if self.led_alone(j)
        ]
        self.put("results_reused", [r for r in whole if r["joint_id"] is None])
        self.put("joint_benefited", [r for r in whole if r["joint_id"] is not None])
        self.put("follow_ups_spared", [*whole, *led], lambda rows: sum(r.get("amount", 1) for r in rows))
        self.put("spared_minutes", whole, lambda rows: stated(rows, "minutes"))
        self.put("spared_value", whole, lambda rows: stated(rows, "cost"))

    def led_alone(self, joint: Row) -> bool:
        if joint["lead_id"] != self.own or joint["status"] != "reported" or not self.within(joint["done_on"]):
            return False
        return not any(c["joint_id"] == joint["id"] and c["is_performed"] for c in self.mine("coverage"))

    def count_sanctions(self) -> None:
        decided = self.of(
            s for s in self.mine("sanction")
            if s["status"] == "decided" and self.within(s["decided_on"]) and s["contract_id"] in self.contracts
        )  # fmt: skip
        self.put("sanctions_decided", decided)
        for rung in RUNGS:
            self.cells["sanctions_decided", "detail", rung] = sum(s["rung"] == rung for s in decided)
        penalties = [
            s if s["currency"] in self.currencies else {**s, "amount_minor": None}
            for s in decided
            if s["rung"] == "penalty"
        ]
        self.put("penalty_amount", penalties, lambda rows: stated(rows, "amount_minor"))

    def count_persons(self) -> None:
        there = [
            p for p in self.mine("contact_person")
            if p["valid_from"] <= self.end and (p["valid_to"] is None or p["valid_to"] >= self.end)
        ]  # fmt: skip
        trained = set()
        for record in self.mine("course_record"):
            course = self.t["course"][record["course_id"]]
            until = months_after(record["done_on"], course["valid_months"])
            if course["is_for_contacts"] and record["done_on"] <= self.end and (until is None or until >= self.end):
                trained.add(record["contact_person_id"])
        self.cells["contact_persons", "total", ""] = len({p["email"].lower() for p in there})
        mails = {p["email"].lower() for p in there if p["id"] in trained}
        self.cells["contact_persons_trained", "total", ""] = len(mails)


def stated(rows: list[Row], name: str) -> int | None:
    known = [row[name] for row in rows if row[name] is not None]
    return None if rows and not known else sum(known)


def months_after(day: str, months: int | None) -> str | None:
    if months is None:
        return None
    year, month = divmod(int(day[:4]) * 12 + int(day[5:7]) - 1 + months, 12)
    last = [31, 29 if year % 4 == 0 else 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31][month]
    return f"{year:04}-{month + 1:02}-{min(int(day[8:10]), last):02}"
