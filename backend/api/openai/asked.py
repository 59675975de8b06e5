"""What programs send, in OpenAI's words; fields that we do not know are passed over."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field

Name = Annotated[str, Field(min_length=1, max_length=4096)]
Penalty = Annotated[float, Field(ge=-2.0, le=2.0, allow_inf_nan=False)]
Share = Annotated[float, Field(ge=0.0, le=1.0, allow_inf_nan=False)]
Count = Annotated[int, Field(ge=1, lt=2**31)]


class Asked(BaseModel):
    """A frozen value that passes over fields it does not know."""

    model_config = ConfigDict(frozen=True, extra="ignore")


class FunctionCall(Asked):
    """A function's name, and its arguments as JSON."""

    name: str = Field(min_length=1, max_length=64)
    arguments: str = ""


class ToolCall(Asked):
    """A tool that the model called earlier."""

    id: str = Field(max_length=256)
    type: Literal["function"] = "function"
    function: FunctionCall


class ChatMessage(Asked):
    """One message; `content` is a text or a list of parts."""

    role: Literal["system", "developer", "user", "assistant", "tool"]
    content: str | list[dict[str, Any]] | None = None
    reasoning_content: str | None = None
    tool_calls: list[ToolCall] | None = None
    tool_call_id: str | None = Field(default=None, max_length=256)
    name: str | None = Field(default=None, max_length=64)


class Function(Asked):
    """A function that the program offers."""

    name: str = Field(pattern=r"^[\w.-]{1,64}$")
    description: str | None = None
    parameters: dict[str, Any] | None = None


class OfferedTool(Asked):
    """A tool that the model may call."""

    type: Literal["function"]
    function: Function


class Schema(Asked):
    """A JSON schema that the reply must fit."""

    schema_: dict[str, Any] = Field(alias="schema")


class ResponseFormat(Asked):
    """What the reply is to look like."""

    type: Literal["text", "json_object", "json_schema"]
    json_schema: Schema | None = None


class StreamOptions(Asked):
    """What a stream tells beside the words."""

    include_usage: bool = False


class ChatAsked(Asked):
    """The body of `/v1/chat/completions`. What is None is as the person set it, or as the engine has it."""

    model: Name
    messages: list[ChatMessage] = Field(min_length=1)
    stream: bool | None = None
    stream_options: StreamOptions | None = None
    max_tokens: Count | None = None
    max_completion_tokens: Count | None = None
    temperature: Annotated[float, Field(ge=0.0, le=2.0, allow_inf_nan=False)] | None = None
    top_p: Share | None = None
    top_k: Annotated[int, Field(ge=0, lt=2**31)] | None = None
    min_p: Share | None = None
    presence_penalty: Penalty | None = None
    frequency_penalty: Penalty | None = None
    seed: Annotated[int, Field(ge=-(2**63), lt=2**63)] | None = None
    stop: str | list[Annotated[str, Field(max_length=256)]] | None = None
    n: int | None = None
    logprobs: bool | None = None
    top_logprobs: Annotated[int, Field(ge=0, le=20)] | None = None
    logit_bias: dict[str, Annotated[float, Field(ge=-100.0, le=100.0, allow_inf_nan=False)]] | None = None
    tools: Annotated[list[OfferedTool], Field(max_length=128)] | None = None
    tool_choice: str | dict[str, Any] | None = None
    response_format: ResponseFormat | None = None


class EmbeddingsAsked(Asked):
    """The body of `/v1/embeddings`."""

    model: Name
    input: str | list[Any]
    encoding_format: Literal["float", "base64"] | None = None
    dimensions: Count | None = None
