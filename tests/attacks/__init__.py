"""A list of attacks as tests. One file a family, each with a bait that shows it can fail.

The walks go over every URL of ``tests/access/matrix.py``, on the stage of the access matrix, so
that a new page is attacked as soon as it has its entry there.

=====================  ==========================================================================
test_predecessor       a rival's files: whoever takes over a case gets nothing stored before
test_assignment        the organisation, a status, an owner in the body of every form
test_formulas          a formula in every exported text
test_scripts           script in every displayed text: pages, the HTML of papers, links
test_browser           the same before a real browser, without the site's policy to help
test_fetching          papers that fetch: files of the server, neighbours on loopback
test_bombs             zip, pixel and object bombs; examiners that die, hang or lie
test_polyglots         files that are two things at once, or not what their name says
test_names             paths in file names and URLs
test_forgery           roles without their token, other methods, overriding headers
test_headers           caches, frames, hosts, redirects, names in headers
test_replay            a page's key sent again with another content
test_fuzz              nonsense in every field and every query: no crash
=====================  ==========================================================================

Elsewhere: other districts by id on every page (``tests/test_access.py``), what contractors may not
read (``tests/test_leaks.py``), sessions, enumeration and brute force (``tests/accounts``), scope,
tokens and replayed keys of the API (``tests/api``).
"""
