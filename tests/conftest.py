from collections.abc import Iterator

import pytest

from archiver.reading import pool


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--accept", action="store_true", help="write what the cases answer now into expected.json"
    )


@pytest.fixture(autouse=True)
def _read_here(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Pages are read in the process of the test, so that it may patch what reads them.

    Starting a worker costs half a second; tests that are marked ``workers`` start them.
    """
    if not request.node.get_closest_marker("workers"):
        real = pool.readers

        def here(archive, executor=None):  # type: ignore[no-untyped-def]
            return real(archive, executor) if executor else pool.Here(archive)

        monkeypatch.setattr(pool, "readers", here)
    yield
