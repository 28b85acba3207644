"""Pure rules of files and papers: no Django, no database.

Nothing is imported here: the process that examines an upload needs none of the papers.
"""
