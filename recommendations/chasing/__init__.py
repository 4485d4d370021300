"""Who is to be told what about which recommendation, once: the ladder of a plan, what happened that
somebody is told about, and whom a notice is for. Nothing here writes an e-mail but what says so.
"""
