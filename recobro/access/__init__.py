"""Who the creditor is and who works there.

Owns: companies (currency, language, country, time zone, mode), their bank accounts, users, members, and the calendar of banking
days. Promises: a company rehearses until a person takes it live; a banking day once written stays.

Verbs: add_company, find_company, change_company, go_live, ensure_calendar, add_banking_days.
"""
