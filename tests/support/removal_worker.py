"""The process that the crash test kills: runs removals of a SQLite file until all have ended."""

import sys
import time
from datetime import timedelta

import core.app.schema  # noqa: F401 - defines every table
from core.scim.outbound import runner as removal_run
from core.storage.database import Database

removal_run.LEASE = timedelta(seconds=float(sys.argv[2]))  # long against one removal's run
runner = removal_run.Runner(Database(sys.argv[1]))
sys.stdout.write("ready\n")
sys.stdout.flush()
while True:
    runner.run_due(workers=4)
    time.sleep(0.005)
