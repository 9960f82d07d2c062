"""Documents with minutes (PDF, Word, web pages, ModernGov) become numbered lines of text.

The readers run in a process of their own (`bounded`), with bounds of memory and time, since they
take apart what strangers made. Every reader gives the one form (`form.Script`) that the extractor
in `governance.minutes.reading` reads; nothing of a document but its words leaves that process.
"""
