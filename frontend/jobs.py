"""What the frontend does because time passed: it proves that what visitors read is what the database says."""

from frontend.widgets import publish
from keurmerk.schedule import Periodic

PROVE = Periodic(
    name="frontend.prove_published",
    run=publish.everything,
    minutes=24 * 60,
    why="terms 10.4: the seal's answer is true; a lost reaction or a failed disk is put right within a day",
)
FEEDS = Periodic(
    name="frontend.write_feeds",
    run=publish.all_feeds,
    minutes=60,
    why="terms 8.2: what partners and search engines fetch follows the register within the hour",
)
