"""Papers for items of an agenda (rule 6), from the report template to what everybody can read.

*Data.* A paper belongs to one item of one meeting. Its text is kept in versions: a title, sections
by the template of the meeting's day (`template.json`), findings by version. A section has its text,
or says why there is nothing to say. A publication is a version as everybody may read it, with its
hash.

*Rules.* draft → final → published; another text makes it a draft again, and what was published
stays. A final paper has every section that the template demands; "none" is no reason. Neither final
nor published while a finding that it cites is withdrawn or superseded. Published late only with a
reason. What is withheld is withheld with its reason.

*Event.* `governance.paper.published`, with nobody's name and nothing that is withheld.
"""
