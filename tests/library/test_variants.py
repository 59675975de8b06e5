"""Files of a repository become models to choose among."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backend.library.variants import HubFile, quantisation, stem, variants


def files(*paths: str) -> list[HubFile]:
    return [HubFile(path=path, size=10 + number) for number, path in enumerate(paths)]


@pytest.mark.parametrize(
    ("path", "told"),
    [
        ("Llama-3.2-1B-Instruct-Q4_K_M.gguf", "Q4_K_M"),
        ("qwen2.5-7b-instruct-q4_k_m-00001-of-00002.gguf", "Q4_K_M"),
        ("model.IQ2_XXS.gguf", "IQ2_XXS"),
        ("gemma-UD-Q4_K_XL.gguf", "UD-Q4_K_XL"),
        ("BF16/Big-00001-of-00003.gguf", "BF16"),
        ("gpt-oss-20b-mxfp4.gguf", "MXFP4"),
        ("phi-4-f16.gguf", "F16"),
        ("Q8_0.gguf", "Q8_0"),
        ("Qwen3-8B.gguf", ""),
        ("Seq2Seq-model.gguf", ""),
    ],
)
def test_the_name_tells_the_quantisation(path: str, told: str) -> None:
    assert quantisation(path) == told


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("a-3B-Q4_K_M", "a-3B-IQ2_XXS", True),
        ("a-3B-Q4_K_M", "BF16/a-3B", True),
        ("a-3B-Q4_K_M", "UD-Q2_K_XL/a-3B-UD-Q2_K_XL", True),
        ("a-3B-Q4_K_M", "a-7B-Q4_K_M", False),
        ("a-qat-Q4_0", "a-Q4_0", False),
    ],
)
def test_quantisations_of_one_model_are_told_from_other_models(one: str, other: str, same: bool) -> None:
    assert (stem(one) == stem(other)) is same


def test_parts_stand_together_and_what_sees_stands_apart() -> None:
    found, beside = variants(
        files(
            "a-Q8_0-00002-of-00002.gguf", "a-Q8_0-00001-of-00002.gguf", "a-Q4_0.gguf", "mmproj-a-F16.gguf", "README.md"
        )
    )
    assert [(one.quantisation, one.size, [file.path for file in one.files]) for one in found] == [
        ("Q4_0", 12, ["a-Q4_0.gguf"]),
        ("Q8_0", 21, ["a-Q8_0-00001-of-00002.gguf", "a-Q8_0-00002-of-00002.gguf"]),
    ]
    assert [file.path for file in beside] == ["mmproj-a-F16.gguf"]


@pytest.mark.parametrize(
    "path",
    [
        "..gguf", "a/..gguf", "../a.gguf", "/a.gguf", "a/../b.gguf", ".git/a.gguf", ".gguf", "a b.gguf",
        "a\\b.gguf", "-a.gguf", "c:a.gguf", "a\n.gguf", "imatrix.gguf", "a-00001-of-00002.gguf",
        "a-00003-of-00002.gguf", "x" * 300 + ".gguf",
    ],
)  # fmt: skip
def test_names_that_lead_elsewhere_and_models_with_a_part_missing_are_left_out(path: str) -> None:
    assert variants(files(path)) == ((), ())


def test_a_size_that_is_not_told_is_not_known_of_the_whole() -> None:
    (one,), _ = variants([HubFile(path="a-00001-of-00002.gguf", size=1), HubFile(path="a-00002-of-00002.gguf")])
    assert one.size is None


@given(st.lists(st.text(max_size=40).map(lambda text: text + ".gguf"), max_size=8))
def test_no_name_leads_out_of_a_folder(paths: list[str]) -> None:
    found, _ = variants([HubFile(path=path) for path in paths])
    for file in (file for one in found for file in one.files):
        assert file.name not in ("", ".", "..")
        assert not set(file.name) & set("/\\:\n\0")
