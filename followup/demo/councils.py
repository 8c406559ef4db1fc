"""Case documents in the demonstration: the one of 2022 in its true order with its true figures, the others invented.

Source: Region Jämtland Härjedalen RS/29/2022 for the first one's matter, rates and amounts; its wording is ours.
"""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from followup.domain.actors import Staff
from followup.domain.case_texts import NewCaseText
from followup.models.organisations import Cooperation
from followup.services import case_texts

if TYPE_CHECKING:
    from followup.demo.story import Story

RATE_PROPOSED = 120  # invented

TRUE_FORM = NewCaseText(
    title="Nationell samordning för hållbar upphandling",
    year=2023,
    rate_ore=100,
    summary=(
        "Sedan 2010 följer regionerna tillsammans upp att leverantörerna tar ansvar för människor och miljö i sina "
        "leveranskedjor. Regionerna delar på riskområdena och har ett gemensamt kansli. En ny programförklaring och en "
        "strategi för 2023–2025 höjer ambitionen från och med ${year}.\n\n"
        "Anslaget till det gemensamma arbetet föreslås öka från ${rate_before} till ${rate} per invånare och år."
    ),
    background=(
        "Samarbetet finansieras per invånare: 40 öre för uppförandekoden sedan 2016 och ytterligare 10 öre för miljö "
        "sedan 2018. Anslaget har inte räknats upp däremellan.\n\n"
        "Att en region följer upp för flera innebär att varje region behöver göra färre uppföljningar själv."
    ),
    finances=(
        "För ${member} med ${inhabitants} invånare är anslaget ${amount} per år, mot ${amount_before} i dag: en ökning "
        "med ${difference}. Det högre anslaget föreslås räcka till:\n"
        "- två tjänster till på kansliet\n"
        "- fler uppföljningar, som kommer regionerna till del\n"
        "- ett nationellt utbildningspaket\n"
        "- att resultaten blir kända"
    ),
    consequences=(
        "Fler uppföljningar minskar risken att varor till vården tillverkas under förhållanden som skadar människor, "
        "barn eller miljö. Förslaget har i övrigt inga kända följder för barn i regionen."
    ),
    proposal=(
        "Programförklaringen och strategin för 2023–2025 godkänns.\n"
        "Finansiering sker från och med ${year} med ${amount} årligen."
    ),
    closing="Inköp och upphandling\n\nMiljö och hållbarhet",
)


def _next_year(year: int) -> NewCaseText:
    return NewCaseText(
        title=f"Anslag till det gemensamma kansliet {year} (påhittat förslag)",
        year=year,
        rate_ore=RATE_PROPOSED,
        summary=(
            "Förslaget är påhittat för demonstrationen. Det visar hur en och samma text fylls med varje regions egna "
            "uppgifter.\n\n"
            "Anslaget föreslås öka från ${rate_before} till ${rate} per invånare och år, för två tjänster till."
        ),
        background=(
            "Under ${counted_year} gav samarbetet ${member}:\n"
            "- gemensamma uppföljningar som andra regioner ledde: ${led_for}\n"
            "- sparade egna uppföljningar: ${spared}\n"
            "- återanvända resultat: ${reused}\n"
            "- varningar: ${alerts}"
        ),
        finances=(
            "För ${member} med ${inhabitants} invånare (${population_on}) blir anslaget ${amount}, mot "
            "${amount_before} i dag: en skillnad på ${difference}. Alla ${members} regioner betalar "
            "tillsammans ${total}."
        ),
        consequences="Utan ett högre anslag behöver uppföljningarna hållas inom dagens bemanning. (Påhittat.)",
        proposal="Regionen finansierar det gemensamma kansliet ${year} med ${amount}.",
        closing="Inköp och upphandling",
    )


def _norwegian(year: int) -> NewCaseText:
    return NewCaseText(
        title=f"Felles kontraktsoppfølging {year} (oppdiktet sak)",
        year=year,
        summary=(
            "Saken er oppdiktet for demonstrasjonen. ${cooperation} følger opp kontraktene sammen, med Kongsvinger "
            "kommune som vertskommune. Teksten er den samme for alle medlemmene; bare tallene er egne."
        ),
        background=(
            "I ${counted_year} fikk ${member} dette ut av samarbeidet:\n"
            "- felles oppfølginger som andre ledet: ${led_for}\n"
            "- sparte egne oppfølginger: ${spared}\n"
            "- gjenbrukte resultater: ${reused}"
        ),
        finances=(
            "Samarbeidet kostnadsdeles mellom de ${members} medlemmene. Andelen til ${member} er ${shared_cost} "
            "i ${year}."
        ),
        consequences="Felles oppfølging gjør det enklere å stille og følge opp krav til klima og miljø. (Oppdiktet.)",
        proposal=(
            "Felles kontraktsoppfølging videreføres i ${year}.\n"
            "Andelen på ${shared_cost} dekkes innenfor vedtatt budsjett."
        ),
        closing="Styringsdokument\n\nÅrsrapport",
    )


def schedule(story: Story) -> None:
    """Let both secretariats lay cases before the councils: when the story begins, on its way and at its end."""
    story.on(story.here, lambda: _release(story, story.coordinator, story.regions.cooperation, TRUE_FORM))
    story.on(date(story.today.year - 1, 3, 2), lambda: _share(story))
    story.on(story.today, lambda: _propose(story))


def _share(story: Story) -> None:
    """Ask the Norwegian councils for the part that each of them carries of the year's shared cost."""
    host = story.team_of("3401").manager
    _release(story, host, story.kongsvinger.cooperation, _norwegian(story.today.year - 1))


def _propose(story: Story) -> None:
    _release(story, story.coordinator, story.regions.cooperation, _next_year(story.today.year + 1))


def _release(story: Story, writer: Staff, cooperation: Cooperation, text: NewCaseText) -> None:
    with story.runtime.transaction(writer) as tx:
        written = case_texts.write(tx, cooperation.public_id, text)
    with story.runtime.transaction(writer) as tx:
        case_texts.release(tx, written.public_id, None)
