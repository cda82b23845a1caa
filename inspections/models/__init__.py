"""Does the shop keep the code of conduct?"""

from inspections.models.article import Article, TitleTaken
from inspections.models.article_version import ArticleText, ArticleVersion, Audience
from inspections.models.audit_draw import AuditDraw
from inspections.models.campaign import Campaign, CampaignCase
from inspections.models.checklist import Checklist, Criterion
from inspections.models.edition_trial import EditionTrial, TrialFailure
from inspections.models.finding import Finding
from inspections.models.inspection import Inspection
from inspections.models.mark_look import MarkLook
from inspections.models.misuse import Misuse, MisuseProof, SamePerson
from inspections.models.reading import Reading
from inspections.models.referrer import Referrer
from inspections.models.remedy import Remedy
from inspections.models.reported_change import ReportedChange
from inspections.models.ruling import NotYet, SecondPerson
from inspections.models.scan import Scan, ScanChange, ScanPage
from inspections.models.self_check import SelfCheck
from inspections.models.snapshot import Snapshot
from inspections.models.standard_text import StandardText
from inspections.models.watch import Watch

__all__ = [
    "Article",
    "ArticleText",
    "ArticleVersion",
    "Audience",
    "AuditDraw",
    "Campaign",
    "CampaignCase",
    "Checklist",
    "Criterion",
    "EditionTrial",
    "Finding",
    "Inspection",
    "MarkLook",
    "Misuse",
    "MisuseProof",
    "NotYet",
    "Reading",
    "Referrer",
    "Remedy",
    "ReportedChange",
    "SamePerson",
    "Scan",
    "ScanChange",
    "ScanPage",
    "SecondPerson",
    "SelfCheck",
    "Snapshot",
    "StandardText",
    "TitleTaken",
    "TrialFailure",
    "Watch",
]
