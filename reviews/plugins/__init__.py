"""The wire contract of shop plugins that exist already: their words, their shapes, exactly.

Nobody here can change those clients. Whatever goes wrong is HTTP 200 with a `status` and a `message`, for a 4xx
throws out of the shop's own page.
"""
