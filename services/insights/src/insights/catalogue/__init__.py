"""The catalogue of what a system gives to everybody (DCAT 3, with the terms of DCAT-AP 3).

Data: nothing is stored; what is open is counted as the catalogue is read (`exports`), and the feeds
that the whole system has stand in ``feeds.json``. Rules: a dataset of findings for each open
licence under which there is one, so that each file has one licence; the register of activities
where the system's file puts an open licence on it; every address answers. Events: none.
"""
