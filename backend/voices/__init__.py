"""Voices beyond the bundled ones: those that can be fetched, and those of servers."""

from backend.voices.offered import OfferedVoice, VoiceShelf
from backend.voices.served import ServedVoice, ServedVoices
from backend.voices.server import NamedVoice, VoiceServers

__all__ = ["NamedVoice", "OfferedVoice", "ServedVoice", "ServedVoices", "VoiceServers", "VoiceShelf"]
