"""Files as other programs write them, made small by the tests: the shapes are theirs, the words ours."""

from __future__ import annotations

from typing import Any

Json = dict[str, Any]


def chatgpt(key: str = "c1", title: str = "Tea") -> Json:
    """A conversation with custom instructions, a retry, a tool, a picture and a thought."""

    def node(id: str, parent: str | None, role: str, content: Json, **message: Any) -> Json:
        told = {"id": id, "author": {"role": role, "name": message.pop("name", None)}, "content": content, **message}
        told.setdefault("metadata", {})
        told.setdefault("recipient", "all")
        return {"id": id, "parent": parent, "children": [], "message": told}

    def text(*parts: str) -> Json:
        return {"content_type": "text", "parts": list(parts)}

    nodes = [
        {"id": "root", "parent": None, "children": ["sys"], "message": None},
        node("sys", "root", "system", text(""), metadata={"is_visually_hidden_from_conversation": True}),
        node(
            "ctx",
            "sys",
            "user",
            {"content_type": "user_editable_context", "user_profile": "I like tea.", "user_instructions": "Be brief."},
            metadata={"is_user_system_message": True, "is_visually_hidden_from_conversation": True},
        ),
        node("u1", "ctx", "user", text("How long does tea steep?"), create_time=1700000000.5),
        node("a1", "u1", "assistant", text("Two minutes."), create_time=1700000001, metadata={"model_slug": "gpt-4o"}),
        node(
            "a2", "u1", "assistant", text("Three minutes. \ue200cite\ue202turn0search0\ue201"), create_time=1700000009
        ),
        node(
            "u2",
            "a2",
            "user",
            {"content_type": "multimodal_text", "parts": [{"content_type": "image_asset_pointer"}, "And this one?"]},
            create_time=1700000020,
            metadata={"attachments": [{"name": "cup.png"}]},
        ),
        node(
            "t1",
            "u2",
            "assistant",
            {"content_type": "thoughts", "thoughts": [{"summary": "Looking", "content": "It is green tea."}]},
        ),
        node(
            "p1", "t1", "assistant", {"content_type": "code", "language": "python", "text": "1+1"}, recipient="python"
        ),
        node("r1", "p1", "tool", {"content_type": "execution_output", "text": "2"}, name="python"),
        node("a3", "r1", "assistant", text("Two."), create_time=1700000030, metadata={"model_slug": "o3"}),
    ]
    return {
        "conversation_id": key,
        "title": title,
        "create_time": 1700000000.0,
        "update_time": 1700000030.0,
        "current_node": "a3",
        "mapping": {one["id"]: one for one in nodes},
    }


def claude(key: str = "k1") -> Json:
    """A conversation with a branch, an attachment, a thought and a tool."""

    def message(id: str, parent: str, sender: str, content: list[Json], **more: Any) -> Json:
        words = "\n".join(one.get("text", "") for one in content)
        at = {"created_at": "2024-03-01T10:00:00.000000Z", "updated_at": "2024-03-01T10:00:00Z"}
        return {
            "uuid": id,
            "parent_message_uuid": parent,
            "sender": sender,
            "text": words,
            "content": content,
            "attachments": [],
            "files": [],
            **at,
            **more,
        }

    notes = {"file_name": "notes.txt", "file_size": 5, "file_type": "txt", "extracted_content": "Notes."}
    return {
        "uuid": key,
        "name": "Of notes",
        "created_at": "2024-03-01T09:59:00.000000Z",
        "updated_at": "2024-03-01T10:05:00.000000+00:00",
        "account": {"uuid": "me"},
        "chat_messages": [
            message(
                "m1",
                "00000000-0000-4000-8000-000000000000",
                "human",
                [{"type": "text", "text": "Sum it up"}],
                attachments=[notes],
                files=[{"file_name": "notes.txt"}, {"file_name": "photo.jpg"}],
            ),
            message(
                "m2",
                "m1",
                "assistant",
                [
                    {
                        "type": "thinking",
                        "thinking": "Short notes.",
                        "start_timestamp": "2024-03-01T10:00:01Z",
                        "stop_timestamp": "2024-03-01T10:00:03.5Z",
                    },
                    {"type": "tool_use", "id": "call1", "name": "search", "input": {"q": "notes"}},
                    {"type": "tool_result", "tool_use_id": "call1", "name": "search", "content": [{"text": "Found"}]},
                    {"type": "text", "text": "They are short."},
                ],
            ),
            message("m3", "m1", "assistant", [{"type": "text", "text": "Another try."}]),
        ],
    }


