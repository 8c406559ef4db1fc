"""What goes on around a form that a supplier fills in: a question to the buyer, a colleague, a request for secrecy."""

from __future__ import annotations

from collections.abc import Mapping

from followup.demo.acts import Acts
from followup.domain.actors import Staff
from followup.domain.contributors import NewContributor
from followup.domain.remarks import NewRemark
from followup.models.questionnaires import Invitation
from followup.queries.questionnaires import form_of
from followup.services import contributors, remarks, secrecy

# What people write, as they would in their own language; all of it is invented.
WORDS: Mapping[str, Mapping[str, str]] = {
    "SE": {
        "question": "Räcker vår policy från i våras, eller ska den vara daterad i år? (Påhittat.)",
        "answer": "Den räcker om den fortfarande gäller. (Påhittat.)",
        "secret": "Konkurrenter kan läsa ut våra inköpspriser ur svaret. (Påhittat.)",
        "colleague": "Robin Påhittad",
    },
    "NO": {
        "question": "Holder policyen vår fra i vår, eller skal den være datert i år? (Oppdiktet.)",
        "answer": "Den holder hvis den fortsatt gjelder. (Oppdiktet.)",
        "secret": "Konkurrenter kan lese innkjøpsprisene våre ut av svaret. (Oppdiktet.)",
        "colleague": "Robin Oppdiktet",
    },
}


def half_way(acts: Acts, manager: Staff, invitation: Invitation) -> None:
    """Let the holder of the link ask, be answered, hand a section to a colleague and ask for secrecy."""
    holder = acts.holder(invitation.assignment_id or 0)
    form, words = form_of(invitation), WORDS[holder.country]
    key = form.questions[0].key
    helper = NewContributor(
        name=words["colleague"],
        email=f"robin.{invitation.public_id[-6:]}@example.test",
        language="nb" if holder.country == "NO" else "sv",
        sections=(form.sections[-1].id,),
    )
    with acts.runtime.transaction(holder) as tx:
        remarks.write_as_supplier(tx, NewRemark(text=words["question"], question_key=key))
        secrecy.ask(tx, key, words["secret"])
        contributors.invite(tx, acts.runtime.keys, helper)
    with acts.runtime.transaction(manager) as tx:
        remarks.write_as_buyer(tx, invitation.public_id, NewRemark(text=words["answer"], question_key=key))
