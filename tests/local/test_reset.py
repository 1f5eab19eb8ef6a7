import io

from cop_platform.local import environment, reset, solitude


def fill(tmp_path, monkeypatch):
    var = tmp_path / "var"
    monkeypatch.setenv("VAR_DIR", str(var))
    environment.secret_key(var)
    (var / "mail").mkdir()
    (var / "mail" / "one.eml").write_text("mail")
    return var


def test_nothing_is_removed_without_a_yes(tmp_path, monkeypatch):
    var = fill(tmp_path, monkeypatch)
    monkeypatch.setenv("YES", "")
    monkeypatch.setattr("sys.stdin", io.StringIO("no\n"))

    assert reset.main() == 1
    assert (var / "mail" / "one.eml").exists()


def test_nothing_is_removed_when_nobody_can_be_asked(tmp_path, monkeypatch):
    var = fill(tmp_path, monkeypatch)
    monkeypatch.setenv("YES", "")
    monkeypatch.setattr("sys.stdin", io.StringIO(""))

    assert reset.main() == 1
    assert (var / "mail" / "one.eml").exists()


def test_a_yes_removes_everything_and_a_second_finds_nothing(tmp_path, monkeypatch, capsys):
    var = fill(tmp_path, monkeypatch)
    monkeypatch.setenv("YES", "1")

    assert (reset.main(), list(var.iterdir())) == (0, [])
    assert reset.main() == 0
    assert "nothing to remove" in capsys.readouterr().out


def test_a_folder_that_is_not_ours_is_left_alone(tmp_path, monkeypatch):
    monkeypatch.setenv("VAR_DIR", str(tmp_path))
    monkeypatch.setenv("YES", "1")
    (tmp_path / "thesis.txt").write_text("years of work")

    assert reset.main() == 0
    assert (tmp_path / "thesis.txt").exists()


def test_nothing_is_removed_under_a_running_site(tmp_path, monkeypatch, capsys):
    from tests.local.test_solitude import hold

    var = fill(tmp_path, monkeypatch)
    monkeypatch.setenv("YES", "1")
    running = hold(var)

    assert reset.main() == 1
    assert "Coalesce runs" in capsys.readouterr().err
    assert (var / "mail" / "one.eml").exists()
    running.terminate()
    running.wait()
    assert solitude.is_free(var)