def openwebui(key: str = "o1") -> Json:
    """A chat with two answers, one thought in the text, one in the output."""
    messages = {
        "q": {
            "id": "q",
            "parentId": None,
            "childrenIds": ["a", "b"],
            "role": "user",
            "content": "6 × 7?",
            "timestamp": 1,
        },
        "a": {
            "id": "a",
            "parentId": "q",
            "childrenIds": [],
            "role": "assistant",
            "model": "qwen",
            "content": '<details type="reasoning" done="true" duration="3">\n<summary>Thought</summary>\n&gt; six '
            "&amp; seven\n</details>\n42",
            "timestamp": 1710000010,
        },
        "b": {
            "id": "b",
            "parentId": "q",
            "childrenIds": [],
            "role": "assistant",
            "model": "qwen",
            "content": "shown otherwise",
            "timestamp": 1710000020,
            "output": [
                {"type": "reasoning", "content": [{"type": "output_text", "text": "Multiply."}], "duration": 2},
                {"type": "function_call", "call_id": "f", "name": "calc", "arguments": '{"x": 6}'},
                {"type": "function_call_output", "call_id": "f", "output": [{"type": "input_text", "text": "42"}]},
                {"type": "message", "content": [{"type": "output_text", "text": "It is 42."}]},
            ],
        },
    }
    chat = {"title": "Sums", "models": ["qwen"], "history": {"messages": messages, "currentId": "a"}}
    return {
        "id": key,
        "title": "Sums",
        "chat": {**chat, "params": {"system": "Calculate."}},
        "created_at": 1710000000,
        "updated_at": 1710000020,
        "archived": True,
        "pinned": True,
    }


def librechat(key: str = "l1") -> Json:
    """A conversation as a tree of children."""
    reply = {
        "messageId": "m2",
        "isCreatedByUser": False,
        "model": "gpt-4",
        "createdAt": "2024-05-01T16:35:12.604Z",
        "content": [
            {"type": "think", "think": "Hm."},
            {"type": "tool_call", "tool_call": {"id": "x", "name": "find", "args": "{}", "output": "there"}},
            {"type": "text", "text": {"value": "Hello!"}},
        ],
        "children": [],
    }
    other = {"messageId": "m3", "isCreatedByUser": False, "text": "Hi.", "children": []}
    return {
        "conversationId": key,
        "endpoint": "openAI",
        "title": "Greeting",
        "exportAt": "13:18:04",
        "branches": True,
        "recursive": True,
        "options": {"model": "gpt-4", "promptPrefix": "Be kind."},
        "messages": [
            {
                "messageId": "m1",
                "isCreatedByUser": True,
                "text": "Hello",
                "createdAt": "2024-05-01T16:35:11.530Z",
                "children": [reply, other],
            }
        ],
    }


def lmstudio(at: int = 1719413839386) -> Json:
    """A conversation with a retry; the second answer thought first."""

    def block(text: str, **more: Any) -> Json:
        return {"type": "contentBlock", "content": [{"type": "text", "text": text}], **more}

    def reply(*steps: Json) -> Json:
        return {"type": "multiStep", "role": "assistant", "senderInfo": {"senderName": "llama"}, "steps": list(steps)}

    asked = {"type": "singleStep", "role": "user", "content": [{"type": "text", "text": "Hello there"}]}
    return {
        "name": "Local talk",
        "pinned": False,
        "createdAt": at,
        "systemPrompt": "",
        "perChatPredictionConfig": {"fields": [{"key": "llm.prediction.systemPrompt", "value": "Be local."}]},
        "messages": [
            {"versions": [asked], "currentlySelected": 0},
            {
                "versions": [
                    reply(block("First.")),
                    reply(block("thinking…", style={"type": "thinking"}), block("Second."), {"type": "debugInfoBlock"}),
                ],
                "currentlySelected": 1,
            },
        ],
    }


def llamacpp(key: str = "conv-1") -> Json:
    """A conversation of llama.cpp's own page."""
    return {
        "conv": {"id": key, "name": "Page", "lastModified": 1720000000000, "currNode": 5},
        "messages": [
            {"id": 1, "type": "root", "role": "system", "content": "", "parent": -1, "timestamp": 1719999999000},
            {
                "id": 2,
                "type": "text",
                "role": "user",
                "content": "Hi",
                "parent": 1,
                "timestamp": 1719999999500,
                "extra": [
                    {"type": "textFile", "name": "a.txt", "content": "A."},
                    {"type": "imageFile", "name": "b.png"},
                ],
            },
            {
                "id": 3,
                "type": "text",
                "role": "assistant",
                "content": "",
                "parent": 2,
                "timestamp": 1,
                "reasoningContent": "a",
                "toolCalls": '[{"id": "c", "function": {"name": "f", "arguments": "{}"}}]',
            },
            {"id": 4, "type": "text", "role": "tool", "content": "42", "parent": 3, "toolCallId": "c", "timestamp": 1},
            {"id": 5, "type": "text", "role": "assistant", "content": "<think>b</think>c", "parent": 4, "timestamp": 1},
        ],
    }


def jan_head(key: str = "jan_1") -> Json:
    """The `thread.json` of a thread."""
    assistant = {"assistant_name": "Jan", "instructions": "Be Jan.", "model": {"id": "llama3"}}
    return {"id": key, "object": "thread", "title": "With Jan", "assistants": [assistant], "created": 1700000100}


def jan_messages(key: str = "jan_1") -> list[Json]:
    """The lines of its `messages.jsonl`."""

    def line(id: str, role: str, words: str, at: int) -> Json:
        content = [{"type": "text", "text": {"value": words, "annotations": []}}]
        told = {"id": id, "object": "thread.message", "thread_id": key, "role": role}
        return {**told, "content": content, "created_at": at}

    asked = {"type": "tool_call", "tool_call_id": "c", "tool_name": "f", "input": {"x": 1}, "output": "42"}
    reply = line("2", "assistant", "Morning!", 1700000102000)
    reply["content"] = [{"type": "reasoning", "text": {"value": "Hm."}}, asked, *reply["content"]]
    return [line("1", "user", "Good morning", 1700000101), reply]
