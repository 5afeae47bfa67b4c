"""`duban serve`: the pages in a browser, and the clock that runs behind them."""

import gc
import logging
import socket
from contextlib import AbstractContextManager, nullcontext
from typing import TYPE_CHECKING, Annotated, Any

import typer

from actions.desk import Desk
from actions.errors import BadInput
from cli.options import desk_of
from cli.show import progress, say

if TYPE_CHECKING:
    from flows.demo import Demo

LOOPBACK = "127.0.0.1"


def register(app: typer.Typer) -> None:
    app.command()(serve)


def serve(
    context: typer.Context,
    demo: Annotated[
        bool, typer.Option("--demo", help="Show the 2012 campaign of a district, in a database of its own.")
    ] = False,
    port: Annotated[int, typer.Option("--port", min=0, max=65535, help="The port to listen on.")] = 8030,
    host: Annotated[
        str, typer.Option("--host", help="Only this machine, until there is sign-in.")
    ] = LOOPBACK,
    no_jobs: Annotated[
        bool, typer.Option("--no-jobs", help="Only the pages: the jobs run on a cluster, or from cron.")
    ] = False,
) -> None:
    """Serve the pages on this machine and run the jobs (check, delivery) while doing so."""
    if host not in (LOOPBACK, "localhost"):
        raise BadInput(f"尚无登录功能，只能在本机 {LOOPBACK} 上提供服务，不能用 {host}。")
    check_free(port)
    logging.basicConfig(level=logging.WARNING, format="%(asctime)s %(levelname)s %(name)s: %(message)s")
    if demo:
        shown = _open_demo()
        _serve(shown.desk, port, demo=shown, jobs=nullcontext())
    else:
        desk = desk_of(context)
        _serve(desk, port, demo=None, jobs=nullcontext() if no_jobs else _embedded(desk))


def _embedded(desk: Desk) -> AbstractContextManager[Any]:
    from flows.embedded import running

    return running(desk)


def check_free(port: int, option: str = "--port") -> None:
    """Say which port is taken before anything is opened, rather than after."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((LOOPBACK, port))
        except OSError as problem:
            raise BadInput(f"端口 {port} 不能用（{problem.strerror}）。请用 {option} 换一个。") from None


def _open_demo() -> "Demo":
    from flows.demo import DAYS_TO_PLAY, is_made, open_demo

    if is_made():
        return open_demo()
    say("正在准备演示数据：上街区 64 个村（社区），2012 年 4 月 23 日至 6 月 8 日……")
    with progress("逐日推演", DAYS_TO_PLAY) as advance:
        return open_demo(advance)


def _serve(desk: Desk, port: int, demo: "Demo | None", jobs: AbstractContextManager[Any]) -> None:
    # Only this command needs the web framework; the others start without it.
    import uvicorn

    from actions.health import read_health
    from web.app import create_app

    app = create_app(desk, demo=demo, health=lambda: read_health(desk))
    config = uvicorn.Config(
        app, host=LOOPBACK, port=port, log_level="warning", access_log=False, server_header=False
    )
    say(f"请在浏览器打开 http://{LOOPBACK}:{port}/（按 Ctrl+C 结束）")
    gc.freeze()  # what is there by now stays: no request shall wait while it is looked through for waste
    with jobs:
        uvicorn.Server(config).run()
