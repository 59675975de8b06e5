"""Voices beyond the bundled ones: those that can be fetched, those in folders of the person, and those of servers."""

from backend.voices.folders import OwnVoice, OwnVoices
from backend.voices.offered import OfferedVoice, VoiceShelf
from backend.voices.served import ServedVoice, ServedVoices
from backend.voices.server import NamedVoice, VoiceServers

__all__ = [
    "NamedVoice",
    "OfferedVoice",
    "OwnVoice",
    "OwnVoices",
    "ServedVoice",
    "ServedVoices",
    "VoiceServers",
    "VoiceShelf",
]
