import pytest

from briefing.errors import Fault
from briefing.tomlfile import read


@pytest.mark.parametrize(
    ("raw", "line", "what"),
    [
        (b"a = 1\nb = = 2\n", 2, "not valid TOML: invalid value"),
        (b'a = 1\nb = "x\n', 2, "not valid TOML: illegal character"),
        (b'a = 1\nb = """x\ny\n', 3, "not valid TOML: unterminated string"),
        (b"a = 1\n[[feed", 2, "not valid TOML: expected"),
        (b'a = "ok"\nb = "\xe9"\n', 2, "not UTF-8 text"),
        (b"a = 1\na = 2\n", 2, "not valid TOML: cannot overwrite a value"),
    ],
)
def test_a_file_that_is_not_toml_is_a_fault_with_its_line(tmp_path, raw, line, what):
    (tmp_path / "x.toml").write_bytes(raw)
    fault = read(tmp_path / "x.toml", tmp_path)
    assert isinstance(fault, Fault)
    assert (fault.file, fault.line) == ("x.toml", line)
    assert fault.what.startswith(what)
    assert fault.mend


def test_a_half_saved_file_is_told_as_one(tmp_path):
    (tmp_path / "x.toml").write_text('[[feed]]\nname = "BBC"\nexamples = [\n')
    assert "saved whole" in read(tmp_path / "x.toml", tmp_path).mend


def test_a_byte_order_mark_is_no_fault(tmp_path):
    (tmp_path / "x.toml").write_bytes(b"\xef\xbb\xbfa = 1\n")
    assert read(tmp_path / "x.toml", tmp_path).data == {"a": 1}


def test_brackets_nested_without_end_are_a_fault(tmp_path):
    (tmp_path / "x.toml").write_text("a = " + "[" * 100_000)
    assert isinstance(read(tmp_path / "x.toml", tmp_path), Fault)


def test_a_file_outside_the_current_folder_is_named_in_full(tmp_path):
    (tmp_path / "x.toml").write_text("a = 1\n")
    assert read(tmp_path / "x.toml", tmp_path / "elsewhere").place(("a",)) == f"{tmp_path / 'x.toml'}:1"
