"""The musical beds: what they play (`score`, `pieces`, `form`) and how it sounds (`instruments`,
`ensemble`).
"""
