"""The store: everything that must survive, in one SQLite file. All SQL is in this room."""

from backend.store.backups import Backup, Backups
from backend.store.database import Database
from backend.store.drafts import Drafts
from backend.store.folders import Folders
from backend.store.images import Images, StoredImage
from backend.store.messages import Messages
from backend.store.models import AddedModels, RememberedModels, RemovedModels
from backend.store.opening import open_database
from backend.store.personas import Personas
from backend.store.prompts import Prompts
from backend.store.removed import RemovedThreads
from backend.store.search import Search
from backend.store.summaries import Summaries
from backend.store.threads import Threads
from backend.store.whole import WholeThreads

__all__ = [
    "AddedModels",
    "Backup",
    "Backups",
    "Database",
    "Drafts",
    "Folders",
    "Images",
    "Messages",
    "Personas",
    "Prompts",
    "RememberedModels",
    "RemovedModels",
    "RemovedThreads",
    "Search",
    "StoredImage",
    "Summaries",
    "Threads",
    "WholeThreads",
    "open_database",
]
