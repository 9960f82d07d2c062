"""A member as they are shown to themselves."""

from __future__ import annotations

from panel.members.schemas import ConsentOut, DemographicOut, MeOut
from panel.members.service import Me
from panel.rights.schemas import ObjectionOut


def me_out(me: Me) -> MeOut:
    """Show everything that is held of a member, but the tokens."""
    member = me.member
    return MeOut.model_validate(
        {
            "member_id": member.id,
            "email": me.email,
            "contact": me.contact,
            "language": member.language,
            "mail_format": member.mail_format,
            "place": member.place,
            "connection": member.connection,
            "minimum_age_stated": member.minimum_age_stated,
            "joined_on": member.joined_on,
            "demographics": [DemographicOut.model_validate(row) for row in me.demographics],
            "consents": [ConsentOut.model_validate(row) for row in me.consents],
            "access_needs": {
                "needs": me.needs.codes,
                "vocabulary_version": me.needs.vocabulary_version,
                "stated_at": me.needs.stated_at,
            }
            if me.needs is not None
            else None,
            "interests": me.topics.get("interest"),
            "lived_experience": me.topics.get("lived_experience"),
            "household_told_at": me.household_told_at,
            "address_fails": me.address_fails,
            "address_number": member.address_number,
            "objections": [ObjectionOut.model_validate(row) for row in me.rights.objections],
            "paused_until": me.rights.paused_until,
            "version": member.version,
        }
    )
