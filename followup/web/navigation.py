"""The sections of the navigation and their pages, with what one needs to be allowed to open each."""

from __future__ import annotations

from followup.domain.permissions import Permission
from followup.errors import N_

# Sections, each with its own pages; the first one that a person may read is where the section opens.
NAVIGATION = (
    (N_("My work"), (("work.show", N_("My work"), Permission.WORK_READ),)),
    (
        N_("Contracts"),
        (
            ("contracts.index", N_("Contracts"), Permission.CONTRACT_READ),
            ("obligations.index", N_("Obligations"), Permission.CONTRACT_READ),
            ("procurements.index", N_("Procurement plan"), Permission.PROCUREMENT_READ),
            ("portfolio.review", N_("Portfolio"), Permission.CONTRACT_READ),
            ("risk_policies.show", N_("Rules for risk assessment"), Permission.RISK_POLICY_READ),
        ),
    ),
    (
        N_("Follow-ups"),
        (
            ("follow_ups.index", N_("Follow-ups"), Permission.FOLLOW_UP_READ),
            ("plan_views.year", N_("Plan of the year"), Permission.FOLLOW_UP_READ),
            ("audits.index", N_("Audits"), Permission.AUDIT_READ),
            ("auditors.index", N_("Auditors"), Permission.AUDITOR_READ),
            ("campaigns.index", N_("Campaigns"), Permission.CAMPAIGN_READ),
            ("answer_copies.index", N_("Answers received jointly"), Permission.QUESTIONNAIRE_READ),
            ("forms.index", N_("Forms"), Permission.QUESTIONNAIRE_READ),
            ("follow_up_policies.show", N_("Rules for follow-ups"), Permission.FOLLOW_UP_POLICY_READ),
        ),
    ),
    (
        N_("Deviations"),
        (
            ("deviations.index", N_("Deviations"), Permission.DEVIATION_READ),
            ("deviation_board.show", N_("Deviation board"), Permission.DEVIATION_READ),
            ("deviation_policies.show", N_("Deadlines for deviations"), Permission.DEVIATION_POLICY_READ),
            ("sanctions.index", N_("Sanctions"), Permission.SANCTION_READ),
        ),
    ),
    (
        N_("Suppliers"),
        (
            ("suppliers.index", N_("Suppliers"), Permission.SUPPLIER_READ),
            ("contact_map.index", N_("Who buys from whom"), Permission.RESULT_READ),
            ("mergers.duplicates", N_("Likely duplicates"), Permission.SUPPLIER_MERGE),
            ("countries.index", N_("Country risk"), Permission.COUNTRY_READ),
        ),
    ),
    (
        N_("Terms and criteria"),
        (
            ("code_of_conduct.index", N_("Terms"), Permission.CODE_READ),
            ("criteria.index", N_("Criteria bank"), Permission.CODE_READ),
        ),
    ),
    (
        N_("Cooperation"),
        (
            ("sharing.index", N_("Shared results"), Permission.RESULT_READ),
            ("outside_results.index", N_("Results from elsewhere"), Permission.RESULT_READ),
            ("joint_follow_ups.index", N_("Joint follow-ups"), Permission.JOINT_READ),
            ("spared.show", N_("Spared follow-ups"), Permission.JOINT_READ),
            ("publications.index", N_("Publishing of lights"), Permission.PUBLICATION_READ),
            ("incidents.index", N_("Incidents"), Permission.INCIDENT_READ),
            ("alerts.index", N_("Alerts"), Permission.ALERT_READ),
            ("organisations.index", N_("Organisations"), Permission.ORGANISATION_READ),
        ),
    ),
    (
        N_("Programme"),
        (
            ("joint_plans.index", N_("Joint plan"), Permission.JOINT_READ),
            ("nominations.index", N_("Nominations"), Permission.JOINT_READ),
            ("categories.index", N_("Categories"), Permission.CATEGORY_READ),
            ("summaries.index", N_("Annual summary"), Permission.SUMMARY_READ),
            ("funding.index", N_("Funding"), Permission.FUNDING_READ),
            ("member_returns.index", N_("Paid and received"), Permission.FUNDING_READ),
            ("levy_calculator.show", N_("Rate calculator"), Permission.FUNDING_READ),
            ("case_texts.index", N_("Case documents"), Permission.FUNDING_READ),
        ),
    ),
    (
        N_("Secretariat"),
        (
            ("news.index", N_("News"), Permission.NEWS_READ),
            ("members.index", N_("Members and groups"), Permission.COOPERATION_READ),
            ("joint_documents.index", N_("Documents of the cooperation"), Permission.COOPERATION_READ),
            ("training.index", N_("Training"), Permission.COOPERATION_READ),
            ("audit_programmes.index", N_("Audit programmes"), Permission.COOPERATION_READ),
            ("desk.show", N_("The secretariat's desk"), Permission.DESK_READ),
        ),
    ),
    (
        N_("Administration"),
        (
            ("users.index", N_("Users"), Permission.USER_READ),
            ("hand_overs.hand_over", N_("Hand over work"), Permission.CONTRACT_HAND_OVER),
            ("jobs.index", N_("Job runs"), Permission.JOB_READ),
        ),
    ),
)
