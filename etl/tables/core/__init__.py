"""Layer `core`: articles, what each says, who is who, and what really happened."""

from __future__ import annotations

from etl.tables.core.articles import (
    Article,
    ArticleEvent,
    ArticleVersion,
    Extraction,
    Mention,
    NearKey,
    StoryMember,
    Takedown,
)
from etl.tables.core.churn import Alert, AlertDelivery, CheckResult, DailyChurn, PipelineRun
from etl.tables.core.entities import (
    AliasProposal,
    AliasSighting,
    Company,
    CompanyAlias,
    EventLink,
    Judgement,
    MentionLink,
    Person,
    PersonAlias,
    Resolution,
)
from etl.tables.core.leadership import (
    CompanyName,
    EventChange,
    EventEvidence,
    EventState,
    LeadershipEvent,
    SeatChange,
    SeatTenure,
    SeatTransition,
)

__all__ = [
    "Alert",
    "AlertDelivery",
    "AliasProposal",
    "AliasSighting",
    "Article",
    "ArticleEvent",
    "ArticleVersion",
    "CheckResult",
    "Company",
    "CompanyAlias",
    "CompanyName",
    "DailyChurn",
    "EventChange",
    "EventEvidence",
    "EventLink",
    "EventState",
    "Extraction",
    "Judgement",
    "LeadershipEvent",
    "Mention",
    "MentionLink",
    "NearKey",
    "Person",
    "PersonAlias",
    "PipelineRun",
    "Resolution",
    "SeatChange",
    "SeatTenure",
    "SeatTransition",
    "StoryMember",
    "Takedown",
]
